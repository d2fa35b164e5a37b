"""周五一键调度包: the papers of a round, made at a button or by the clock, frozen as they were."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.queries import office_posts
from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.core.actors import Actor
from guatu.core.filenames import XLSX, ZIP, safe_name
from guatu.core.versions import differences
from guatu.dispatch.models import Round
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.interchange.zipping import write_zip
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.meetings.actions.preparing import check_may_run
from guatu.meetings.models import Package, PackagePart
from guatu.meetings.packagebooks import books_of, facts_of
from guatu.meetings.packageparts import more_parts
from guatu.meetings.queries.gathering import (
    Gathered,
    agenda_for,
    agenda_then,
    changed_since,
    next_meeting,
    not_reported,
    of_this_round,
    table_rows,
)
from guatu.meetings.queries.packages import WORK
from guatu.notices.actions import Notice, tell

STEPS = 6
MOST_CHANGED = 200  # differences that are named; the count has all
Say = Callable[[int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A part as it is written."""

    code: str
    name: str
    payload: bytes
    facts: dict[str, Any]
    media_type: str = XLSX


@transaction.atomic
def ask_package(actor: Actor, one: Round) -> Job:
    """Ask for the papers of a round; while some are being made, it is the same work."""
    check_may_run(actor, one.campaign)
    Round.objects.select_for_update().get(pk=one.pk)  # two people press at once
    running = Job.objects.filter(
        work=WORK, key__startswith=f"{one.pk}:", state__in=[Job.State.WAITING, Job.State.RUNNING]
    )
    found = running.order_by("pk").first()
    if found is not None:
        return found
    key = f"{one.pk}:{uuid.uuid4().hex[:12]}"
    return ask(
        actor,
        WORK,
        key=key,
        arguments={"round": one.pk, "token": key},
        unit_path=one.campaign.unit.path,
        title=_("Round no. %(ordinal)d") % {"ordinal": one.ordinal},
    )


def make_package(actor: Actor, one: Round, *, token: str, now: datetime, say: Say) -> Package:
    """Make the papers of a round; asked again by the same token it is the package that is there.

    `say` hears how far it is, and may stop it: nothing is kept until all parts are written.
    """
    check_may_run(actor, one.campaign)
    earlier = Package.objects.filter(round=one, facts__token=token).first()
    if earlier is not None:
        return earlier
    gathered = gather(actor, one, now=now, say=say)
    say(4, _("Writing the files"))
    parts = [
        Made(code=code, name=safe_name(f"{book.title}.xlsx"), payload=write_xlsx(book),
             facts=facts_of(code, gathered))
        for code, book in books_of(gathered)
    ]  # fmt: skip
    files, not_made = more_parts(actor, gathered, now)
    parts += [
        Made(code=one.code, name=one.name, payload=one.payload, facts=dict(one.facts),
             media_type=one.media_type)
        for one in files
    ]  # fmt: skip
    say(5, _("Keeping the package"))
    lacking = [asdict(one) for one in not_made]
    return keep(actor, gathered, parts, token=token, now=now, not_made=lacking)


def gather(actor: Actor, one: Round, *, now: datetime, say: Say) -> Gathered:
    """Read what the papers say, all of one moment."""
    today = timezone.localdate(now)
    say(0, _("Who did not report"))
    silent = not_reported(actor, one)
    say(1, _("What changed"))
    changes = changed_since(actor, one)
    say(2, _("The dispatch table"))
    rows, left_out = table_rows(actor, one)
    say(3, _("The agenda"))
    meeting = next_meeting(actor, one)
    agenda = of_this_round(agenda_for(actor, meeting, today), one, silent)
    return Gathered(
        round=one, today=today, silent=silent, changes=changes, rows=rows, left_out=left_out,
        meeting=meeting, agenda=agenda, then=agenda_then(actor, one, agenda),
    )  # fmt: skip


@transaction.atomic
def keep(
    actor: Actor,
    gathered: Gathered,
    parts: Sequence[Made],
    *,
    token: str,
    now: datetime,
    not_made: Sequence[dict[str, str]] = (),
) -> Package:
    """Freeze the parts as evidence with their hashes, as the next version of the round's package."""
    one = Round.objects.select_for_update().get(pk=gathered.round.pk)
    last = Package.objects.filter(round=one).order_by("-number").first()
    archive = store_original(
        actor, write_zip([(part.name, part.payload) for part in parts]), zip_name(gathered),
        media_type=ZIP,
    )  # fmt: skip
    package = Package.objects.create(
        round=one,
        number=(last.number if last else 0) + 1,
        made_at=now,
        made_by=actor.person_id,
        archive=archive,
        facts={"token": token, "not_made": list(not_made), **missing_of(gathered)},
        changed=changed_since_last(last, parts),
    )
    changes = [Change.of(package, after=plain(package, "round", "number", "archive"))]
    for part in parts:
        evidence = store_original(actor, part.payload, part.name, media_type=part.media_type)
        PackagePart.objects.create(
            package=package, code=part.code, evidence=evidence, facts=part.facts
        )
        changes.append(evidence_change(evidence))
    tell_made(package)
    record(actor, "meeting.package", of=package, changes=[*changes, evidence_change(archive)])
    return package


def zip_name(gathered: Gathered) -> str:
    return _("Papers of round no. %(ordinal)d.zip") % {"ordinal": gathered.round.ordinal}


def missing_of(gathered: Gathered) -> dict[str, Any]:
    """Return what was not there when the package was made: it is listed, never waited for."""
    return {
        "silent": len(gathered.silent),
        "silent_lines": sum(lines for *_rest, lines in gathered.silent),
        "is_open": gathered.round.state == Round.State.OPEN,
        "has_earlier": gathered.changes.earlier is not None,
        "meeting": gathered.meeting.pk if gathered.meeting else None,
        "rows": len(gathered.rows),
        "left_out": gathered.left_out,
    }


def changed_since_last(last: Package | None, parts: Sequence[Made]) -> list[dict[str, Any]]:
    """Return what each part says otherwise than in the version before."""
    if last is None:
        return []
    before = dict(last.parts.values_list("code", "facts"))
    found = []
    for part in parts:
        changed = differences(before.get(part.code, {}), part.facts)
        if changed:
            named = [asdict(one) for one in changed[:MOST_CHANGED]]
            found.append({"code": str(part.code), "count": len(changed), "lines": named})
    return found


def tell_made(package: Package) -> None:
    """Tell the campaign office that the papers are there."""
    campaign = package.round.campaign
    tell(
        Notice(
            key=f"meetings.package:{package.pk}",
            sort="meetings.package",
            campaign=campaign,
            subject=lambda: (
                _("The papers of round no. %(ordinal)d are ready")
                % {"ordinal": package.round.ordinal}
            ),
            text=lambda: (
                _("Version %(number)d. Units without a report: %(silent)d.")
                % {"number": package.number, "silent": package.facts["silent"]}
            ),
            address=reverse("meetings:package", args=[package.pk]),
            post_ids=office_posts(campaign.unit.path),
        )
    )

"""Submitting check-ins: the server's first receipt decides whether they are on time (D1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.audit.evidence import evidence_change
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM, Actor
from guatu.core.rounds import is_late
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Round
from guatu.dispatch.queries.checkins import fillable, ready
from guatu.ledgers.models import Duty
from guatu.shell.errors import InvalidState

SAID = (
    "entry", "unit", "role", "state", "said", "problem", "is_unchanged", "outcome", "progress",
    "reported_lamp", "unreported_units", "received_at", "is_late",
)  # fmt: skip


@transaction.atomic
def submit_check_ins(actor: Actor, one: Round) -> AuditEvent:
    """Submit all that is filled in of what `actor` owes in a round, in one act.

    What was returned keeps the time of its first receipt: correcting a report makes it neither
    late nor on time.
    """
    hold_rounds([one.pk])
    one = Round.objects.select_related("campaign").get(pk=one.pk)
    if one.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    rows = ready(fillable(actor).filter(round=one).select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        if fillable(actor).filter(round=one, state=CheckIn.State.RETURNED).exists():
            raise InvalidState(
                _("What was returned has not been changed yet: mend it, then submit.")
            )
        raise InvalidState(
            _("Nothing is filled in yet: write what was done, or tap “No news this time”.")
        )
    now = timezone.now()
    before = {row.pk: row.state for row in rows}
    write(rows, actor, one, now)
    changes = [
        Change.of(row, before={"state": before[row.pk]}, after=plain(row, *SAID)) for row in rows
    ]
    changes += hand_in_files(rows, now)
    late = sum(row.is_late for row in rows)
    if late:
        recompute_lamps(
            SYSTEM, one.campaign, timezone.localdate(now), entry_ids={r.entry_id for r in rows}
        )
    event = record(
        actor, "check_in.submit", of=one, changes=changes,
        details={"round": one.slug, "count": len(rows), "late": late},
    )  # fmt: skip
    log_moves(rows, before, event, now=now)
    return event


def write(rows: Sequence[CheckIn], actor: Actor, one: Round, now: datetime) -> None:
    late = is_late(now, one.ends_on, timezone.get_default_timezone())
    CheckIn.objects.filter(pk__in=[row.pk for row in rows if row.received_at is None]).update(
        received_at=now, is_late=late
    )
    CheckIn.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=CheckIn.State.SUBMITTED, submitted_by=actor.person_id, version=F("version") + 1
    )
    for row in rows:
        if row.received_at is None:
            row.received_at, row.is_late = now, late
        row.state, row.submitted_by = CheckIn.State.SUBMITTED, actor.person_id
        row.version += 1
    name_the_silent([row for row in rows if row.role == Duty.Role.LEAD], one)


def hand_in_files(rows: Sequence[CheckIn], now: datetime) -> list[Change]:
    """Let the files that came or went since the last submission come and go with this one."""
    links = list(
        CheckInEvidence.objects.filter(check_in__in=[row.pk for row in rows])
        .select_related("evidence")
        .order_by("pk")
    )
    fresh = [link for link in links if link.submitted_at is None]
    gone = [link for link in links if link.removed_at is not None]
    changes = [evidence_change(link.evidence) for link in fresh]
    changes += [
        Change.of(
            link,
            before={**plain(link, "check_in", "evidence"), "file_name": link.evidence.file_name},
        )
        for link in gone
    ]
    CheckInEvidence.objects.filter(pk__in=[link.pk for link in fresh]).update(submitted_at=now)
    CheckInEvidence.objects.filter(pk__in=[link.pk for link in gone]).delete()
    return changes


def name_the_silent(leads: Sequence[CheckIn], one: Round) -> None:
    """Let each lead's summary name the support units that have not reported (T3)."""
    silent: dict[int, list[str]] = {}
    rows = CheckIn.objects.filter(
        round=one,
        entry__in=[row.entry_id for row in leads],
        role=Duty.Role.SUPPORT,
        received_at__isnull=True,
    ).order_by("unit__official_order", "unit__path")
    for entry_id, name in rows.values_list("entry_id", "unit__name"):
        silent.setdefault(entry_id, []).append(name)
    changed = []
    for row in leads:
        names = silent.get(row.entry_id, [])
        if row.unreported_units != names:
            row.unreported_units = names
            changed.append(row)
    CheckIn.objects.bulk_update(changed, ["unreported_units"], batch_size=500)


def log_moves(
    rows: Sequence[CheckIn],
    before: dict[int, str],
    event: AuditEvent,
    *,
    now: datetime,
    reason: str = "",
) -> None:
    """Write one move a row, tied to the chained row of the act."""
    CheckInMove.objects.bulk_create(
        [
            CheckInMove(
                check_in=row,
                from_state=before[row.pk],
                to_state=row.state,
                person_id=event.person_id,
                moved_at=now,
                reason=reason,
                event_number=event.number,
            )
            for row in rows
        ],
        batch_size=500,
    )

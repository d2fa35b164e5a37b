"""Forming a volume: its papers as they are at that moment, numbered, hashed and bound."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.filenames import PDF
from guatu.core.volumes import volume_digest
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.paper.models import Volume, VolumePaper
from guatu.paper.policies import can_bind
from guatu.paper.queries.volumepapers import Paper
from guatu.paper.queries.volumes import WORK, Matter, Numbers, next_numbers, papers_for
from guatu.paper.volumebinding import Bound, bind_volume
from guatu.paper.volumewords import file_name
from guatu.shell.errors import Conflict, InvalidState, NotAllowed

STEPS = 3
TRIES = 3
RECORDED = ("campaign", "number", "sort", "unit", "title", "paper_count", "later_count", "digest")
Say = Callable[[int, str], None]


def check_may_bind(actor: Actor) -> None:
    if not can_bind(actor):
        raise NotAllowed(_("Your post does not allow this."))


@transaction.atomic
def ask_volume(actor: Actor, matter: Matter) -> Job:
    """Ask for a volume; it is formed behind the page, for its papers are read and bound.

    Raises
    ------
    InvalidState
        If nothing is on file.
    """
    check_may_bind(actor)
    if not papers_for(actor, matter):
        raise InvalidState(_("Nothing is on file here yet: there is no paper to bind."))
    key = uuid.uuid4().hex
    one = matter.entry or matter.target or matter.owner
    return ask(
        actor,
        WORK,
        key=key,
        arguments={
            "campaign": matter.campaign.pk,
            "sort": matter.sort.value,
            "key": one.pk,
            "token": key,
        },
        unit_path=matter.campaign.unit.path,
        title=matter.title,
    )


def form_volume(actor: Actor, matter: Matter, *, token: str, now: datetime, say: Say) -> Volume:
    """Form a volume of what is on file now; asked again by the same token it is the one that is there."""
    check_may_bind(actor)
    earlier = Volume.objects.filter(token=token).first()
    if earlier is not None:
        return earlier
    say(0, _("Looking for the papers"))
    papers = papers_for(actor, matter)
    if not papers:
        raise InvalidState(_("Nothing is on file here yet: there is no paper to bind."))
    digest = digest_of(papers)

    def say_bound(done: int, total: int) -> None:
        told = {"done": done + 1, "total": total}
        say(1, _("Binding the papers: %(done)d of %(total)d") % told)

    for _again in range(TRIES):
        numbers = next_numbers(matter)
        say_bound(0, len(papers))
        bound = bind_volume(
            matter, papers, numbers=numbers, digest=digest, now=now, say=say_bound
        )  # fmt: skip
        say(2, _("Keeping the volume"))
        volume = keep(actor, matter, papers, numbers=numbers, bound=bound, token=token, now=now)
        if volume is not None:
            return volume
    raise Conflict(_("Other volumes were formed at the same moment. Try again."))


def digest_of(papers: Sequence[Paper]) -> str:
    return volume_digest(
        (place, paper.evidence.digest, paper.evidence.file_name)
        for place, paper in enumerate(papers, start=1)
    )


@transaction.atomic
def keep(  # noqa: PLR0913 the columns of one row
    actor: Actor,
    matter: Matter,
    papers: Sequence[Paper],
    *,
    numbers: Numbers,
    bound: Bound,
    token: str,
    now: datetime,
) -> Volume | None:
    """Keep a volume under a number; None if another one took it meanwhile."""
    Campaign.objects.select_for_update().get(pk=matter.campaign.pk)
    if next_numbers(matter) != numbers:
        return None
    name = file_name(matter.title, numbers)
    evidence = (
        store_original(actor, bound.payload, f"{name}.pdf", media_type=PDF)
        if bound.payload
        else None
    )
    volume = Volume.objects.create(
        campaign=matter.campaign,
        number=numbers.total,
        sort=matter.sort,
        entry=matter.entry,
        target=matter.target,
        unit=matter.owner,
        title=matter.title,
        token=token,
        formed_at=now,
        formed_by=actor.person_id,
        paper_count=len(papers),
        later_count=sum(bool(paper.later) for paper in papers),
        page_count=sum(count for _first, count in bound.places),
        digest=digest_of(papers),
        bound=evidence,
    )
    VolumePaper.objects.bulk_create(rows_of(volume, papers, bound.places), batch_size=500)
    changes = [Change.of(volume, after=plain(volume, *RECORDED))]
    if evidence is not None:
        changes.append(evidence_change(evidence))
    record(actor, "volume.form", of=volume, changes=changes)
    return volume


def rows_of(
    volume: Volume, papers: Sequence[Paper], places: Sequence[tuple[int, int]]
) -> list[VolumePaper]:
    return [
        VolumePaper(
            volume=volume, ordinal=ordinal, heading=paper.heading, source=paper.source,
            proves=paper.proves, proved_on=paper.proved_on, received_at=paper.received_at,
            later=paper.later, evidence=paper.evidence,
            first_page=first if count else None, page_count=count,
        )
        for ordinal, (paper, (first, count)) in enumerate(
            zip(papers, places, strict=True), start=1
        )
    ]  # fmt: skip

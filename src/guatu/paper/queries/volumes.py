"""Volumes that an actor sees, and what a volume can be formed of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Target
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import APART, Actor, ActorKind
from guatu.jobs.models import Job
from guatu.jobs.queries import visible_jobs
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import in_force_entries, visible_entries
from guatu.ledgers.queries.visibility import reach_of, reached
from guatu.paper.models import Volume
from guatu.paper.queries.unitsheets import units_with_sheets, visible_sheet_unit
from guatu.paper.queries.volumepapers import (
    Paper,
    handed_in,
    papers_of_entries,
    papers_of_targets,
    proven,
)
from guatu.shell.errors import NotFound

WORK = "paper.volume"
Sort = Volume.Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Which of its matter's volumes one is (卷号), and which of its campaign's (总第)."""

    place: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a volume is about: one of entry, target or unit; `owner` is whose papers they are."""

    campaign: Campaign
    sort: Sort
    title: str
    owner: Unit
    entry: Entry | None = None
    target: Target | None = None


def visible_volumes(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Volume]:
    """Return the volumes that an actor sees: of its own units, of its campaigns, its own.

    A volume holds all that its owner proved, so that seeing one entry of it is not enough.
    """
    rows = Volume.objects.select_related("campaign__unit", "unit", "entry", "target", "bound")
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return rows
    grants = [grant for grant in actor.grants if grant.role not in APART]
    if not grants:
        return rows.none()
    wide = {grant.scope_path for grant in grants if grant.role in CAMPAIGN_WIDE}
    condition = reached("unit__", *reach_of(actor))
    if wide:
        condition |= reached("campaign__unit__", wide, set())
    return rows.filter(condition)


def visible_volume(actor: Actor, volume_id: int) -> Volume:
    """Return one volume.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_volumes(actor).filter(pk=volume_id).first()
    if found is None:
        raise NotFound
    return found


def next_numbers(matter: Matter) -> Numbers:
    """Return the numbers of the next volume of a matter."""
    rows = Volume.objects.filter(campaign=matter.campaign)
    last = rows.order_by("-number").first()
    own = rows.filter(
        sort=matter.sort, entry=matter.entry, target=matter.target,
        **{} if matter.entry or matter.target else {"unit": matter.owner},
    )  # fmt: skip
    return Numbers(place=own.count() + 1, total=(last.number if last else 0) + 1)


def numbers_of(rows: Iterable[Volume]) -> dict[int, Numbers]:
    """Return the numbers of volumes of one campaign, by their ids: one query."""
    shown = {row.pk: row for row in rows}
    campaigns = {row.campaign_id for row in shown.values()}
    counts: Counter[tuple[object, ...]] = Counter()
    found: dict[int, Numbers] = {}
    known = Volume.objects.filter(campaign__in=campaigns).order_by("campaign_id", "number")
    for key, *matter, unit, number in known.values_list(
        "pk", "campaign_id", "sort", "entry_id", "target_id", "unit_id", "number"
    ):
        # an entry may pass to another unit: its volumes count on
        place = (*matter, unit if matter[1] == Sort.UNIT else None)
        counts[place] += 1
        if key in shown:
            found[key] = Numbers(place=counts[place], total=number)
    return found


def matter_of(actor: Actor, campaign: Campaign, sort: str, key: int) -> Matter:
    """Return what a volume would be about, if the actor may have all of its owner's papers.

    Raises
    ------
    NotFound
        If it is not for this actor.
    """
    if sort == Sort.UNIT:
        unit = visible_sheet_unit(actor, campaign, key)
        return Matter(campaign=campaign, sort=Sort.UNIT, title=unit.name, owner=unit)
    if sort == Sort.ENTRY:
        entry = visible_entries(actor, campaign).select_related("unit").filter(pk=key).first()
        if entry is not None and reaches_unit(actor, campaign, entry.unit):
            return Matter(
                campaign=campaign, sort=Sort.ENTRY, title=entry.title, owner=entry.unit, entry=entry
            )
    elif sort == Sort.TARGET:
        target = visible_targets(actor, campaign).filter(pk=key).first()
        if target is not None and reaches_unit(actor, campaign, target.unit):
            return Matter(
                campaign=campaign,
                sort=Sort.TARGET,
                title=str(target.indicator),
                owner=target.unit,
                target=target,
            )
    raise NotFound


def reaches_unit(actor: Actor, campaign: Campaign, unit: Unit) -> bool:
    """Say whether a volume of this owner in this campaign would be for the actor."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    grants = [grant for grant in actor.grants if grant.role not in APART]
    if unit.pk in reach_of(actor)[1]:
        return True
    if any(unit.path.startswith(grant.scope_path) for grant in grants):
        return True
    wide = [grant.scope_path for grant in grants if grant.role in CAMPAIGN_WIDE]
    return any(campaign.unit.path.startswith(scope) for scope in wide)


def papers_for(actor: Actor, matter: Matter) -> list[Paper]:
    """Return the papers of a volume in their order: figures first, then entry by entry."""
    entries = in_force_entries(actor, matter.campaign)
    targets = visible_targets(actor, matter.campaign)
    if matter.entry is not None:
        own = visible_entries(actor, matter.campaign).filter(pk=matter.entry.pk)
        return papers_of_entries(actor, own)
    if matter.target is not None:
        serving = Q(pk__in=matter.target.entry_targets.values("entry_id"))
        return [
            *papers_of_targets(actor, [matter.target]),
            *papers_of_entries(actor, entries.filter(serving)),
        ]
    owed = list(targets.filter(unit=matter.owner).order_by("pk"))
    return [
        *papers_of_targets(actor, owed),
        *papers_of_entries(actor, entries.filter(unit=matter.owner)),
    ]


def units_with_papers(actor: Actor, campaign: Campaign) -> QuerySet[Unit]:
    """Return the units of which a volume can be formed, in 建制顺序."""
    entries = proven(actor, in_force_entries(actor, campaign).order_by())
    targets = handed_in(actor, campaign).select_related(None).order_by()
    return units_with_sheets(actor, campaign).filter(
        Q(pk__in=entries.values("unit_id")) | Q(pk__in=targets.values("unit_id"))
    )


def forming_jobs(actor: Actor, campaign: Campaign) -> list[Job]:
    """Return the volumes that are being formed."""
    rows = visible_jobs(actor).filter(
        work=WORK,
        unit_path=campaign.unit.path,
        state__in=[Job.State.WAITING, Job.State.RUNNING],
    )
    return list(rows.order_by("pk"))

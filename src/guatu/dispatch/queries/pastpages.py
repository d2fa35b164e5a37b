"""A campaign as of the close of a round: units × lamps in the tree of then, and the entries (D6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.dispatch.queries.pasts import UnitThen, kept_rounds, states_at, units_at
from guatu.dispatch.queries.periods import visible_of
from guatu.dispatch.queries.sums import lamps_at
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import definition_of, spoken
from guatu.ledgers.queries.visibility import sees_whole
from guatu.shell.errors import NotFound

ROWS_A_PAGE = 50
CHOICES = 60  # rounds back


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a page of the past is narrowed to."""

    unit_id: int | None = None
    lamp: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastUnit:
    """One unit's entries by lamp at the close of a round, called as it was then."""

    unit: UnitThen
    lamps: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.lamps.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """How an entry stood then, beside how it stands now."""

    entry: Entry
    state: EntryState
    title: str
    stage: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A campaign as of a round. `invisible` entries are known as a number only (D8)."""

    round: Round
    units: tuple[PastUnit, ...]
    lamps: Mapping[str, int]
    invisible: int

    @property
    def shown(self) -> list[Lamp]:
        return [lamp for lamp in Lamp if self.lamps.get(lamp)]

    @property
    def total(self) -> int:
        return sum(self.lamps.values())


def visible_past(actor: Actor, round_id: int) -> Round:
    """Return a round with a picture, of a campaign that the actor sees or sees entries of.

    Raises
    ------
    NotFound
        If there is none, it is still open, or it is not for this actor to know of.
    """
    rows = Round.objects.filter(cadence__asks_check_ins=True).exclude(state=Round.State.OPEN)
    one = rows.select_related("campaign__unit", "cadence").filter(pk=round_id).first()
    if one is None:
        raise NotFound
    visible_of(actor, one.campaign.slug)
    return one


def past_of(actor: Actor, one: Round) -> Past:
    """Return how a campaign stood at the close of a round."""
    by_unit = lamps_at(actor, one)
    names = units_at(one)
    units = tuple(
        PastUnit(unit=names[pk], lamps=by_unit[pk])
        for pk in sorted(
            (pk for pk in by_unit if pk in names),
            key=lambda pk: (names[pk].official_order, names[pk].path),
        )
    )
    lamps = {lamp.value: sum(row.lamps.get(lamp, 0) for row in units) for lamp in Lamp}
    seen = sum(lamps.values())
    all_of_it = seen if sees_whole(actor, one.campaign) else states_at(SYSTEM, one).count()
    return Past(round=one, units=units, lamps=lamps, invisible=all_of_it - seen)


def past_rows(actor: Actor, one: Round, narrowed: Narrowed) -> QuerySet[EntryState]:
    """Return the states that a page of the past shows, in the order of their entries."""
    rows = states_at(actor, one)
    if narrowed.unit_id is not None:
        rows = rows.filter(unit=narrowed.unit_id)
    if narrowed.lamp:
        rows = rows.filter(lamp=narrowed.lamp)
    if narrowed.kind:
        rows = rows.filter(entry__kind__code=narrowed.kind)
    return rows


def past_page(
    rows: QuerySet[EntryState], page: int, names: Mapping[int, UnitThen]
) -> list[PastEntry]:
    first = (page - 1) * ROWS_A_PAGE
    found = rows.select_related("entry__kind", "entry__unit").order_by("entry")
    return [past_entry(row, names) for row in found[first : first + ROWS_A_PAGE]]


def past_entry(row: EntryState, names: Mapping[int, UnitThen]) -> PastEntry:
    kind = definition_of(row.entry.kind)
    stages = {stage.code: stage.name for stage in kind.stages}
    unit = names.get(row.unit_id)
    return PastEntry(
        entry=row.entry,
        state=row,
        title=row.title or row.entry.title,
        stage=spoken(stages[row.stage]) if row.stage in stages else row.stage,
        unit=unit.label if unit else "",
    )


def rounds_back(campaign: Campaign) -> list[Round]:
    """Return the rounds that a page can be looked at as of, the newest first."""
    return list(kept_rounds(campaign)[:CHOICES])


def entry_past(actor: Actor, entry: Entry, one: Round) -> PastEntry | None:
    """Return how one entry stood at the close of a round; None if it stands in no picture of it."""
    rows = states_at(actor, one).filter(entry=entry)
    row = rows.select_related("entry__kind", "entry__unit").first()
    return past_entry(row, units_at(one)) if row is not None else None

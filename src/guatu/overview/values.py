"""What the war room shows, as values that its templates read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from guatu.core.lamps import Lamp

RED = (Lamp.OVERDUE, Lamp.SEVERE)
LATE = (*RED, Lamp.BEHIND)
WATCHED = (*LATE, Lamp.DUE_SOON, Lamp.UNREPORTED)  # what asks for an act, worst first
ALWAYS_SHOWN = (*LATE, Lamp.DUE_SOON, Lamp.ON_PACE)
RANK: Mapping[str, int] = {lamp.value: rank for rank, lamp in enumerate(Lamp)}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit's entries by lamp, as their first lead."""

    unit_id: int
    name: str
    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Units × lamps in 建制顺序. `invisible` entries of the campaign are known as a number only.

    The sums over all units are made once: every row of the page asks for the lamps that burn.
    """

    rows: tuple[UnitRow, ...]
    invisible: int
    totals: Mapping[str, int] = field(init=False)
    total: int = field(init=False)
    lamps: list[Lamp] = field(init=False)

    def __post_init__(self) -> None:
        totals = {lamp: sum(row.counts.get(lamp, 0) for row in self.rows) for lamp in Lamp}
        object.__setattr__(self, "totals", totals)
        object.__setattr__(self, "total", sum(totals.values()))
        # the five that ask or please always, others when lit
        lit = [lamp for lamp in Lamp if lamp in ALWAYS_SHOWN or totals[lamp]]
        object.__setattr__(self, "lamps", lit)

    def row(self, unit_id: int | None) -> UnitRow | None:
        return next((row for row in self.rows if row.unit_id == unit_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One entry that asks for an act, with why, and who must act."""

    entry_id: int
    title: str
    number: str
    lamp: Lamp
    rule: str
    inputs: Mapping[str, int | str | None]
    since: date | None
    due_on: date | None
    unit: str
    contact: str
    by_hand_until: date | None = None  # the last day of a lamp that a person set


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one entry stood when the round was frozen, and how it stands now."""

    entry_id: int
    title: str
    unit: str
    lamp_before: Lamp
    lamp: Lamp
    due_before: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The changes of one sort: how many there are, and the first of them."""

    count: int = 0
    shown: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What moved since a frozen round; `frozen_on` is None where none was frozen yet."""

    frozen_on: date | None
    new_red: Moved = Moved()
    recovered: Moved = Moved()
    done: Moved = Moved()
    pushed: Moved = Moved()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """One entry that is due on the day asked for."""

    entry_id: int
    title: str
    unit: str
    lamp: Lamp
    lamp_until: date | None = None
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntries:
    """What is due on a day: all of it counted, the first of it by name, the open ones before."""

    total: int
    still_open: int
    shown: tuple[DueEntry, ...]

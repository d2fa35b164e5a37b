"""What a bulletin is filled with: the facts of a round or a period, as values that are kept with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from guatu.core.lamps import Lamp

RED = (Lamp.OVERDUE, Lamp.SEVERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What was asked and what came."""

    asked: int = 0
    received: int = 0
    late: int = 0
    unchanged: int = 0
    problems: int = 0

    @property
    def silent(self) -> int:
        return self.asked - self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFact:
    """One unit, in 建制顺序: what it reported and how its entries stand."""

    name: str
    reports: Reports
    lamps: Mapping[str, int] = field(default_factory=dict)

    @property
    def red(self) -> int:
        return sum(self.lamps.get(lamp, 0) for lamp in RED)

    @property
    def behind(self) -> int:
        return self.lamps.get(Lamp.BEHIND, 0)

    @property
    def is_well(self) -> bool:
        """Whether it reported all in time and nothing of it is late."""
        told = self.reports.received == self.reports.asked and not self.reports.late
        return bool(self.reports.asked or self.lamps) and told and not (self.red or self.behind)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFact:
    """One entry that stands otherwise than before."""

    unit: str
    title: str
    before: str  # its lamp; empty where none was kept
    after: str
    due_before: date | None = None
    due_after: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFact:
    """A late entry: why its lamp is lit, what its lead says is needed, and who is asked to clear it."""

    unit: str
    title: str
    lamp: str
    due_on: date | None = None
    why: str = ""
    problem: str = ""
    clears: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFact:
    """What a unit says that it needs; `entry` of 0 is not known: nothing is grouped with it."""

    unit: str
    title: str
    text: str
    entry: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFact:
    """A node or goal that comes next."""

    unit: str
    title: str  # of the entry
    node: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFact:
    """A target: what is owed, what there is, and how it stands."""

    name: str
    unit: str
    owed: str
    actual: str
    standing: str
    done: int | None = None  # thousandths of a total


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """One of the rounds of a period."""

    name: str
    reports: Reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of them. `last_…` are of the round or period before; None where there is none to compare.

    `changes` name some lines a sort, `counts` have all of them; a sort that could not be compared
    stands in neither.
    """

    campaign: str
    issuer: str
    starts_on: date
    ends_on: date
    every: str = ""  # of a period
    ordinal: int | None = None  # of a round
    is_sealed: bool = False
    as_of: str = ""
    reports: Reports = field(default_factory=Reports)
    last_reports: Reports | None = None
    units: tuple[UnitFact, ...] = ()
    lamps: Mapping[str, int] = field(default_factory=dict)
    last_lamps: Mapping[str, int] | None = None
    changes: Mapping[str, tuple[LineFact, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    late: tuple[LateFact, ...] = ()  # of a round
    late_count: int = 0
    problems: tuple[ProblemFact, ...] = ()
    problem_count: int = 0  # of the last round of a period: its rounds name one problem many times
    nodes: tuple[NodeFact, ...] = ()
    node_count: int = 0
    targets: tuple[TargetFact, ...] = ()
    figures_as_of: str = ""  # of targets, where that is another day than that of the rest
    rounds: tuple[RoundFact, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)  # of work: closed, met, missed, …
    last_numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.lamps.values())

    @property
    def red(self) -> int:
        return sum(self.lamps.get(lamp, 0) for lamp in RED)

    def lamp(self, lamp: Lamp) -> int:
        return self.lamps.get(lamp, 0)

    def last_lamp(self, *lamps: Lamp) -> int | None:
        """Return how many there were the time before; None where nothing was kept of it."""
        if self.last_lamps is None:
            return None
        return sum(self.last_lamps.get(lamp, 0) for lamp in lamps)


def data_of(facts: Facts) -> dict[str, Any]:
    """Return facts as data that JSON holds."""
    found = _plain(asdict(facts))
    assert isinstance(found, dict)  # noqa: S101 of a dataclass
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def facts_from(data: Mapping[str, Any]) -> Facts:
    """Return the facts that `data_of` wrote."""
    return Facts(
        **_own(Facts, data)
        | {
            "starts_on": date.fromisoformat(data["starts_on"]),
            "ends_on": date.fromisoformat(data["ends_on"]),
            "reports": Reports(**data["reports"]),
            "last_reports": Reports(**data["last_reports"]) if data["last_reports"] else None,
            "units": _each(data["units"], _unit),
            "changes": {sort: _each(rows, _line) for sort, rows in data["changes"].items()},
            "late": _each(data.get("late", []), _late),
            "problems": _each(data["problems"], lambda row: ProblemFact(**row)),
            "nodes": _each(data["nodes"], _node),
            "targets": _each(data["targets"], lambda row: TargetFact(**row)),
            "rounds": _each(
                data["rounds"],
                lambda row: RoundFact(name=row["name"], reports=Reports(**row["reports"])),
            ),
        }
    )


def _own(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    assert is_dataclass(kind)  # noqa: S101 called so
    return {one.name: data[one.name] for one in fields(kind) if one.name in data}


def _each(rows: list[Any], make: Callable[[Any], Any]) -> tuple[Any, ...]:
    return tuple(make(row) for row in rows)


def _unit(row: Mapping[str, Any]) -> UnitFact:
    return UnitFact(name=row["name"], reports=Reports(**row["reports"]), lamps=row["lamps"])


def _line(row: Mapping[str, Any]) -> LineFact:
    days = {name: _day(row[name]) for name in ("due_before", "due_after")}
    return LineFact(**{**row, **days})


def _late(row: Mapping[str, Any]) -> LateFact:
    return LateFact(**{**row, "due_on": _day(row["due_on"])})


def _node(row: Mapping[str, Any]) -> NodeFact:
    return NodeFact(**{**row, "due_on": date.fromisoformat(row["due_on"])})


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None

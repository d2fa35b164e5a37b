"""What a lamp is lit from, and what comes out: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guatu.core.lamps.codes import Lamp

Inputs = Mapping[str, int | str | None]


class Outcome(StrEnum):
    """What became of a milestone."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFact:
    """One 节点 or 月度目标 of an entry."""

    due_on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFact:
    """Money planned and paid up to the end of a month, in the smallest unit of their series."""

    planned: int
    paid: int
    through: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFact:
    """Of the reports asked for in one month: how many never came, how many came after the close."""

    missing: int = 0
    late: int = 0
    first_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """All that the rules may look at of one entry.

    Parameters
    ----------
    entry_id : int
        Handed through to the result.
    starts_on, due_on, closed_on : date or None
        As the entry says; a due date ends at 24:00 of that day.
    has_begun : bool
        Whether anything but "no news" was ever reported, or a stage was passed.
    milestones : tuple of MilestoneFact
        In any order.
    progress : int or None
        Thousandths of the quantity, 0 to 1000; None where the kind declares no quantity, or no
        figure was given yet.
    unchanged_rounds : int
        How many of the last rounds in a row said 本期无新进展, counted back from the latest report.
    missing_reports : int
        How many closed rounds in a row, counted back from the latest, asked and got no report.
    awaits_figure : bool
        Whether a figure that decides this entry is due but not yet published (待发布).
    has_started : bool or None
        Whether it reached the stage with which its kind says that work begins (开工); None where
        the kind names no such stage.
    started_on : date or None
        The day on which that stage was reached.
    money : MoneyFact or None
        Money paid against plan; None where the kind has no plan of it or nothing was planned yet.
    in_statistics : bool or None
        Whether statistics confirmed it (纳统, 已入库); None where the kind has no such track.
    month : MonthFact
        What became of the reports that were asked for in the month before this one.
    returns : int
        How often its report of the latest round was sent back.
    limit_on, limit_since : date or None
        The last day within the limit of its present stage, and the day on which that began.
    is_limit_of_log : bool
        Whether that limit is the day on which a log (a visit, a check) is next due instead.
    """

    entry_id: int
    starts_on: date | None = None
    due_on: date | None = None
    closed_on: date | None = None
    has_begun: bool = False
    milestones: tuple[MilestoneFact, ...] = ()
    progress: int | None = None
    unchanged_rounds: int = 0
    missing_reports: int = 0
    awaits_figure: bool = False
    has_started: bool | None = None
    started_on: date | None = None
    money: MoneyFact | None = None
    in_statistics: bool | None = None
    month: MonthFact = MonthFact()
    returns: int = 0
    limit_on: date | None = None
    limit_since: date | None = None
    is_limit_of_log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """A lamp, the rule that lit it, and what that rule saw: enough to check it by hand."""

    entry_id: int
    lamp: Lamp
    rule: str
    inputs: Inputs = field(default_factory=dict)

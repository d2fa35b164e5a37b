"""The ladder of supervision (T12): its order, what may be skipped, and what rules suggest next.

提醒 → 督办单 → 通报 → 约谈 → 移送线索. A rule suggests and never decides; 移送线索 is never suggested.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Rung(StrEnum):
    """The steps, the lightest first."""

    REMIND = "remind"  # 提醒
    DIRECT = "direct"  # 督办单
    CIRCULATE = "circulate"  # 通报
    TALK = "talk"  # 约谈
    REFER = "refer"  # 移送线索


ORDER = tuple(Rung)
LEADERS_ONLY = frozenset({Rung.TALK, Rung.REFER})


class LadderRule(StrEnum):
    """What lets a step be suggested."""

    RED = "red"  # the lamp of the entry is red
    RED_AGAIN = "red_again"  # it became red so many times
    OVERDUE = "overdue"  # a directive is overdue so many days
    LONG_OVERDUE = "long_overdue"  # far longer, and a circular did not help


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From when on rules suggest: times of red, days past the limit of a directive."""

    red_times: int = 3
    overdue_days: int = 5
    long_overdue_days: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterFacts:
    """How a matter of one unit stands: `taken` are the steps in force; days count from the limit."""

    is_red: bool = False
    red_times: int = 0
    overdue_days: int = 0
    taken: frozenset[Rung] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """One step that a rule suggests; `count` is what the rule counted."""

    rung: Rung
    rule: LadderRule
    count: int


def left_out(taken: Collection[Rung], wanted: Rung) -> tuple[Rung, ...]:
    """Return the steps that `wanted` jumps over: those above the highest taken, and below it.

    What was left out under a step that stands was explained when that step was taken.
    """
    highest = max((ORDER.index(rung) for rung in taken), default=-1)
    return ORDER[highest + 1 : ORDER.index(wanted)]


def suggested(facts: MatterFacts, thresholds: Thresholds) -> Suggested | None:
    """Return the next step that a rule suggests, the heaviest that applies; None if none does.

    A step already taken is not suggested again, nor is one below it. The talk is suggested only
    once a circular stands, and a decision on it stays a named leader's.
    """
    found = None
    if facts.is_red:
        found = Suggested(rung=Rung.REMIND, rule=LadderRule.RED, count=max(facts.red_times, 1))
    if facts.is_red and facts.red_times >= thresholds.red_times:
        found = Suggested(rung=Rung.DIRECT, rule=LadderRule.RED_AGAIN, count=facts.red_times)
    days = facts.overdue_days
    if days >= thresholds.overdue_days:
        found = Suggested(rung=Rung.CIRCULATE, rule=LadderRule.OVERDUE, count=days)
    if days >= thresholds.long_overdue_days and Rung.CIRCULATE in facts.taken:
        found = Suggested(rung=Rung.TALK, rule=LadderRule.LONG_OVERDUE, count=days)
    if found is None:
        return None
    highest = max((ORDER.index(rung) for rung in facts.taken), default=-1)
    return found if ORDER.index(found.rung) > highest else None

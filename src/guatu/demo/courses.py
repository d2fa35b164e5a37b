"""How each entry came to where it stands: milestones, stages, progress, weekly reports. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guatu.demo.fates import Dealt, Fate, Window
from guatu.demo.laying import month_ends
from guatu.demo.wording import node_titles

WHOLE = 1000
STALL = 4  # the default rules light a lamp at three rounds without news
EARLIER_MISS = 0.09  # of past monthly goals, when nothing else decides
TASK_STAGES = ("under_way", "closing", "closed")
PROJECT_STAGES = (
    "signed",
    "started",
    "building",
    "completed",
    "producing",
    "closing",
    "full_capacity",
)
STARTED_UNTIL = 250  # thousandths of a project's time after which it is being built ...
BUILT_FROM = 960  # ... and after which it is finished and awaits its acceptance


class How(StrEnum):
    """What a lead unit did in a week."""

    SAID = "said"
    UNCHANGED = "unchanged"
    LATE = "late"
    RETURNED = "returned"  # sent back once, then sent again
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    ordinal: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A milestone: a monthly goal or a node. `met` is None while it is open."""

    is_month: bool
    title: str
    due_on: date
    met: bool | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    stage: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All that happens to one entry, dated; `weeks` gives by round what the lead unit did."""

    dealt: Dealt
    marks: tuple[Mark, ...]
    passages: tuple[Passage, ...]
    weeks: dict[int, How]
    lag: int  # thousandths that the progress is behind (or, negative, ahead of) its pace

    def progress(self, day: date) -> int:
        """Return the progress at the end of a day, in thousandths."""
        dealt = self.dealt
        if dealt.closed_on and day >= dealt.closed_on:
            return WHOLE
        share = self.pace(day)
        return min(max(share - self.lag * share // WHOLE, 0), WHOLE - 5)

    def pace(self, day: date) -> int:
        """Return how much of the entry's time is over at the end of a day, in thousandths."""
        length = max((self.dealt.due_on - self.dealt.starts_on).days + 1, 1)
        gone = min(max((day - self.dealt.starts_on).days + 1, 0), length)
        return WHOLE * gone // length


def course_of(draw: random.Random, dealt: Dealt, weeks: Sequence[Week], window: Window) -> Course:
    """Return the course of one entry over the closed `weeks` (in order) up to today."""
    begun = dealt.fate is not Fate.NOT_STARTED
    return Course(
        dealt=dealt,
        marks=tuple(marks_of(draw, dealt, window)),
        passages=tuple(passages_of(draw, dealt, window)) if begun else (),
        weeks=reports_of(draw, dealt, weeks) if begun else {},
        lag=lag_of(draw, dealt.fate),
    )


def lag_of(draw: random.Random, fate: Fate) -> int:
    if fate in {Fate.SEVERE, Fate.OVERDUE}:
        return draw.randint(290, 420)
    if fate is Fate.BEHIND:
        return draw.randint(130, 210)
    return draw.randint(-60, 40)


def marks_of(draw: random.Random, dealt: Dealt, window: Window) -> list[Mark]:
    """Return monthly goals up to the deadline and the nodes that this week turns on."""
    until = min(dealt.due_on, window.ends_on)
    if dealt.closed_on:
        until = min(until, dealt.closed_on)
    ends = [
        day for day in month_ends(max(dealt.starts_on, window.starts_on), until) if day <= until
    ]
    titles = node_titles(dealt.brief.title)
    past = [day for day in ends if day < window.today]
    fresh = sum(day > window.last_round_ends_on for day in past)
    outcomes = monthly_outcomes(draw, dealt, count=len(past), fresh=fresh)
    marks = []
    for place, day in enumerate(ends):
        title = titles[min(place * len(titles) // max(len(ends), 1), len(titles) - 1)]
        met = outcomes[place] if place < len(past) else None
        decided = None if met is None else decision_day(draw, day, window, met=met)
        marks.append(
            Mark(
                is_month=True,
                title=f"{day.month}月：{title}",
                due_on=day,
                met=met,
                decided_on=decided,
            )
        )
    return marks + nodes_of(draw, dealt, window, titles=titles)


def decision_day(draw: random.Random, due_on: date, window: Window, *, met: bool) -> date:
    """Return when a past goal was decided; what fell due after the last round is decided that day."""
    if due_on > window.last_round_ends_on or not met:
        return due_on
    return due_on - timedelta(days=draw.randint(0, 3))


def monthly_outcomes(draw: random.Random, dealt: Dealt, *, count: int, fresh: int) -> list[bool]:
    """Return which of the past monthly goals were met; the last ones follow from the fate.

    `fresh` of them fell due after the last closed round: what has just changed shows in them.
    """
    met = [draw.random() >= EARLIER_MISS for _ in range(count)]
    # those whose progress is counted may be late by it alone
    missed = {
        Fate.SEVERE: 2,
        Fate.OVERDUE: 2,
        Fate.JUST_SEVERE: 1 + fresh,
        Fate.BEHIND: 0 if dealt.brief.is_project and draw.random() < 0.5 else 1,  # noqa: PLR2004 half
        Fate.RECOVERED: 1 + fresh,
    }.get(dealt.fate, 0)
    for place in range(count):
        from_end = count - 1 - place
        if dealt.fate is Fate.RECOVERED and from_end < fresh:
            met[place] = True
        elif from_end < missed:
            met[place] = False
        elif from_end in {0, missed}:
            met[place] = True
    return met


def nodes_of(
    draw: random.Random, dealt: Dealt, window: Window, *, titles: Sequence[str]
) -> list[Mark]:
    """Return the nodes of this week: the one that turned the lamp, or one that is due."""
    now, today = window.just_now, window.today
    title = draw.choice(titles)
    if dealt.fate is Fate.RECOVERED:
        return [
            Mark(is_month=False, title=f"补齐欠账：{title}", due_on=now, met=True, decided_on=now)
        ]
    if dealt.fate is Fate.JUST_SEVERE:
        return [Mark(is_month=False, title=title, due_on=now, met=False, decided_on=now)]
    if dealt.fate is Fate.ON_PACE and draw.random() < 0.35 and dealt.due_on > today:  # noqa: PLR2004 a third
        day = min(today + timedelta(days=draw.randint(0, 12)), dealt.due_on)
        return [Mark(is_month=False, title=title, due_on=day)]
    return []


def passages_of(draw: random.Random, dealt: Dealt, window: Window) -> list[Passage]:
    """Return the stages passed up to today, spread over the time that was there."""
    closed_on = dealt.closed_on
    stages = stages_of(dealt, window)
    first = dealt.starts_on + timedelta(days=draw.randint(4, 12))
    last = closed_on or window.last_round_ends_on
    if first > last:
        return []
    if closed_on is None:  # the stage it is in began some time ago
        last = first + (last - first) * draw.uniform(0.45, 0.75)
    step = (last - first) / max(len(stages) - 1, 1)
    days = [first + step * place for place in range(len(stages))]
    if closed_on:
        days[-1] = closed_on
    return [Passage(stage=stage, day=day) for stage, day in zip(stages, days, strict=True)]


def stages_of(dealt: Dealt, window: Window) -> tuple[str, ...]:
    """Return the stages passed by now: a project's follow from how much of its time is over."""
    if not dealt.brief.is_project:
        return TASK_STAGES if dealt.closed_on else TASK_STAGES[:1]
    if dealt.closed_on:
        return PROJECT_STAGES
    days = max((dealt.due_on - dealt.starts_on).days, 1)
    over = WHOLE * (window.today - dealt.starts_on).days // days
    is_late = dealt.fate in {Fate.BEHIND, Fate.SEVERE, Fate.OVERDUE}
    return PROJECT_STAGES[: 2 + (over > STARTED_UNTIL and not is_late) + (over > BUILT_FROM)]


def reports_of(draw: random.Random, dealt: Dealt, weeks: Sequence[Week]) -> dict[int, How]:
    """Return what the lead unit did in each closed week until the entry was closed."""
    asked = [week for week in weeks if not (dealt.closed_on and week.starts_on > dealt.closed_on)]
    hows: list[How] = []
    for _week in asked:
        hows.append(next_how(draw, hows))
    if dealt.fate is Fate.STALLED:
        hows[-STALL:] = [How.UNCHANGED] * len(hows[-STALL:])
    elif dealt.fate is Fate.UNREPORTED:
        hows[-1:] = [How.SILENT] * len(hows[-1:])
    elif hows:
        hows[-1] = How.SAID
    return {week.ordinal: how for week, how in zip(asked, hows, strict=True)}


def next_how(draw: random.Random, before: Sequence[How]) -> How:
    chance = draw.random()
    if chance < 0.03 and How.SILENT not in before[-4:]:  # noqa: PLR2004 shares of all reports
        return How.SILENT
    if chance < 0.08:  # noqa: PLR2004
        return How.LATE
    if chance < 0.12:  # noqa: PLR2004
        return How.RETURNED
    if chance < 0.26 and How.UNCHANGED not in before[-2:]:  # noqa: PLR2004
        return How.UNCHANGED
    return How.SAID

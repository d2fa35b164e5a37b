"""What becomes of each entry by today: dealt from a seeded draw, so that every lamp is lit. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from guatu.demo.laying import month_end, month_ends

SOON = 7  # days within which the default rules call an entry due soon


class Fate(StrEnum):
    """Where an entry stands today; `JUST_…`, `RECOVERED` and `PUSHED` came about since the last round."""

    ON_PACE = "on_pace"
    DONE = "done"
    JUST_DONE = "just_done"
    OVERDUE = "overdue"
    AWAITING = "awaiting"  # over its deadline, but the figure that decides it is not published
    JUST_OVERDUE = "just_overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    STALLED = "stalled"
    SEVERE = "severe"
    JUST_SEVERE = "just_severe"
    RECOVERED = "recovered"
    PUSHED = "pushed"
    UNREPORTED = "unreported"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the generator knows of one entry. `key` is the same in every load; ids need not be.

    `is_dated` says that the plan itself gives the deadline: that one is never touched.
    """

    key: str
    title: str
    is_project: bool
    starts_on: date
    due_on: date
    is_dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """An entry's fate, with the dates that go with it."""

    brief: Brief
    fate: Fate
    starts_on: date
    due_on: date
    closed_on: date | None = None
    pushed_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The day of the demo, the last day of the last closed round, and the campaign's days."""

    today: date
    last_round_ends_on: date
    starts_on: date
    ends_on: date

    @property
    def just_now(self) -> date:
        """Return a day after the last closed round: yesterday where there is one, else today."""
        yesterday = self.today - timedelta(days=1)
        return yesterday if yesterday > self.last_round_ends_on else self.today


# (fate, at least, share of all entries): in this order from those whose deadline the office sets ...
FREE_QUOTAS = (
    (Fate.DUE_TODAY, 1, 0.03),
    (Fate.JUST_OVERDUE, 1, 0.0),
    (Fate.DUE_SOON, 2, 0.035),
    (Fate.NOT_STARTED, 1, 0.035),
    (Fate.DONE, 0, 0.09),
)
# ... and then from all that are still to come.
QUOTAS = (
    (Fate.JUST_SEVERE, 1, 0.0),
    (Fate.RECOVERED, 1, 0.03),
    (Fate.JUST_DONE, 1, 0.03),
    (Fate.SEVERE, 1, 0.035),
    (Fate.UNREPORTED, 1, 0.04),
    (Fate.STALLED, 1, 0.03),
    (Fate.PUSHED, 1, 0.0),
    (Fate.BEHIND, 2, 0.12),
)
OVERDUE_SHARE = 0.12  # of the entries whose own deadline is over; the others are done
EARLY_SHARE = 0.2  # of the entries due within days that are done already


def deal(draw: random.Random, briefs: Sequence[Brief], window: Window) -> list[Dealt]:
    """Return the fate of each entry, in the order given.

    Entries whose deadline stands in the plan keep it and get a fate that fits it; the others get
    their deadline with their fate.
    """
    fates: dict[str, Fate] = {}
    shuffled = sorted(briefs, key=lambda brief: brief.key)
    draw.shuffle(shuffled)
    fates |= deal_past(draw, [b for b in shuffled if b.is_dated and b.due_on < window.today])
    for brief in shuffled:
        if brief.is_dated and 0 <= (brief.due_on - window.today).days <= SOON:
            fates[brief.key] = Fate.DONE if draw.random() < EARLY_SHARE else Fate.DUE_SOON
    total = len(briefs)
    free = [b for b in shuffled if not b.is_dated]
    free.sort(key=lambda brief: not brief.is_project)  # a project's deadline is the office's to set
    fates |= deal_out(iter(free), FREE_QUOTAS, total)
    rest = [b for b in shuffled if b.key not in fates]
    fates |= deal_out(iter(rest), QUOTAS, total)
    return [dated(draw, b, fates.get(b.key, Fate.ON_PACE), window) for b in briefs]


def deal_past(draw: random.Random, past: Sequence[Brief]) -> dict[str, Fate]:
    late = round(len(past) * OVERDUE_SHARE)
    fates = {brief.key: Fate.DONE for brief in past}
    fates |= {brief.key: Fate.OVERDUE for brief in past[:late]}
    if len(past) > late + 1 and draw.random() < EARLY_SHARE * 2:
        fates[past[-1].key] = Fate.JUST_DONE
    tasks = [brief for brief in past if not brief.is_project]  # only tasks serve targets
    if tasks:
        fates[max(tasks, key=lambda brief: brief.due_on).key] = Fate.AWAITING
    return fates


def deal_out(
    briefs: Iterator[Brief], quotas: Sequence[tuple[Fate, int, float]], total: int
) -> dict[str, Fate]:
    fates: dict[str, Fate] = {}
    for fate, least, share in quotas:
        for _place in range(max(least, round(share * total))):
            brief = next(briefs, None)
            if brief is not None:
                fates[brief.key] = fate
    return fates


def dated(draw: random.Random, brief: Brief, fate: Fate, window: Window) -> Dealt:
    """Return an entry with the dates that its fate asks for."""
    due_on = brief.due_on if brief.is_dated else due_for(draw, brief, fate, window)
    dealt = Dealt(brief=brief, fate=fate, starts_on=brief.starts_on, due_on=due_on)
    if fate is Fate.NOT_STARTED:
        first = window.today + timedelta(days=draw.randint(8, 16))
        return replace(dealt, starts_on=first, due_on=max(due_on, first + timedelta(days=10)))
    if fate is Fate.JUST_DONE:
        return replace(dealt, closed_on=window.just_now)
    if fate is Fate.DONE:
        return replace(dealt, closed_on=closing_day(draw, dealt, window))
    if fate is Fate.PUSHED:
        return replace(dealt, pushed_from=due_on, due_on=pushed(due_on, window))
    return dealt


def due_for(draw: random.Random, brief: Brief, fate: Fate, window: Window) -> date:
    """Return the deadline that the office sets where the plan gives none."""
    near = {
        Fate.DUE_TODAY: 0,
        Fate.JUST_OVERDUE: -1,
        Fate.DUE_SOON: draw.randint(1, SOON - 1),
        Fate.PUSHED: SOON + 2,
    }
    if fate in near:
        return window.today + timedelta(days=near[fate])
    if fate is Fate.DONE:
        middle = window.starts_on + (window.today - window.starts_on) / 2
        return draw.choice(month_ends(middle, window.today) or [window.today])
    if not brief.is_project:
        return window.ends_on
    ends = month_ends(window.today, window.ends_on)
    return draw.choice(
        [day for day in ends if (day - window.today).days > SOON + 1] or [window.ends_on]
    )


def closing_day(draw: random.Random, dealt: Dealt, window: Window) -> date:
    """Return when a done entry was closed: mostly before its deadline, now and then after it."""
    latest = min(dealt.due_on + timedelta(days=6), window.last_round_ends_on)
    earliest = min(dealt.starts_on + timedelta(days=30), latest)
    return max(earliest, latest - timedelta(days=draw.randint(0, 24)))


def pushed(due_on: date, window: Window) -> date:
    """Return a later deadline: a month's end within the campaign, or else a fortnight more."""
    later = month_end(due_on + timedelta(days=12))
    return later if later <= window.ends_on else due_on + timedelta(days=14)

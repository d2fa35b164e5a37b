"""The weeks of the laid year: all weekly rounds from the campaign's start to the one now open. Pure."""

from __future__ import annotations

from datetime import date

from guatu.core.rounds import Every, following, period_of
from guatu.demo.courses import Week
from guatu.demo.fates import Window


def weeks_until(starts_on: date, today: date, *, weekday: int = 5) -> list[Week]:
    """Return the weekly periods from the one of `starts_on` to the one of `today`."""
    period = period_of(Every.WEEK, starts_on, weekday=weekday)
    found: list[Week] = []
    while period.starts_on <= today:
        ordinal = len(found) + 1
        found.append(Week(ordinal=ordinal, starts_on=period.starts_on, ends_on=period.ends_on))
        period = following(Every.WEEK, period, weekday=weekday)
    return found


def window_of(weeks: list[Week], *, today: date, starts_on: date, ends_on: date) -> Window:
    """Return the window of a campaign whose last week is the one now open."""
    closed = weeks[-2].ends_on if len(weeks) > 1 else weeks[-1].starts_on
    return Window(today=today, last_round_ends_on=closed, starts_on=starts_on, ends_on=ends_on)

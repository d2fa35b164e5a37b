"""What the days say of a directive: its colour, by when it is signed for, when a leader is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guatu.core.calendars import WorkCalendar, after_working_days


class Colour(StrEnum):
    """The colour of a directive, never a lamp's: each goes with a mark and a word of its own."""

    CALM = "calm"
    NEAR = "near"  # blue: the limit is near
    BEHIND = "behind"  # yellow: returned, unsigned, or a part is overdue
    OVERDUE = "overdue"  # red: past the limit, until it is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDays:
    """The days by which a house or a campaign supervises."""

    near_days: int = 3
    near_counts_workdays: bool = False
    sign_within: int = 2  # working days
    escalates: bool = True
    overdue_days: int = 1  # days past the limit
    unsigned_days: int = 1  # working days past the day to sign by


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How a directive stands; `finished_on` is set while it is reported as finished."""

    limit_on: date
    sign_by: date
    is_open: bool = True
    is_signed: bool = True
    is_returned: bool = False
    has_late_part: bool = False
    finished_on: date | None = None


def near_until(days: DirectiveDays, today: date, calendar: WorkCalendar) -> date:
    """Return the last limit that is near today."""
    if days.near_counts_workdays:
        return after_working_days(today, days.near_days, calendar) if days.near_days else today
    return today + timedelta(days=days.near_days)


def colour_of(facts: Facts, today: date, near: date) -> Colour:
    """Return the colour of a directive.

    Parameters
    ----------
    facts : Facts
        How it stands.
    today : date
        The day on which it is looked at.
    near : date
        The last limit that is near today, as `near_until` gives it.

    Returns
    -------
    Colour
        Red past the limit until it is closed, also where the report came late; what was reported
        as finished in time waits for its check without a colour: the office's days are not the
        unit's.
    """
    if not facts.is_open:
        return Colour.CALM
    if facts.finished_on is not None:
        return Colour.OVERDUE if facts.finished_on > facts.limit_on else Colour.CALM
    if facts.limit_on < today:
        return Colour.OVERDUE
    if facts.is_returned or facts.has_late_part or (not facts.is_signed and facts.sign_by < today):
        return Colour.BEHIND
    return Colour.NEAR if facts.limit_on <= near else Colour.CALM


def overdue_told_on(limit_on: date, days: DirectiveDays) -> date:
    """Return the day on which the leader in charge is told that a limit was missed."""
    return limit_on + timedelta(days=max(days.overdue_days, 1))


def unsigned_told_on(sign_by: date, days: DirectiveDays, calendar: WorkCalendar) -> date:
    """Return the day on which the leader in charge is told that nobody signed."""
    return after_working_days(sign_by, max(days.unsigned_days, 1), calendar)

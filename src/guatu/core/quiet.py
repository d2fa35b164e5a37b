"""Quiet hours: when a message that can wait may go out, and how long a failed one waits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from guatu.core.calendars import WorkCalendar

LONGEST_REST = 400  # days without a working one; a table that says so is wrong
FIRST_SECONDS = 60
LONGEST_SECONDS = 2 * 3600
SPREAD = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The hours of a day in which nothing goes out, and whether days off are quiet as a whole.

    `start` and `end` are hours from 0 to 23; equal ones are no quiet hours; `start` may lie after
    `end`, over midnight.
    """

    start: int = 20
    end: int = 8
    on_days_off: bool = True

    def holds(self, hour: int) -> bool:
        """Say whether this hour of a working day is quiet."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


def allowed_from(moment: datetime, quiet: QuietHours, calendar: WorkCalendar) -> datetime:
    """Return the first moment from `moment` on that is not quiet.

    Parameters
    ----------
    moment
        A local, aware time.
    quiet
        The quiet hours.
    calendar
        The working days; a make-up day is one.

    Returns
    -------
    datetime
        `moment` itself where it is not quiet, else a full hour of the same zone.

    Raises
    ------
    ValueError
        If no day of the next 400 is worked.
    """
    at = moment
    last = moment.date() + timedelta(days=LONGEST_REST)
    while at.date() <= last:
        if quiet.on_days_off and not calendar.is_working_day(at.date()):
            at = midnight_after(at)
        elif not quiet.holds(at.hour):
            return at
        elif at.hour < quiet.end:
            at = at.replace(hour=quiet.end, minute=0, second=0, microsecond=0)
        else:
            at = midnight_after(at)
    raise ValueError("no day of the next 400 is worked")


def midnight_after(moment: datetime) -> datetime:
    following = moment.date() + timedelta(days=1)
    return datetime.combine(following, time.min, tzinfo=moment.tzinfo)


def next_hour(moment: datetime, hour: int) -> datetime:
    """Return the next time at which a local day's clock strikes `hour`, after `moment`."""
    today = moment.replace(hour=hour, minute=0, second=0, microsecond=0)
    if today > moment:
        return today
    following = moment.date() + timedelta(days=1)
    return datetime.combine(following, time(hour), tzinfo=moment.tzinfo)


def back_off(failures: int, seed: str) -> timedelta:
    """Return how long to wait after so many failures in a row.

    Doubles from a minute to two hours, spread by the seed from half of that to all of it, so that
    many that failed together do not come again together.
    """
    if failures < 1:
        raise ValueError("back-off begins with the first failure")
    full = min(FIRST_SECONDS * 2 ** min(failures - 1, 20), LONGEST_SECONDS)
    return timedelta(seconds=full * (1 + share(f"{seed} {failures}")) / 2)


def share(seed: str) -> float:
    """Return a number from 0 up to 1 that follows from the seed alone."""
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:2], "big")
    return drawn / SPREAD

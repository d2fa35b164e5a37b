"""Periods of recurring acts, their cut-offs, and when a report counts as late (D1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from guatu.core.calendars import WEEKENDS_ONLY, WorkCalendar

DAYS_A_WEEK = 7
WHOLE_DAY = 24 * 60  # a cut-off in minutes of its day: 24:00
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
TENS = (1, 11, 21)  # the days on which 上旬, 中旬 and 下旬 begin
LONGEST_HOLIDAY = 31  # days; a calendar with more of them in a row is not believed
ONE = timedelta(days=1)


class Every(StrEnum):
    """How often an act recurs."""

    DAY = "day"
    WEEK = "week"
    TEN_DAYS = "ten-days"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class OffDays(StrEnum):
    """What becomes of a cut-off on a day that is not worked."""

    KEEP = "keep"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day, both within."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When the rounds of a cadence begin and are due.

    Parameters
    ----------
    every : Every
        How often.
    weekday : int
        The ISO weekday on which a weekly period ends.
    due_day : int, optional
        The n-th day of the ten days, or of the last month of the period; None is the last day.
        A day that a month does not have is its last.
    is_due_after : bool
        Count `due_day` in the ten days or the month that follow the period.
    due_minute : int
        The minute of the day at which a report is due, 1440 for its 24:00.
    off_days : OffDays
        What becomes of a cut-off on a day that is not worked; a daily act that does not keep its
        dates has no period on such a day.
    lead_hours : int, optional
        How long before the cut-off a round opens, at the earliest as its period begins; None then.
    grace_hours : int
        How long after the cut-off a report is not yet late.
    """

    every: Every
    weekday: int = 5
    due_day: int | None = None
    is_due_after: bool = False
    due_minute: int = WHOLE_DAY
    off_days: OffDays = OffDays.KEEP
    lead_hours: int | None = None
    grace_hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """One round by its rhythm: its period, when it opens, is due and is closed to reports in time."""

    period: Period
    opens_at: datetime
    nominal_on: date
    due_on: date
    due_at: datetime
    late_at: datetime


def period_of(every: Every, day: date, *, weekday: int = 5) -> Period:
    """Return the period in which `day` lies.

    Parameters
    ----------
    every : Every
        How often.
    day : date
        Any day.
    weekday : int
        The ISO weekday (1 Monday to 7 Sunday) on which a weekly period ends.

    Raises
    ------
    ValueError
        If `weekday` is no ISO weekday.
    """
    if every is Every.DAY:
        return Period(starts_on=day, ends_on=day)
    if every is Every.WEEK:
        if not 1 <= weekday <= DAYS_A_WEEK:
            raise ValueError(f"{weekday} is no ISO weekday")
        ends_on = day + timedelta(days=(weekday - day.isoweekday()) % DAYS_A_WEEK)
        return Period(starts_on=ends_on - timedelta(days=DAYS_A_WEEK - 1), ends_on=ends_on)
    if every is Every.TEN_DAYS:
        return ten_days_of(day)
    months = MONTHS[every.value]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return Period(starts_on=first, ends_on=add_months(first, months) - ONE)


def ten_days_of(day: date) -> Period:
    """Return the 旬 in which `day` lies: the third one ends with the month.

    Parameters
    ----------
    day : date
        Any day.
    """
    first = day.replace(day=max(one for one in TENS if one <= day.day))
    if first.day == TENS[-1]:
        return Period(starts_on=first, ends_on=month_of(day).ends_on)
    return Period(starts_on=first, ends_on=first + timedelta(days=9))


def following(every: Every, period: Period, *, weekday: int = 5) -> Period:
    """Return the period right after `period`.

    Parameters
    ----------
    every, weekday
        As for `period_of`.
    period : Period
        One that `period_of` returned.
    """
    return period_of(every, period.ends_on + ONE, weekday=weekday)


def month_of(day: date) -> Period:
    """Return the calendar month in which `day` lies.

    Parameters
    ----------
    day : date
        Any day.
    """
    return period_of(Every.MONTH, day)


def add_months(first: date, months: int) -> date:
    """Return the first day of the month `months` later.

    Parameters
    ----------
    first : date
        The first of a month.
    months : int
        How many; may be negative.
    """
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def moved(day: date, off_days: OffDays, calendar: WorkCalendar) -> date:
    """Return the day itself if it is worked, else the nearest worked one before or after it.

    Parameters
    ----------
    day : date
        The day that was meant.
    off_days : OffDays
        Which way to go.
    calendar : WorkCalendar
        The days that are worked; where none is near, the day stays.
    """
    if off_days is OffDays.KEEP:
        return day
    step = -ONE if off_days is OffDays.EARLIER else ONE
    tried = (day + step * n for n in range(LONGEST_HOLIDAY + 1))
    return next((one for one in tried if calendar.is_working_day(one)), day)


def nominal_day(rhythm: Rhythm, period: Period) -> date:
    """Return the day on which a period is due before holidays are looked at.

    Parameters
    ----------
    rhythm : Rhythm
        The rhythm.
    period : Period
        A whole period of it, or what is left of one.
    """
    if rhythm.every in {Every.DAY, Every.WEEK}:
        return period.ends_on
    within = ten_days_of if rhythm.every is Every.TEN_DAYS else month_of
    stretch = within(period.ends_on + ONE if rhythm.is_due_after else period.ends_on)
    if rhythm.due_day is None:
        return stretch.ends_on
    return min(stretch.starts_on + timedelta(days=rhythm.due_day - 1), stretch.ends_on)


def dates_of(rhythm: Rhythm, period: Period, zone: tzinfo, calendar: WorkCalendar) -> Dates:
    """Return when the round of a period opens and is due.

    A cut-off never lies before the first day of its period: a holiday that would bring it there
    leaves it where it was.

    Parameters
    ----------
    rhythm : Rhythm
        The rhythm.
    period : Period
        A whole period of it, or what is left of one.
    zone : tzinfo
        The installation's zone.
    calendar : WorkCalendar
        The days that are worked.
    """
    nominal = max(nominal_day(rhythm, period), period.starts_on)
    due_on = moved(nominal, rhythm.off_days, calendar)
    due_on = nominal if due_on < period.starts_on else due_on
    due_at = moment(due_on, rhythm.due_minute, zone)
    begins = moment(period.starts_on, 0, zone)
    lead = rhythm.lead_hours
    return Dates(
        period=period,
        opens_at=begins if lead is None else max(begins, due_at - timedelta(hours=lead)),
        nominal_on=nominal,
        due_on=due_on,
        due_at=due_at,
        late_at=due_at + timedelta(hours=rhythm.grace_hours),
    )


def rounds_from(
    rhythm: Rhythm,
    first: date,
    *,
    zone: tzinfo,
    calendar: WorkCalendar = WEEKENDS_ONLY,
    is_cut: bool = False,
) -> Iterator[Dates]:
    """Yield the rounds of a rhythm in order, beginning with the period in which `first` lies.

    Parameters
    ----------
    rhythm, zone, calendar
        As for `dates_of`.
    first : date
        Any day.
    is_cut : bool
        Begin the first period on `first`: what lies before belongs to an earlier round.
    """
    period = period_of(rhythm.every, first, weekday=rhythm.weekday)
    if is_cut:
        period = rest_from(rhythm, first)
    while True:
        if is_held(rhythm, period, calendar):
            yield dates_of(rhythm, period, zone, calendar)
        period = following(rhythm.every, period, weekday=rhythm.weekday)


def rest_from(rhythm: Rhythm, first: date) -> Period:
    """Return what is left from `first` on; less than half a period is joined to the next one.

    Parameters
    ----------
    rhythm : Rhythm
        The rhythm.
    first : date
        The day after the last round.
    """
    whole = period_of(rhythm.every, first, weekday=rhythm.weekday)
    left, full = (whole.ends_on - first).days + 1, (whole.ends_on - whole.starts_on).days + 1
    if left * 2 < full:
        whole = following(rhythm.every, whole, weekday=rhythm.weekday)
    return Period(starts_on=first, ends_on=whole.ends_on)


def is_held(rhythm: Rhythm, period: Period, calendar: WorkCalendar) -> bool:
    """Say whether a period has a round: a daily one on working days alone has none on others.

    Parameters
    ----------
    rhythm, period, calendar
        As for `dates_of`.
    """
    if rhythm.every is not Every.DAY or rhythm.off_days is OffDays.KEEP:
        return True
    return calendar.is_working_day(period.starts_on)


def moment(day: date, minute: int, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, of a minute of a day in `zone`; 1440 is its 24:00.

    Parameters
    ----------
    day : date
        The day.
    minute : int
        From 0 to 1440.
    zone : tzinfo
        The installation's zone.
    """
    days, minute = divmod(minute, WHOLE_DAY)
    clock = time(minute // 60, minute % 60)
    return datetime.combine(day + timedelta(days=days), clock, tzinfo=zone).astimezone(UTC)


def deadline(ends_on: date, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, at which the last day is over: its 24:00 in `zone`.

    Parameters
    ----------
    ends_on : date
        The last day.
    zone : tzinfo
        The installation's zone.
    """
    return moment(ends_on, WHOLE_DAY, zone)


def is_late(received_at: datetime, ends_on: date, zone: tzinfo) -> bool:
    """Say whether a report received then is late: at 24:00 sharp it is.

    Parameters
    ----------
    received_at : datetime
        The server's first receipt, with its zone.
    ends_on, zone
        As for `deadline`.
    """
    return received_at >= deadline(ends_on, zone)

"""When meetings are held by their plan, and which of them is due to be prepared."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from guatu.campaigns.models import Campaign
from guatu.core.calendars import WorkCalendar, working_days_between
from guatu.meetings.models import MeetingPlan, Sort
from guatu.meetings.queries.budget import USUAL

AHEAD = 40  # days that are looked through for the next meeting
WEEK = 7


def plan_of(campaign: Campaign, sort: str) -> MeetingPlan:
    """Return how meetings of a sort are held; where nobody set it, a row that is not saved and off."""
    found = MeetingPlan.objects.filter(campaign=campaign, sort=sort).select_related("chair").first()
    return found or MeetingPlan(campaign=campaign, sort=sort, month_limit=USUAL[sort])


def days_of(plan: MeetingPlan, first: date, calendar: WorkCalendar) -> Iterator[date]:
    """Yield the days of a plan's meetings from a day on, each on or before its day, on a working day."""
    for ahead in range(AHEAD):
        day = first + timedelta(days=ahead)
        if is_its_day(plan, day):
            found = working_day_before(day, calendar)
            if found >= first:
                yield found


def is_its_day(plan: MeetingPlan, day: date) -> bool:
    if plan.sort == Sort.WEEKLY:
        return day.isoweekday() == plan.weekday
    if plan.sort == Sort.MONTHLY:
        return day.day == min(plan.month_day, monthrange(day.year, day.month)[1])
    return False


def working_day_before(day: date, calendar: WorkCalendar) -> date:
    """Return the day, or where nobody works the last working day before it, a week at most."""
    for back in range(WEEK):
        found = day - timedelta(days=back)
        if calendar.is_working_day(found):
            return found
    return day


def next_day(plan: MeetingPlan, today: date, calendar: WorkCalendar) -> date | None:
    """Return the day of the next meeting of a plan, today included."""
    return next(days_of(plan, today, calendar), None)


def due_day(plan: MeetingPlan, today: date, calendar: WorkCalendar) -> date | None:
    """Return the day of the meeting that is to be prepared by now, None if there is time yet."""
    day = next_day(plan, today, calendar)
    if day is None or working_days_between(today, day, calendar) > plan.lead_days:
        return None
    return day

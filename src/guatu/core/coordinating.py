"""提请协调: the way of a problem up the tree, and until when each level answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from guatu.core.calendars import WorkCalendar, after_working_days


class Level(StrEnum):
    """Who has to answer, from below upwards."""

    LEAD = "lead"  # the lead unit of the entry, or the superior unit
    OFFICE = "office"
    LEADER = "leader"


class Act(StrEnum):
    HAND = "hand"
    ESCALATE = "escalate"
    ANSWER = "answer"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    NEED = "need"


ABOVE: Mapping[Level, Level] = {Level.LEAD: Level.OFFICE, Level.OFFICE: Level.LEADER}
# what may be done in each state, and the state it leads to
MOVES: Mapping[str, Mapping[Act, str]] = {
    "open": {
        Act.HAND: "open",
        Act.ESCALATE: "open",
        Act.ANSWER: "answered",
        Act.WITHDRAW: "withdrawn",
        Act.NEED: "open",
    },
    "answered": {Act.CONFIRM: "closed", Act.REOPEN: "open"},
    "closed": {Act.REOPEN: "open"},
    "withdrawn": {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLimits:
    """Working days within which each level answers; 马上办 in hours, or 0 for one working day."""

    lead_days: int = 3
    office_days: int = 2
    leader_days: int = 2
    at_once_hours: int = 0

    def days(self, level: Level) -> int:
        """Return the working days of a level."""
        return {
            Level.LEAD: self.lead_days,
            Level.OFFICE: self.office_days,
            Level.LEADER: self.leader_days,
        }[level]


def due_at(
    now: datetime,
    level: Level,
    *,
    is_at_once: bool,
    limits: AnswerLimits,
    calendar: WorkCalendar,
    zone: tzinfo,
) -> datetime:
    """Return until when a level answers what came to it at `now`.

    Days end at 24:00 of the last working day (D1); hours run through the night: what is to be done
    at once at four in the afternoon may not wait for the morning because an office closed.
    """
    today = now.astimezone(zone).date()
    if is_at_once and limits.at_once_hours:
        return now + timedelta(hours=limits.at_once_hours)
    days = 1 if is_at_once else max(limits.days(level), 1)
    return end_of(after_working_days(today, days, calendar), zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the end of a day: its 24:00."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)

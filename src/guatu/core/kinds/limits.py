"""How long an entry may stay where it is, and when its next log row is due.

`docs/methods/limits.md` states the rules with an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from guatu.core.calendars import WorkCalendar, after_working_days
from guatu.core.kinds.model import KindDefinition, Log, Stage

ONE = timedelta(days=1)
OF_STAGE = "stage"
OF_LOG = "log:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit of the course: the first moment past it (naive local time), and whose it is.

    `whose` is ``"stage"`` or ``"log:<code>"``.
    """

    at: datetime
    whose: str

    @property
    def last_day(self) -> date:
        """The last day on which it is still kept."""
        return last_day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an entry stands on its course.

    Parameters
    ----------
    stage : str
        The code of its stage.
    since : date
        The day on which it came there.
    since_at : datetime
        The moment on which that was recorded, naive and local: hours run from it.
    done_on : Mapping
        By log, the last day on which a row of it says that the act was done.
    """

    stage: str
    since: date
    since_at: datetime
    done_on: Mapping[str, date]


def last_day(at: datetime) -> date:
    """Return the last day before the moment `at`: a limit until 24:00 is of the day that ends."""
    return (at - timedelta(microseconds=1)).date()


def end_of(day: date) -> datetime:
    """Return 24:00 of a day: the first moment that is too late."""
    return datetime.combine(day + ONE, time.min)


def stage_limit(
    stage: Stage, since: date, since_at: datetime, calendar: WorkCalendar
) -> datetime | None:
    """Return the first moment past a stage's limit, or None where it has none.

    Parameters
    ----------
    stage : Stage
        What the kind declares.
    since : date
        The day on which the entry came there; it does not count itself.
    since_at : datetime
        The moment of it, from which hours run.
    calendar : WorkCalendar
        The days that are worked.
    """
    if stage.limit_hours:
        return since_at + timedelta(hours=stage.limit_hours)
    if stage.limit_working_days:
        return end_of(after_working_days(since, stage.limit_working_days, calendar))
    return end_of(since + timedelta(days=stage.limit_days)) if stage.limit_days else None


def log_due(
    log: Log, kind: KindDefinition, standing: Standing, calendar: WorkCalendar
) -> datetime | None:
    """Return the first moment past the day on which a log is next due, or None where it is not.

    It runs from the last row, or from the day on which the entry came to its present stage,
    whichever is later where the log is of single stages.
    """
    stage = kind.stage(standing.stage)
    if stage is None or stage.is_final or (log.stages and stage.code not in log.stages):
        return None
    done_on = standing.done_on.get(log.code)
    base = done_on or standing.since
    if log.stages and done_on is not None:
        base = max(done_on, standing.since)
    if log.every_working_days:
        return end_of(after_working_days(base, log.every_working_days, calendar))
    return end_of(base + timedelta(days=log.every_days)) if log.every_days else None


def nearest_limit(kind: KindDefinition, standing: Standing, calendar: WorkCalendar) -> Limit | None:
    """Return what must happen first: the end of the stage, or a row of a log; None if nothing must.

    Parameters
    ----------
    kind : KindDefinition
        What is declared.
    standing : Standing
        Where the entry stands.
    calendar : WorkCalendar
        The days that are worked.
    """
    stage = kind.stage(standing.stage)
    if stage is None or stage.is_final:
        return None
    found = [(stage_limit(stage, standing.since, standing.since_at, calendar), OF_STAGE)]
    found += [(log_due(log, kind, standing, calendar), f"{OF_LOG}{log.code}") for log in kind.logs]
    limits = [Limit(at=at, whose=whose) for at, whose in found if at is not None]
    return min(limits, key=lambda limit: limit.at, default=None)

"""The logs of one entry: what is due next, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition, Log, Standing, last_day, log_due
from guatu.ledgers.models import Entry, LogRow
from guatu.ledgers.queries.visibility import visible_entry
from guatu.shell.errors import NotFound
from guatu.shell.workdays import work_calendar

MOST_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One log of an entry. `due_on` is the last day on which it is still in time; None if not due."""

    log: Log
    rows: list[LogRow]
    count: int
    due_on: date | None


def log_lines(entry: Entry, kind: KindDefinition) -> list[LogLine]:
    """Return the logs of an entry, the newest rows first, in one query."""
    rows: dict[str, list[LogRow]] = {log.code: [] for log in kind.logs}
    for row in LogRow.objects.filter(entry=entry).select_related("evidence"):
        row.entry = entry
        if row.log in rows:
            rows[row.log].append(row)
    return [line(entry, kind, log, rows[log.code]) for log in kind.logs]


def line(entry: Entry, kind: KindDefinition, log: Log, rows: list[LogRow]) -> LogLine:
    standing_rows = [row for row in rows if row.struck_at is None]
    since = entry.stage_since or entry.starts_on or timezone.localdate(entry.created_at)
    done_on = max((row.happened_on for row in standing_rows), default=None)
    standing = Standing(
        stage=entry.stage,
        since=since,
        since_at=timezone.make_naive(entry.created_at),
        done_on={} if done_on is None else {log.code: done_on},
    )
    due = None if entry.closed_on else log_due(log, kind, standing, work_calendar())
    return LogLine(
        log=log,
        rows=rows[:MOST_ROWS],
        count=len(standing_rows),
        due_on=last_day(due) if due else None,
    )


def visible_log_row(actor: Actor, entry_id: int, row_id: int) -> LogRow:
    """Return a row of a log of an entry that the actor sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    entry = visible_entry(actor, entry_id)
    row = LogRow.objects.filter(entry=entry, pk=row_id).select_related("evidence").first()
    if row is None:
        raise NotFound
    row.entry = entry
    return row

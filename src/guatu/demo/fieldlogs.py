"""The rows of logs of the demo's field ledgers: at the cadence of each log, some of them late."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from guatu.core.kinds import KindDefinition, Log
from guatu.demo.series import at_hour
from guatu.ledgers.models import Entry, LogRow

LATE = 0.2  # of the logs that are at a cadence are behind it today
MOST_ROWS = 6
Words = Mapping[str, Any]


def follow_up(words: Words, draw: random.Random) -> dict[str, Any]:
    return {"way": draw.choice(words["ways"]), "result": draw.choice(words["results"])}


def relocation_visit(words: Words, draw: random.Random) -> dict[str, Any]:
    result = draw.choices(["agreed", "undecided", "objects", "absent"], [5, 4, 2, 1])[0]
    return {"result": result, "wish": draw.choice(words["wishes"])}


def service_visit(words: Words, draw: random.Random) -> dict[str, Any]:
    return {"result": draw.choice(words["results"])}


def publication(words: Words, draw: random.Random) -> dict[str, Any]:
    return {"where": draw.choice(words["places"]), "words": "公开本季度完成情况及下季度安排。"}


def check(_words: Words, draw: random.Random) -> dict[str, Any]:
    weather = draw.choices(["routine", "warning", "after"], [8, 1, 1])[0]
    return {"outcome": "normal", "weather": weather}


MAKERS: Mapping[tuple[str, str], Callable[[Words, random.Random], dict[str, Any]]] = {
    ("investment", "follow_up"): follow_up,
    ("relocation", "visit"): relocation_visit,
    ("enterprise_service", "visit"): service_visit,
    ("livelihood", "publication"): publication,
    ("risk_point", "check"): check,
}


def log_rows(
    kind: KindDefinition, entry: Entry, *, words: Words, draw: random.Random, today: date
) -> Iterator[LogRow]:
    """Yield the rows of all logs of an entry, the newest first."""
    for log in kind.logs:
        if (kind.code, log.code) not in MAKERS or entry.closed_on is not None:
            continue
        if log.stages and entry.stage not in log.stages:
            continue
        for day in days_of(log, entry, draw, today):
            yield LogRow(
                entry=entry,
                log=log.code,
                happened_on=day,
                fields=found_on(kind, log, entry, words=words, draw=draw, day=day),
                recorded_at=at_hour(day, 16),
            )


def days_of(log: Log, entry: Entry, draw: random.Random, today: date) -> list[date]:
    """Return the days on which the act was done, the newest first."""
    every = log.every_days or (log.every_working_days or 0) * 7 // 5 or 0
    begun = entry.stage_since or entry.starts_on or today
    if not every:
        return [begun] if draw.random() < LATE * 2 and begun <= today else []
    first = begun if log.stages else (entry.starts_on or begun)
    ago = draw.randint(every + 1, every + 6) if draw.random() < LATE else draw.randint(0, every - 1)
    days: list[date] = []
    day = today - timedelta(days=ago)
    while day >= first and len(days) < MOST_ROWS:
        days.append(day)
        day -= timedelta(days=draw.randint(max(every - 3, 1), every))
    return days


def found_on(
    kind: KindDefinition,
    log: Log,
    entry: Entry,
    *,
    words: Words,
    draw: random.Random,
    day: date,
) -> dict[str, Any]:
    """Return the fields of a row; the check that sent a point to rectification says what it found."""
    fields = MAKERS[kind.code, log.code](words, draw)
    if kind.code == "risk_point" and entry.stage != "guarded" and day <= (entry.stage_since or day):
        return fields | {"outcome": "hazard", "found": draw.choice(words["hazards"])}
    return fields

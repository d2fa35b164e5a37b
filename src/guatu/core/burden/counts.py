"""Counting what is asked, and the minutes that it is estimated to take at a published rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

SECONDS_A_MINUTE = 60


class Measure(StrEnum):
    """What is counted of a unit in a month."""

    FORMS = "forms"
    FIELDS = "fields"
    REMINDERS = "reminders"
    MEETINGS = "meetings"
    INSPECTIONS = "inspections"
    DOCUMENTS = "documents"
    CHARACTERS = "characters"
    MINUTES = "minutes"


BUDGETED = tuple(Measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was asked, as whole numbers. `taps` are fields that one tap answers; they are no field."""

    forms: int = 0
    fields: int = 0
    taps: int = 0
    reminders: int = 0
    meetings: int = 0
    meeting_minutes: int = 0
    inspections: int = 0
    documents: int = 0
    characters: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The published rate: an assumption about the ordinary case, never a measurement of anybody."""

    seconds_a_form: int
    seconds_a_field: int
    seconds_a_tap: int
    seconds_a_reminder: int
    characters_a_minute: int
    minutes_an_inspection: int


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum; nothing gives zeros."""
    return sum(counts, start=Counts())


def seconds(counts: Counts, rates: Rates) -> int:
    """Return the estimated seconds.

    Every count times its rate; reading is characters over `characters_a_minute`, rounded up to a
    second; a meeting takes the minutes that it was called for.

    Parameters
    ----------
    counts : Counts
        What was asked.
    rates : Rates
        The rate in force in that month.

    Returns
    -------
    int
        Whole seconds.
    """
    reading = -(-counts.characters * SECONDS_A_MINUTE // rates.characters_a_minute)
    return (
        counts.forms * rates.seconds_a_form
        + counts.fields * rates.seconds_a_field
        + counts.taps * rates.seconds_a_tap
        + counts.reminders * rates.seconds_a_reminder
        + (counts.meeting_minutes + counts.inspections * rates.minutes_an_inspection)
        * SECONDS_A_MINUTE
        + reading
    )


def minutes(counts: Counts, rates: Rates) -> int:
    """Return the estimated minutes, the begun one counted whole.

    Parameters
    ----------
    counts, rates
        As for `seconds`.
    """
    return -(-seconds(counts, rates) // SECONDS_A_MINUTE)

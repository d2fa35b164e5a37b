"""What a rule is: a name, the lamps it may light, its parameters, and its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Inputs

WHOLE = 1000  # progress, pace and shares are counted in thousandths
Test = Callable[[EntryFacts, Mapping[str, int], date], Inputs | None]
LATE = (Lamp.BEHIND, Lamp.SEVERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A whole number that a rule takes, with the bounds within which it makes sense.

    `widens` says that the rule applies to more entries the greater the number is.
    """

    name: str
    least: int
    most: int
    widens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """A rule by its name: the lamps it may light, its parameters, and its test.

    The test returns what it saw if the rule applies, and None if it does not.
    """

    name: str
    lamps: tuple[Lamp, ...]
    test: Test
    parameters: tuple[Parameter, ...] = ()


def iso(day: date | None) -> str | None:
    """Return a day as inputs hold it."""
    return day.isoformat() if day else None

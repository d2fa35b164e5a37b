"""The published scheme: rates and, per sort of unit, how much a month may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from guatu.core.burden.counts import BUDGETED, Counts, Measure, Rates, minutes
from guatu.core.errors import CoreError

MOST = {"seconds": 3600, "characters": 2000, "minutes": 480}
LARGEST_BUDGET = 100_000


class SchemeError(CoreError, ValueError):
    """A rate or a budget is wrong; `key` says which.

    Parameters
    ----------
    key : str
        ``rates.seconds_a_field`` or ``budgets.township.forms``.
    remedy : str
        One plain English sentence.
    """

    def __init__(self, *, key: str, remedy: str) -> None:
        super().__init__(f"{key}: {remedy}", code="burden-scheme-wrong")
        self.key = key
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Rates, and budgets by sort of unit; what has no budget is counted and not judged."""

    rates: Rates
    budgets: Mapping[str, Mapping[Measure, int]]

    def budget(self, unit_kind: str, measure: Measure) -> int | None:
        """Return how much a unit of a sort may be asked a month, None without a budget."""
        return self.budgets.get(unit_kind, {}).get(measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A measure that is over its budget."""

    measure: Measure
    asked: int
    budget: int

    @property
    def over(self) -> int:
        return self.asked - self.budget


def value_of(counts: Counts, measure: Measure, rates: Rates) -> int:
    """Return what a measure shows: the count itself, or the estimated minutes."""
    if measure is Measure.MINUTES:
        return minutes(counts, rates)
    return int(getattr(counts, measure.value))


def excesses(counts: Counts, unit_kind: str, scheme: Scheme) -> tuple[Excess, ...]:
    """Return what is over its budget, in the order of the measures; exactly the budget is within it.

    Parameters
    ----------
    counts : Counts
        What one unit was asked in one month, all campaigns of the budget together.
    unit_kind : str
        The sort of the unit.
    scheme : Scheme
        The scheme in force in that month.
    """
    found = []
    for measure in BUDGETED:
        budget = scheme.budget(unit_kind, measure)
        asked = value_of(counts, measure, scheme.rates)
        if budget is not None and asked > budget:
            found.append(Excess(measure=measure, asked=asked, budget=budget))
    return tuple(found)


def read_scheme(data: Mapping[str, Any]) -> Scheme:
    """Return the scheme that plain data declares.

    Parameters
    ----------
    data : Mapping
        ``{"rates": {name: whole number}, "budgets": {unit kind: {measure: whole number}}}``.

    Raises
    ------
    SchemeError
        If a rate is missing, unknown, no whole number or out of bounds; or a budget is.
    """
    rates = data.get("rates", {})
    names = {field.name for field in fields(Rates)}
    for name in sorted(set(rates) ^ names):
        problem = "is missing" if name in names else "is no rate that there is"
        raise SchemeError(key=f"rates.{name}", remedy=f"{problem}; the rates are {sorted(names)}")
    for name, value in rates.items():
        most = MOST[name.split("_", 1)[0]]
        least = 1 if name.startswith("characters") else 0
        check_whole(f"rates.{name}", value, least=least, most=most)
    return Scheme(rates=Rates(**rates), budgets=read_budgets(data.get("budgets", {})))


def read_budgets(data: Mapping[str, Any]) -> dict[str, dict[Measure, int]]:
    known = {measure.value for measure in BUDGETED}
    budgets: dict[str, dict[Measure, int]] = {}
    for kind, limits in data.items():
        for name, value in limits.items():
            key = f"budgets.{kind}.{name}"
            if name not in known:
                raise SchemeError(
                    key=key, remedy=f"has no budget; those that have are {sorted(known)}"
                )
            check_whole(key, value, least=0, most=LARGEST_BUDGET)
        budgets[kind] = {Measure(name): value for name, value in limits.items()}
    return budgets


def check_whole(key: str, value: object, *, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise SchemeError(key=key, remedy=f"must be a whole number from {least} to {most}")


def written(scheme: Scheme) -> dict[str, Any]:
    """Return a scheme as the plain data that `read_scheme` reads."""
    return {
        "rates": asdict(scheme.rates),
        "budgets": {
            kind: {measure.value: value for measure, value in limits.items()}
            for kind, limits in scheme.budgets.items()
        },
    }

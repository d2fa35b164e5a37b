"""Rules that places have published, and the limits of a stage: each with its parameters."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Inputs
from guatu.core.lamps.shapes import LATE, WHOLE, Parameter, RuleKind, iso

MONTHS = 12


def months_over(planned_on: date, today: date) -> int:
    """Return how many calendar months are over, the one of `planned_on` included.

    Parameters
    ----------
    planned_on : date
        Any day of the first month.
    today : date
        The day of judgement; its own month is not over.
    """
    months = MONTHS * (today.year - planned_on.year) + today.month - planned_on.month
    return max(months, 0)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month if it is shorter.

    Parameters
    ----------
    day : date
        Where the count begins.
    months : int
        Not negative.
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def start_missed(facts: EntryFacts, parameters: Mapping[str, int], today: date) -> Inputs | None:
    has_started = facts.has_begun if facts.has_started is None else facts.has_started
    if has_started or facts.starts_on is None:
        return None
    months = months_over(facts.starts_on, today)
    if months < parameters["months"]:
        return None
    return {
        "starts_on": iso(facts.starts_on),
        "months": months,
        "at_least": parameters["months"],
    }


def payment_behind(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    """Hold the money paid against the plan; the shortage is rounded up, so that none is lost."""
    money = facts.money
    if money is None or money.planned <= 0 or money.paid >= money.planned:
        return None
    short = -(-WHOLE * (money.planned - money.paid) // money.planned)
    if short < parameters["short"]:
        return None
    return {
        "paid": WHOLE - short,
        "short": short,
        "at_least": parameters["short"],
        "through": iso(money.through),
    }


def late_in_statistics(
    facts: EntryFacts, parameters: Mapping[str, int], today: date
) -> Inputs | None:
    """Apply on the day after so many months since the start have gone by."""
    if facts.in_statistics is not False or facts.started_on is None:
        return None
    last = months_after(facts.started_on, parameters["months"])
    if today <= last:
        return None
    return {"started_on": iso(facts.started_on), "beyond": parameters["months"], "last": iso(last)}


def month_missing(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    if facts.month.missing < parameters["reports"]:
        return None
    return {
        "missing": facts.month.missing,
        "at_least": parameters["reports"],
        "month": iso(facts.month.first_day),
    }


def month_late(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    if facts.month.late < parameters["reports"]:
        return None
    return {
        "late": facts.month.late,
        "at_least": parameters["reports"],
        "month": iso(facts.month.first_day),
    }


def low_progress(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    if facts.progress is None or facts.progress >= parameters["share"]:
        return None
    return {"progress": facts.progress, "below": parameters["share"]}


def finished(facts: EntryFacts, _parameters: Mapping[str, int], _today: date) -> Inputs | None:
    """Keep what is finished calm while it waits to be accepted."""
    if facts.progress is None or facts.progress < WHOLE:
        return None
    return {"progress": facts.progress}


def poor_quality(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    if facts.returns < parameters["returns"]:
        return None
    return {"returns": facts.returns, "at_least": parameters["returns"]}


def whose_limit(facts: EntryFacts) -> dict[str, str]:
    """Return what the limit is of, where it is not of the stage itself."""
    return {"of": "log"} if facts.is_limit_of_log else {}


def stage_limit(facts: EntryFacts, parameters: Mapping[str, int], today: date) -> Inputs | None:
    if facts.limit_on is None or (today - facts.limit_on).days < parameters["over"]:
        return None
    return {
        "limit_on": iso(facts.limit_on),
        "since": iso(facts.limit_since),
        "over": (today - facts.limit_on).days,
        "at_least": parameters["over"],
        **whose_limit(facts),
    }


def limit_soon(facts: EntryFacts, parameters: Mapping[str, int], today: date) -> Inputs | None:
    if facts.limit_on is None or not 0 <= (facts.limit_on - today).days <= parameters["days"]:
        return None
    return {
        "limit_on": iso(facts.limit_on),
        "within": parameters["days"],
        **whose_limit(facts),
    }


LOCAL: tuple[RuleKind, ...] = (
    RuleKind(
        name="start_missed",
        lamps=LATE,
        test=start_missed,
        parameters=(Parameter(name="months", least=1, most=36),),
    ),
    RuleKind(
        name="payment_behind",
        lamps=LATE,
        test=payment_behind,
        parameters=(Parameter(name="short", least=1, most=WHOLE),),
    ),
    RuleKind(
        name="late_in_statistics",
        lamps=LATE,
        test=late_in_statistics,
        parameters=(Parameter(name="months", least=0, most=36),),
    ),
    RuleKind(
        name="month_missing",
        lamps=LATE,
        test=month_missing,
        parameters=(Parameter(name="reports", least=1, most=31),),
    ),
    RuleKind(
        name="month_late",
        lamps=LATE,
        test=month_late,
        parameters=(Parameter(name="reports", least=1, most=31),),
    ),
    RuleKind(
        name="low_progress",
        lamps=LATE,
        test=low_progress,
        parameters=(Parameter(name="share", least=1, most=WHOLE, widens=True),),
    ),
    RuleKind(name="finished", lamps=(Lamp.ON_PACE,), test=finished),
    RuleKind(
        name="poor_quality",
        lamps=LATE,
        test=poor_quality,
        parameters=(Parameter(name="returns", least=1, most=99),),
    ),
    RuleKind(
        name="stage_limit",
        lamps=LATE,
        test=stage_limit,
        parameters=(Parameter(name="over", least=1, most=366),),
    ),
    RuleKind(
        name="limit_soon",
        lamps=(Lamp.DUE_SOON,),
        test=limit_soon,
        parameters=(Parameter(name="days", least=0, most=366, widens=True),),
    ),
)

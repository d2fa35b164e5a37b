"""The rules that a rule set may name. `docs/methods/lamps.md` states each with an example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Inputs, MilestoneFact, Outcome
from guatu.core.lamps.local import LOCAL
from guatu.core.lamps.shapes import LATE, WHOLE, Parameter, RuleKind, iso


def pace_share(starts_on: date, due_on: date, today: date) -> int:
    """Return how much of the time is over, in thousandths rounded down, from 0 to 1000.

    Whole days count: on the first day nothing is over, and the due day belongs to the time given.

    Parameters
    ----------
    starts_on, due_on : date
        The first and the last day.
    today : date
        The day of judgement, itself not over yet.
    """
    days = max((due_on - starts_on).days + 1, 1)
    over = min(max((today - starts_on).days, 0), days)
    return WHOLE * over // days


def missed_in_a_row(milestones: tuple[MilestoneFact, ...], today: date) -> list[MilestoneFact]:
    """Return the milestones missed since the last one met, oldest first.

    A milestone whose day is over without an outcome counts as missed; one ahead counts for nothing
    unless it was decided before its day.

    Parameters
    ----------
    milestones : tuple of MilestoneFact
        In any order.
    today : date
        The day of judgement.
    """
    missed: list[MilestoneFact] = []
    for milestone in sorted(milestones, key=lambda m: (m.due_on, m.outcome)):
        if milestone.outcome is Outcome.MET:
            missed = []
        elif milestone.outcome is Outcome.MISSED or milestone.due_on < today:
            missed.append(milestone)
    return missed


def done(facts: EntryFacts, _parameters: Mapping[str, int], _today: date) -> Inputs | None:
    return {"closed_on": iso(facts.closed_on)} if facts.closed_on else None


def pending(facts: EntryFacts, _parameters: Mapping[str, int], today: date) -> Inputs | None:
    """Keep an entry from turning red for a figure that is not published yet (T5)."""
    if facts.awaits_figure and facts.due_on and facts.due_on < today:
        return {"due_on": iso(facts.due_on)}
    return None


def overdue(facts: EntryFacts, _parameters: Mapping[str, int], today: date) -> Inputs | None:
    return {"due_on": iso(facts.due_on)} if facts.due_on and facts.due_on < today else None


def not_started(facts: EntryFacts, _parameters: Mapping[str, int], today: date) -> Inputs | None:
    if facts.starts_on and facts.starts_on > today and not facts.has_begun:
        return {"starts_on": iso(facts.starts_on)}
    return None


def missed_milestones(
    facts: EntryFacts, parameters: Mapping[str, int], today: date
) -> Inputs | None:
    missed = missed_in_a_row(facts.milestones, today)
    if len(missed) < parameters["missed"]:
        return None
    return {
        "missed": len(missed),
        "at_least": parameters["missed"],
        "first_missed_on": iso(missed[0].due_on),
    }


def behind_pace(facts: EntryFacts, parameters: Mapping[str, int], today: date) -> Inputs | None:
    if facts.progress is None or facts.starts_on is None or facts.due_on is None:
        return None
    share = pace_share(facts.starts_on, facts.due_on, today)
    if share - facts.progress < parameters["gap"]:
        return None
    return {
        "progress": facts.progress,
        "pace": share,
        "gap": share - facts.progress,
        "at_least": parameters["gap"],
    }


def stalled(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    if facts.unchanged_rounds < parameters["rounds"]:
        return None
    return {"unchanged_rounds": facts.unchanged_rounds, "at_least": parameters["rounds"]}


def due_soon(facts: EntryFacts, parameters: Mapping[str, int], today: date) -> Inputs | None:
    if facts.due_on is None or not 0 <= (facts.due_on - today).days <= parameters["days"]:
        return None
    return {"due_on": iso(facts.due_on), "within": parameters["days"]}


def unreported(facts: EntryFacts, parameters: Mapping[str, int], _today: date) -> Inputs | None:
    if facts.missing_reports < parameters["rounds"]:
        return None
    return {"missing_reports": facts.missing_reports, "at_least": parameters["rounds"]}


def not_begun(facts: EntryFacts, _parameters: Mapping[str, int], _today: date) -> Inputs | None:
    """Leave green to entries with a report behind them."""
    return None if facts.has_begun else {"starts_on": iso(facts.starts_on)}


def on_pace(facts: EntryFacts, _parameters: Mapping[str, int], _today: date) -> Inputs | None:
    return {"due_on": iso(facts.due_on)}


LAST_RULE = "on_pace"
KINDS: Mapping[str, RuleKind] = {
    kind.name: kind
    for kind in (
        RuleKind(name="done", lamps=(Lamp.DONE,), test=done),
        RuleKind(name="pending", lamps=(Lamp.PENDING,), test=pending),
        RuleKind(name="overdue", lamps=(Lamp.OVERDUE,), test=overdue),
        RuleKind(name="not_started", lamps=(Lamp.NOT_STARTED,), test=not_started),
        RuleKind(
            name="missed_milestones",
            lamps=LATE,
            test=missed_milestones,
            parameters=(Parameter(name="missed", least=1, most=99),),
        ),
        RuleKind(
            name="behind_pace",
            lamps=LATE,
            test=behind_pace,
            parameters=(Parameter(name="gap", least=1, most=WHOLE),),
        ),
        RuleKind(
            name="stalled",
            lamps=LATE,
            test=stalled,
            parameters=(Parameter(name="rounds", least=1, most=52),),
        ),
        RuleKind(
            name="due_soon",
            lamps=(Lamp.DUE_SOON,),
            test=due_soon,
            parameters=(Parameter(name="days", least=0, most=366, widens=True),),
        ),
        RuleKind(
            name="unreported",
            lamps=(Lamp.UNREPORTED,),
            test=unreported,
            parameters=(Parameter(name="rounds", least=1, most=52),),
        ),
        *LOCAL,
        RuleKind(name="not_begun", lamps=(Lamp.NOT_STARTED,), test=not_begun),
        RuleKind(name=LAST_RULE, lamps=(Lamp.ON_PACE,), test=on_pace),
    )
}

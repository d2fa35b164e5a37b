"""One target with all that its figures rest on."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guatu.accounts.models import Person
from guatu.campaigns.models import Clause, Observation, Target
from guatu.campaigns.queries.campaigns import visible_plans
from guatu.campaigns.queries.figures import TargetState, states_of, visible_targets
from guatu.core.actors import Actor
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The words of a plan that a target rests on, within their paragraph."""

    plan_id: int
    plan_title: str
    heading_path: tuple[str, ...]
    before: str
    words: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One observation with the names of the persons behind it."""

    row: Observation
    reporter: str
    confirmer: str
    is_corrected: bool


def visible_target(actor: Actor, target_id: int) -> Target:
    target = visible_targets(actor).select_related("campaign__unit", "indicator__owner").filter(
        pk=target_id
    ).first()  # fmt: skip
    if target is None:
        raise NotFound
    return target


def state_of_target(target: Target, today: date) -> TargetState:
    (state,) = states_of([target], target.campaign, today)
    return state


def series_of(target: Target) -> list[Told]:
    """Return all that was ever reported of a target's indicator and unit, newest first."""
    rows = list(
        Observation.objects.filter(
            indicator_id=target.indicator_id, unit_id=target.unit_id, is_growth=target.is_growth
        )
        .select_related("indicator__owner", "unit")
        .order_by("-as_of", "-pk")
    )
    persons = {p for row in rows for p in (row.reported_by, row.confirmed_by) if p is not None}
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))
    corrected = {row.replaces_id for row in rows}
    return [
        Told(
            row=row,
            reporter=names.get(row.reported_by or 0, ""),
            confirmer=names.get(row.confirmed_by or 0, ""),
            is_corrected=row.pk in corrected,
        )
        for row in rows
    ]


def sentence_of(actor: Actor, target: Target) -> Sentence | None:
    """Return the sentence a target rests on, if the actor may read its plan."""
    if target.plan_id is None or target.quote_start is None or target.quote_end is None:
        return None
    plan = visible_plans(actor).select_related(None).filter(pk=target.plan_id).first()
    if plan is None:
        return None
    start, end = target.quote_start, target.quote_end
    first, last = plan.text.rfind("\n", 0, start) + 1, plan.text.find("\n", end)
    paths = Clause.objects.filter(plan_id=plan.pk, start__lte=start).order_by("-start")
    return Sentence(
        plan_id=plan.pk,
        plan_title=plan.title,
        heading_path=tuple(paths.values_list("heading_path", flat=True).first() or []),
        before=plan.text[first:start],
        words=plan.text[start:end],
        after=plan.text[end : last if last >= 0 else None],
        start=start,
        end=end,
    )


def headings_of(actor: Actor, states: Iterable[TargetState]) -> dict[int, str]:
    """Return the heading of the plan under which each target stands, as far as it is visible."""
    states = [s for s in states if s.plan_id is not None and s.quote_start is not None]
    plans = visible_plans(actor).select_related(None).order_by()
    rows = Clause.objects.filter(
        plan_id__in=plans.filter(pk__in={s.plan_id for s in states}).values("pk")
    ).order_by("plan_id", "start")
    starts: defaultdict[int, list[int]] = defaultdict(list)
    paths: defaultdict[int, list[list[str]]] = defaultdict(list)
    for plan_id, start, path in rows.values_list("plan_id", "start", "heading_path"):
        starts[plan_id].append(start)
        paths[plan_id].append(path)
    found = {}
    for state in states:
        place = bisect_right(starts[state.plan_id or 0], state.quote_start or 0) - 1
        path = paths[state.plan_id or 0][place] if place >= 0 else []
        found[state.target_id] = path[-1] if path else ""
    return found

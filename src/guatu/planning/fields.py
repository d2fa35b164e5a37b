"""What the fields of a draft's items are, how they come from a reading, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from guatu.core.planreading.model import (
    DraftCadence,
    DraftFact,
    DraftPhase,
    DraftPlan,
    DraftProject,
    DraftTarget,
    DraftTask,
    Every,
    Origin,
)
from guatu.core.shapes import Bound
from guatu.core.stored import is_money, store_figure
from guatu.planning.models import DraftItem

Kind = DraftItem.Kind
Fields = Mapping[str, Any]
Read = DraftTarget | DraftFact | DraftTask | DraftProject | DraftPhase | DraftCadence

KIND_ORDER = (Kind.TASK, Kind.TARGET, Kind.PROJECT, Kind.PHASE, Kind.CADENCE, Kind.FACT)
LARGEST_AREA = 10**12  # the ledger keeps two places of a 亩
OWNED = (Kind.TASK, Kind.PROJECT, Kind.TARGET)  # kinds that name units
CONFIDENT = 85  # percent: what is accepted at once; the rest wants a look
LONGEST = {"title": 300, "name": 200, "indicator": 200, "event": 60, "number": 20, "unit": 20}


def text(value: Decimal | date | None) -> str | None:
    """Return a number or day as it is kept in JSON: exact, never a float."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else format(value, "f")


def number(value: object) -> Decimal | None:
    """Return a kept number; None where there is none or it is no number."""
    try:
        found = Decimal(str(value)) if value not in {None, ""} else None
    except InvalidOperation:
        return None
    return found if found is None or found.is_finite() else None


def day(value: object) -> date | None:
    """Return a kept day; None where there is none or it is no day."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def items_of(plan: DraftPlan) -> list[tuple[DraftItem.Kind, Read]]:
    """Return everything that was read, with its kind, in the order of the text within a kind."""
    groups: tuple[tuple[DraftItem.Kind, tuple[Read, ...]], ...] = (
        (Kind.TASK, plan.tasks),
        (Kind.TARGET, plan.targets),
        (Kind.PROJECT, plan.projects),
        (Kind.PHASE, plan.phases),
        (Kind.CADENCE, plan.cadence),
        (Kind.FACT, plan.facts),
    )
    return [(kind, one) for kind, group in groups for one in group if one.end > one.start]


def fields_of(one: Read) -> dict[str, Any]:
    """Return the fields of something that was read, as JSON."""
    match one:
        case DraftTask():
            return task_fields(one)
        case DraftTarget():
            return {
                **figure_fields(one),
                "op": one.op.value,
                "growth": one.growth,
                "deadline": text(one.deadline),
                "lead": leads_of(one),
                "origin": one.origin.value,
            }
        case DraftFact():
            return figure_fields(one)
        case DraftProject():
            return {
                "name": one.name,
                "investment_yi": text(one.investment_yi),
                "area_mu": text(one.area_mu),
                "stage": one.stage,
                "lead": leads_of(one),
                "support": list(one.support),
                "leaders": list(one.leaders),
                "origin": one.origin.value,
            }
        case DraftPhase():
            return {"name": one.name, "start": text(one.first), "end": text(one.last)}
        case DraftCadence():
            return {"event": one.event, "every": one.every.value}


def task_fields(one: DraftTask) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "lead": leads_of(one),
        "support": list(one.support),
        "leaders": list(one.leaders),
        "deadline": text(one.deadline),
        "standard": one.standard or "",
        "body_start": one.body_start,
        "body_end": one.body_end,
        "origin": one.origin.value,
    }


def leads_of(one: DraftTarget | DraftTask | DraftProject) -> list[str]:
    """Return who is written as the lead; where nobody is, the body that makes the promise itself."""
    written = () if isinstance(one, DraftTarget) else (*one.lead, *one.support)
    if not written:
        return [one.speaker] if one.speaker else []
    return [] if isinstance(one, DraftTarget) else list(one.lead)


def figure_fields(one: DraftTarget | DraftFact) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "value": text(one.value),
        "value_high": text(one.value_high),
        "unit": one.unit,
    }


def problems_of(kind: str, fields: Fields) -> list[str]:
    """Return codes of what keeps an item from becoming a row; `planning.wording` says them."""
    checks = {
        Kind.TASK: task_problems,
        Kind.TARGET: target_problems,
        Kind.FACT: figure_problems,
        Kind.PROJECT: project_problems,
        Kind.PHASE: phase_problems,
        Kind.CADENCE: cadence_problems,
    }
    too_long = [
        "too-long" for key, most in LONGEST.items() if len(str(fields.get(key) or "")) > most
    ]
    return [*checks[Kind(kind)](fields), *origin_problems(fields), *too_long[:1]]


def origin_of(fields: Fields) -> Origin:
    """Return where an item comes from; items kept before origins were read are the office's own."""
    kept = fields.get("origin")
    return Origin(kept) if kept in set(Origin) else Origin.OWN


def origin_problems(fields: Fields) -> list[str]:
    kept = fields.get("origin")
    return [] if kept is None or kept in set(Origin) else ["no-origin"]


def task_problems(fields: Fields) -> list[str]:
    found = [] if str(fields.get("title") or "").strip() else ["no-title"]
    if fields.get("deadline") and day(fields["deadline"]) is None:
        found.append("no-day")
    return found


def target_problems(fields: Fields) -> list[str]:
    found = figure_problems(fields)
    if fields.get("op") not in {bound.value for bound in Bound}:
        found.append("no-op")
    if fields.get("deadline") and day(fields["deadline"]) is None:
        found.append("no-day")
    return found


def figure_problems(fields: Fields) -> list[str]:
    found = [] if str(fields.get("indicator") or "").strip() else ["no-indicator"]
    low, high = number(fields.get("value")), number(fields.get("value_high"))
    if low is None:
        return [*found, "no-value"]
    if high is not None and high < low:
        found.append("range")
    try:
        for value in (low, high):
            store_figure(value, fields.get("unit"))
    except ValueError:
        found.append("fen" if is_money(fields.get("unit")) else "digits")
    return found


def project_problems(fields: Fields) -> list[str]:
    found = [] if str(fields.get("name") or "").strip() else ["no-name"]
    amount = number(fields.get("investment_yi"))
    if amount is not None:
        try:
            store_figure(amount, "亿元")
        except ValueError:
            found.append("fen")
    area = number(fields.get("area_mu"))
    if area is not None and (area < 0 or area >= LARGEST_AREA or area != round(area, 2)):
        found.append("digits")
    return found


def phase_problems(fields: Fields) -> list[str]:
    found = [] if str(fields.get("name") or "").strip() else ["no-name"]
    first, last = day(fields.get("start")), day(fields.get("end"))
    if first is None or last is None:
        return [*found, "no-dates"]
    return [*found, "dates-order"] if last < first else found


def cadence_problems(fields: Fields) -> list[str]:
    found = [] if str(fields.get("event") or "").strip() else ["no-name"]
    if fields.get("every") not in {every.value for every in Every}:
        found.append("no-every")
    return found


def unit_names(fields: Fields) -> list[str]:
    """Return the unit names of an item, those that lead first, each as often as it stands."""
    return [*fields.get("lead", ()), *fields.get("support", ())]


def name_of(kind: str, fields: Fields) -> str:
    """Return what an item is called."""
    key = {Kind.TASK: "title", Kind.TARGET: "indicator", Kind.FACT: "indicator"}.get(Kind(kind))
    key = key or ("event" if kind == Kind.CADENCE else "name")
    return str(fields.get(key) or "")

"""The published JSON form of a draft: what `guatu plan read --json` prints."""

from datetime import date
from decimal import Decimal
from typing import Any

from guatu.core.planreading.model import (
    DraftCadence,
    DraftFact,
    DraftPhase,
    DraftPlan,
    DraftProject,
    DraftTarget,
    DraftTask,
    Evidence,
    Issue,
    Unused,
)


def to_document(draft: DraftPlan, *, doc: str) -> dict[str, Any]:
    """Turn a draft into plain values that `json` can write.

    Parameters
    ----------
    draft : DraftPlan
        What was read.
    doc : str
        The name of the file it was read from.

    Returns
    -------
    dict
        The form that ``docs/reference/schemas/plan-read.schema.json`` describes.
    """
    return {
        "doc": doc,
        "title": draft.title,
        "issuer": draft.issuer,
        "date": _day(draft.issued_on),
        "targets": [_target(item) for item in draft.targets],
        "facts": [_fact(item) for item in draft.facts],
        "tasks": [_task(item) for item in draft.tasks],
        "phases": [_phase(item) for item in draft.phases],
        "projects": [_project(item) for item in draft.projects],
        "cadence": [_cadence(item) for item in draft.cadence],
        "unused": [_unused(item) for item in draft.unused],
        "issues": [_issue(item) for item in draft.issues],
        "text": draft.text,
    }


def number(value: Decimal | None) -> int | float | None:
    """Give a plain JSON number: whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "quote": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "confidence": evidence.confidence,
        "reasons": list(evidence.reasons),
    }


def _target(item: DraftTarget) -> dict[str, Any]:
    high = {} if item.value_high is None else {"value_high": number(item.value_high)}
    return {
        **_evidence(item.evidence),
        "indicator": item.indicator,
        "op": item.op.value,
        "value": number(item.value),
        **high,
        "unit": item.unit,
        "growth": item.growth,
        "deadline": _day(item.deadline),
        "origin": item.origin.value,
        "speaker": item.speaker,
    }


def _fact(item: DraftFact) -> dict[str, Any]:
    high = {} if item.value_high is None else {"value_high": number(item.value_high)}
    return {
        **_evidence(item.evidence),
        "indicator": item.indicator,
        "value": number(item.value),
        **high,
        "unit": item.unit,
    }


def _task(item: DraftTask) -> dict[str, Any]:
    return {
        **_evidence(item.evidence),
        "number": item.number,
        "title": item.title,
        "lead": list(item.lead),
        "support": list(item.support),
        "leaders": list(item.leaders),
        "deadline": _day(item.deadline),
        "body_start": item.body_start,
        "body_end": item.body_end,
        "standard": item.standard,
        "origin": item.origin.value,
        "speaker": item.speaker,
    }


def _phase(item: DraftPhase) -> dict[str, Any]:
    evidence = _evidence(item.evidence)
    # In a phase `start` and `end` are its days, so the place of its words has names of its own.
    evidence["quote_start"], evidence["quote_end"] = evidence.pop("start"), evidence.pop("end")
    return {**evidence, "name": item.name, "start": _day(item.first), "end": _day(item.last)}


def _project(item: DraftProject) -> dict[str, Any]:
    return {
        **_evidence(item.evidence),
        "name": item.name,
        "investment_yi": number(item.investment_yi),
        "area_mu": number(item.area_mu),
        "stage": item.stage,
        "lead": list(item.lead),
        "support": list(item.support),
        "leaders": list(item.leaders),
        "origin": item.origin.value,
        "speaker": item.speaker,
    }


def _cadence(item: DraftCadence) -> dict[str, Any]:
    return {**_evidence(item.evidence), "event": item.event, "every": item.every.value}


def _unused(item: Unused) -> dict[str, Any]:
    return {
        "quote": item.quote,
        "start": item.start,
        "end": item.end,
        "reason": item.reason.value,
        "of_interest": item.is_of_interest,
    }


def _issue(item: Issue) -> dict[str, Any]:
    return {
        "code": item.code.value,
        "severity": item.severity.value,
        "message": item.message,
        "start": item.start,
        "end": item.end,
    }

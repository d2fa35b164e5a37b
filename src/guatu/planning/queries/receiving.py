"""Reads of issuing for a unit: what it is asked, what it signs for, what it wanted otherwise."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from guatu.accounts.models import Unit
from guatu.core.actors import Actor
from guatu.planning.models import (
    Consultation,
    Issuance,
    IssuanceLine,
    Objection,
    SignOff,
    StepCode,
)
from guatu.planning.policies import SPEAKERS
from guatu.planning.queries.drafts import nothing_here
from guatu.planning.queries.issuing import LineStanding, parts_of_lines, reached_units

MOST_SHOWN = 50


def spoken_for(actor: Actor, prefix: str = "unit__") -> Q:
    """Return the condition that a unit is one for which the actor answers and signs."""
    if not actor.holds(*SPEAKERS):
        return Q(pk__in=[])
    forces = Q(**{f"{prefix.removesuffix('__')}_id__in": actor.task_force_ids})
    return reached_units(actor, *SPEAKERS, prefix=prefix) | forces


def consultations_owed(actor: Actor) -> QuerySet[Consultation]:
    """Return what the actor's units are asked and have not answered, while answers are taken."""
    rows = Consultation.objects.filter(
        spoken_for(actor),
        answer=Consultation.Answer.NONE,
        issuance__state__in=(StepCode.CONSULT, StepCode.COUNTERSIGN),
    )
    return rows.select_related("unit", "issuance__campaign").order_by(
        "due_on", "unit__official_order", "unit__path", "pk"
    )


def consultation_for(actor: Actor, consultation_id: int) -> Consultation:
    row = (
        Consultation.objects.filter(spoken_for(actor), pk=consultation_id)
        .select_related("unit", "issuance__campaign__unit")
        .first()
    )
    if row is None:
        raise nothing_here()
    return row


def sign_offs_of(actor: Actor) -> QuerySet[SignOff]:
    """Return the receipts that the actor's units have given or owe."""
    return SignOff.objects.filter(spoken_for(actor)).select_related(
        "unit", "issuance__campaign__unit", "line__entry", "line__target__indicator"
    )


def sign_offs_owed(actor: Actor) -> QuerySet[SignOff]:
    rows = sign_offs_of(actor).filter(signed_at__isnull=True)
    return rows.order_by("issuance", "unit__official_order", "unit__path", "line__position")


def asks_of(actor: Actor) -> tuple[int, int]:
    """Return how many consultations wait for an answer, and how many lines for a receipt."""
    if not actor.holds(*SPEAKERS):
        return 0, 0
    return consultations_owed(actor).count(), sign_offs_owed(actor).count()


def signs_or_asks(actor: Actor) -> bool:
    """Say whether the actor's units were ever asked or handed anything: their page is shown then."""
    if not actor.holds(*SPEAKERS):
        return False
    asked = Consultation.objects.filter(spoken_for(actor))
    return asked.exists() or SignOff.objects.filter(spoken_for(actor)).exists()


def lines_of_unit(issuance: Issuance, unit_id: int) -> list[LineStanding]:
    """Return the lines in which a unit has a part, with all units of each."""
    parts = parts_of_lines(issuance)
    ids = [pk for pk, units in parts.units.items() if unit_id in units]
    units = Unit.objects.in_bulk({u for pk in ids for u in parts.units[pk]})
    rows = issuance.lines.filter(pk__in=ids).select_related("entry__kind", "target__indicator")
    return [
        LineStanding(
            line=line,
            leads=tuple(units[pk] for pk in parts.leads[line.pk]),
            supports=tuple(
                units[pk] for pk in parts.units[line.pk] if pk not in parts.leads[line.pk]
            ),
        )
        for line in rows.order_by("position")
    ]


def spoken_units(actor: Actor, line: IssuanceLine) -> list[Unit]:
    """Return the units with a part in a line for which the actor speaks, in 建制顺序."""
    parts = parts_of_lines(line.issuance, [line.pk])
    own = Q(pk__in=actor.task_force_ids) | reached_units(actor, *SPEAKERS)
    if not actor.holds(*SPEAKERS):
        return []
    return list(Unit.objects.filter(own, pk__in=parts.unit_ids).order_by("official_order", "path"))


def signed_lately(actor: Actor) -> list[SignOff]:
    """Return what the actor's units signed for last."""
    rows = sign_offs_of(actor).filter(signed_at__isnull=False)
    return list(rows.order_by("-signed_at", "-pk")[:MOST_SHOWN])


def objections_raised(actor: Actor) -> list[Objection]:
    """Return what the actor's units wanted otherwise, newest first, with the office's answers."""
    rows = Objection.objects.filter(spoken_for(actor)).select_related(
        "unit", "line__entry", "line__target__indicator", "consultation"
    )
    return list(rows.order_by("-raised_at", "-pk")[:MOST_SHOWN])


def waiting_for_units_of(actor: Actor) -> int | None:
    """Return how much waits for an answer or a receipt; None where nothing was ever asked."""
    waiting = sum(asks_of(actor))
    return waiting if waiting or signs_or_asks(actor) else None

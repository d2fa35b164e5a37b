"""Closings: what waits for an actor's word, and what became of those of an entry (T10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.ledgers.models import Closing, ClosingStep, Duty, Entry
from guatu.ledgers.policies import UNIT_EDITORS, units_of
from guatu.ledgers.queries.visibility import about_visible, reached, visible_entries
from guatu.shell.errors import NotFound

State = Closing.State
WITH_ALL = ("entry__campaign__unit", "entry__kind", "entry__unit", "entry__ledger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One closing with its steps in order."""

    closing: Closing
    steps: list[ClosingStep]


def visible_closings(actor: Actor) -> QuerySet[Closing]:
    return about_visible(actor, Closing.objects.all())


def visible_closing(actor: Actor, closing_id: int) -> Closing:
    """Return one closing of an entry that `actor` sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = (
        Closing.objects.filter(pk=closing_id, entry__in=visible_entries(actor))
        .select_related(*WITH_ALL)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def waiting_closings(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Closing]:
    """Return the closings whose next word is the actor's, the oldest first.

    The review waits for units that lead or supervise (the office may give it in their stead), the
    check for the office; never for a person who had a word in it before.
    """
    if actor.person_id is None:
        return Closing.objects.none()
    scopes = set(actor.scopes(Role.CAMPAIGN_OFFICE))
    units = units_of(actor, *UNIT_EDITORS)
    condition = Q(pk__in=[])
    if scopes:
        condition |= reached("entry__campaign__unit__", scopes, set()) & Q(state=State.REVIEWED)
    if units:
        duty = Duty.objects.filter(
            entry=OuterRef("entry"),
            unit_id__in=sorted(units),
            role__in=[Duty.Role.LEAD, Duty.Role.SUPERVISE],
        )
        condition |= Q(Exists(duty), state=State.ASKED)
    rows = visible_closings(actor).filter(condition, state__in=[State.ASKED, State.REVIEWED])
    rows = rows.exclude(asked_by=actor.person_id).exclude(reviewed_by=actor.person_id)
    if campaign is not None:
        rows = rows.filter(entry__campaign=campaign)
    return rows.select_related(*WITH_ALL).order_by("asked_at", "pk")


def reviewing_units(entry: Entry) -> frozenset[int]:
    """Return the units whose word the review is: those that lead, and those that supervise."""
    roles = [Duty.Role.LEAD, Duty.Role.SUPERVISE]
    return frozenset(entry.duties.filter(role__in=roles).values_list("unit_id", flat=True))


def leading_units(entry: Entry) -> frozenset[int]:
    """Return the units that ask for the closing: those that lead, else that of the line."""
    leads = entry.duties.filter(role=Duty.Role.LEAD)
    return frozenset(leads.values_list("unit_id", flat=True)) or frozenset({entry.unit_id})


def courses_of(entry: Entry) -> list[Course]:
    """Return the closings of an entry, the newest first, each with its steps."""
    rows = Closing.objects.filter(entry=entry).order_by("-pk")
    steps: dict[int, list[ClosingStep]] = {}
    for one in ClosingStep.objects.filter(closing__entry=entry).select_related(
        "evidence", "sheet", "post"
    ):
        steps.setdefault(one.closing_id, []).append(one)
    return [
        Course(closing=row, steps=sorted(steps.get(row.pk, []), key=lambda one: one.pk))
        for row in rows
    ]


def open_closing_of(entry: Entry) -> Closing | None:
    return Closing.objects.filter(entry=entry, state__in=[State.ASKED, State.REVIEWED]).first()


def asking_of(ids: list[int]) -> dict[int, ClosingStep]:
    """Return the step with which each closing was asked for."""
    rows = ClosingStep.objects.filter(closing__in=ids, to_state=State.ASKED)
    return {row.closing_id: row for row in rows.select_related("evidence").order_by("-pk")}

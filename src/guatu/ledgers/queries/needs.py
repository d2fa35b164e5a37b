"""Needs of entries: those of one entry, and those that a unit is asked to clear, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from guatu.accounts.models import Person
from guatu.campaigns.models import Campaign, MeasureUnit
from guatu.core.actors import APART, Actor, ActorKind
from guatu.core.stored import StoredFigure
from guatu.ledgers.models import Entry, Need
from guatu.ledgers.policies import can_ask_need, can_settle_need
from guatu.ledgers.queries.visibility import visible_entries
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need with its figures; `is_linked` says that the reader also sees the entry itself."""

    need: Need
    asked: StoredFigure
    granted: StoredFigure
    is_linked: bool
    asker: str = ""
    settler: str = ""

    def days_over(self, today: date) -> int:
        """How many days its date is gone by; 0 for what is settled, in time or without a date."""
        due = self.need.due_on
        is_open = self.need.state == Need.State.OPEN
        return max((today - due).days, 0) if is_open and due else 0


def asked_figure(need: Need) -> StoredFigure:
    return StoredFigure(
        amount_fen=need.asked_fen,
        mantissa=need.asked_mantissa,
        scale=need.scale,
        measure=need.measure,
    )


def granted_figure(need: Need) -> StoredFigure:
    return StoredFigure(
        amount_fen=need.granted_fen,
        mantissa=need.granted_mantissa,
        scale=need.scale,
        measure=need.measure,
    )


def known_measures() -> frozenset[str]:
    return frozenset(MeasureUnit.objects.values_list("symbol", flat=True))


def own_units(actor: Actor) -> frozenset[int]:
    """Return the units for which an actor speaks; the three administrators speak for none."""
    units = frozenset(grant.unit_id for grant in actor.grants if grant.role not in APART)
    return units | frozenset(actor.task_force_ids) if units else units


def visible_needs(actor: Actor) -> QuerySet[Need]:
    """Return the needs of the entries that an actor sees, and those asked of its own units.

    Who is asked learns the need with the title and the lead unit of its entry, and nothing else of
    an entry that it does not see otherwise.
    """
    needs = Need.objects.select_related("entry__unit", "entry__campaign__unit", "solver")
    if actor.kind is ActorKind.SYSTEM:
        return needs
    seen = visible_entries(actor).order_by().values("pk")
    return needs.filter(Q(entry_id__in=seen) | Q(solver_id__in=own_units(actor)))


def visible_need(actor: Actor, need_id: int) -> Need:
    need = visible_needs(actor).filter(pk=need_id).first()
    if need is None:
        raise NotFound
    return need


def needs_in(actor: Actor, campaign: Campaign, *, is_mine: bool = False) -> QuerySet[Need]:
    """Return the needs of a campaign's entries that the actor sees, the worst first.

    `is_mine` keeps those that the actor's own units are asked for.
    """
    needs = needs_to_clear(actor) if is_mine else worst_first(visible_needs(actor))
    return needs.filter(entry__campaign=campaign)


def needs_to_clear(actor: Actor) -> QuerySet[Need]:
    """Return what the actor's own units are asked for, of all campaigns: also of those it does not see."""
    return worst_first(visible_needs(actor).filter(solver_id__in=own_units(actor)))


def worst_first(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Put open needs before settled ones, the oldest date first, those without a date last."""
    return needs.annotate(is_settled=~Q(state=Need.State.OPEN)).order_by(
        "is_settled", F("due_on").asc(nulls_last=True), "asked_on", "pk"
    )


def counts_by_state(needs: QuerySet[Need]) -> dict[str, int]:
    rows = needs.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    found = dict(rows)
    return {state: found[state] for state in Need.State.values if state in found}


def needs_of(actor: Actor, entry: Entry) -> list[NeedLine]:
    """Return the needs of an entry that the actor sees, open ones first."""
    rows = entry.needs.select_related("solver", "entry__unit", "entry__campaign__unit")
    return lines_of(actor, worst_first(rows), linked={entry.pk})


def lines_of(
    actor: Actor, needs: Iterable[Need], *, linked: set[int] | None = None
) -> list[NeedLine]:
    """Return needs as lines: who asked, who settled, and whether their entry may be opened."""
    needs = list(needs)
    entry_ids = {need.entry_id for need in needs}
    if linked is None:
        linked = set(
            visible_entries(actor).order_by().filter(pk__in=entry_ids).values_list("pk", flat=True)
        )
    persons = {p for need in needs for p in (need.asked_by, need.settled_by) if p is not None}
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))
    return [
        NeedLine(
            need=need,
            asked=asked_figure(need),
            granted=granted_figure(need),
            is_linked=need.entry_id in linked,
            asker=names.get(need.asked_by or 0, ""),
            settler=names.get(need.settled_by or 0, ""),
        )
        for need in needs
    ]


def lead_ids_of(entry: Entry) -> frozenset[int]:
    return frozenset(entry.duties.filter(role="lead").values_list("unit_id", flat=True))


def may_settle(actor: Actor, need: Need) -> bool:
    return need.state == Need.State.OPEN and can_settle_need(actor, need)


def may_withdraw(actor: Actor, need: Need) -> bool:
    return need.state == Need.State.OPEN and can_ask_need(
        actor, need.entry, lead_ids_of(need.entry)
    )

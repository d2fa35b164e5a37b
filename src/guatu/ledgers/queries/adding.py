"""For which units an actor may add entries of a kind."""

from __future__ import annotations

from guatu.accounts.models import Unit
from guatu.core.actors import Actor
from guatu.ledgers.models import Kind
from guatu.ledgers.policies import working_units


def units_to_add_for(actor: Actor, kind: Kind, *, is_office: bool) -> list[tuple[int, str]]:
    """Return the units that may lead a new entry: all for the office, else those one works for."""
    units = Unit.objects.filter(valid_to=None).order_by("official_order", "pk")
    if not is_office:
        own = working_units(actor, kind) if kind.is_added_by_units else set()
        units = units.filter(pk__in=own)
    return [(unit.pk, unit.label) for unit in units]


def may_add(actor: Actor, kind: Kind, *, is_office: bool) -> bool:
    """Say whether the actor may add an entry of this kind at all."""
    return is_office or (kind.is_added_by_units and bool(working_units(actor, kind)))

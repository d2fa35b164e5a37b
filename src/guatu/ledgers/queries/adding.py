"""For which units an actor may add entries of a kind."""

from __future__ import annotations

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around
from guatu.core.actors import Actor
from guatu.ledgers.models import Kind
from guatu.ledgers.policies import working_units


def units_to_add_for(
    actor: Actor, kind: Kind, home: Unit, *, is_office: bool
) -> list[tuple[int, str]]:
    """Return the units that may lead a new entry: around `home` for its office, else one's own."""
    if is_office:
        units = units_around(home)
    else:
        own = working_units(actor, kind) if kind.is_added_by_units else set()
        units = Unit.objects.filter(pk__in=own, valid_to=None)
    return [(unit.pk, unit.label) for unit in units.order_by("official_order", "pk")]


def may_add(actor: Actor, kind: Kind, *, is_office: bool) -> bool:
    """Say whether the actor may add an entry of this kind at all."""
    return is_office or (kind.is_added_by_units and bool(working_units(actor, kind)))

"""The units that a unit field of a sheet names."""

from __future__ import annotations

from guatu.accounts.models import Unit
from guatu.core.actors import Actor
from guatu.core.kinds import Field
from guatu.ledgers.models import FieldValue
from guatu.ledgers.queries.scopes import Scope, in_scope


def units_named(actor: Actor, scope: Scope, field: Field) -> list[Unit]:
    """Return the units that entries in sight name in a marked unit field, in 建制顺序 (T13)."""
    entries = in_scope(actor, scope).order_by().values("pk")
    values = FieldValue.objects.filter(entry__in=entries, field=field.key).order_by()
    units = Unit.objects.filter(pk__in=values.values("number"))
    return list(units.only("name", "short_name", "official_order").order_by("official_order", "pk"))

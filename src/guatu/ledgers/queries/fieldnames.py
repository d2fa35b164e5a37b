"""What the fields of a sheet name: the units of a unit field, the months of a date."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from guatu.accounts.models import Unit
from guatu.core.actors import Actor
from guatu.core.kinds import Field
from guatu.ledgers.models import FieldValue
from guatu.ledgers.queries.scopes import Scope, in_scope


def units_named(actor: Actor, scope: Scope, field: Field) -> list[Unit]:
    """Return the units that entries in sight name in a marked unit field, in 建制顺序 (T13)."""
    values = values_in_sight(actor, scope, field)
    units = Unit.objects.filter(pk__in=values.values("number"))
    return list(units.only("name", "short_name", "official_order").order_by("official_order", "pk"))


def months_named(actor: Actor, scope: Scope, field: Field) -> list[date]:
    """Return the first days of the months in which a marked date of entries in sight lies, newest first."""
    return list(values_in_sight(actor, scope, field).dates("day", "month", order="DESC"))


def values_in_sight(actor: Actor, scope: Scope, field: Field) -> QuerySet[FieldValue]:
    entries = in_scope(actor, scope).order_by().values("pk")
    return FieldValue.objects.filter(entry__in=entries, field=field.key).order_by()

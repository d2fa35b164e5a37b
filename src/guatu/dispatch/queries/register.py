"""Units without accounts, for which the unit above fills in (T14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import QuerySet

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.core.actors import Actor, Role
from guatu.core.paths import is_within
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.checkins import fillable, filled_units


def with_account(units: Collection[int], today: date) -> set[int]:
    """Return those of some units of which a liaison can sign in."""
    writers = Appointment.objects.filter(
        in_force(today),
        post__unit__in=units,
        post__role=Role.LIAISON,
        post__abolished_on__isnull=True,
        person__accounts__is_active=True,
    )
    return set(writers.order_by().values_list("post__unit_id", flat=True))


def bare_units(actor: Actor, today: date) -> list[int]:
    """Return the keys of the units without accounts for which `actor` fills in, not its own."""
    beneath = set(filled_units(actor)) - set(actor.unit_ids) - set(actor.task_force_ids)
    return sorted(beneath - with_account(beneath, today)) if beneath else []


def registered(actor: Actor, one: Round, today: date) -> QuerySet[CheckIn]:
    """Return what `actor` fills in for units beneath its own that have no account."""
    return fillable(actor).filter(unit__in=bare_units(actor, today), round=one)


def own_rows(actor: Actor, one: Round, today: date) -> QuerySet[CheckIn]:
    """Return what `actor` fills in for units that could do so themselves, its own among them."""
    return fillable(actor).filter(round=one).exclude(unit__in=bare_units(actor, today))


def filled_by(actor: Actor, rows: Sequence[CheckIn], today: date) -> dict[int, int]:
    """Return, for those of `rows` that belong to a unit without accounts, the unit that fills in."""
    others = {row.unit_id for row in rows} - set(actor.unit_ids) - set(actor.task_force_ids)
    if not others:
        return {}
    bare = others - with_account(others, today)
    grants = [grant for grant in actor.grants if grant.role is Role.LIAISON]
    return {
        row.pk: grant.unit_id
        for row in rows
        if row.unit_id in bare
        for grant in grants
        if is_within(row.unit.path, grant.scope_path)
    }

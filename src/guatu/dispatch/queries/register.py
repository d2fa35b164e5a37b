"""Units without accounts, for which the unit above fills in (T14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.core.actors import Actor, Role
from guatu.core.paths import is_within
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.checkins import fillable


def without_account(today: date) -> Q:
    """Return the condition that no liaison of the check-in's own unit can sign in."""
    writers = Appointment.objects.filter(
        in_force(today),
        post__unit=OuterRef("unit"),
        post__role=Role.LIAISON,
        post__abolished_on__isnull=True,
        person__accounts__is_active=True,
    )
    return Q(~Exists(writers))


def registered(actor: Actor, one: Round, today: date) -> QuerySet[CheckIn]:
    """Return what `actor` fills in for units beneath its own that have no account."""
    rows = fillable(actor).filter(without_account(today), round=one)
    return rows.exclude(unit__in=actor.unit_ids).exclude(unit__in=actor.task_force_ids)


def own_rows(actor: Actor, one: Round, today: date) -> QuerySet[CheckIn]:
    """Return what `actor` fills in for units that could do so themselves, its own among them."""
    mine = Q(unit__in=actor.unit_ids) | Q(unit__in=actor.task_force_ids)
    return fillable(actor).filter(mine | ~without_account(today), round=one)


def filled_by(actor: Actor, rows: Sequence[CheckIn], today: date) -> dict[int, int]:
    """Return, for those of `rows` that belong to a unit without accounts, the unit that fills in."""
    ids = [row.pk for row in rows if row.unit_id not in actor.unit_ids]
    if not ids:
        return {}
    bare = set(
        CheckIn.objects.filter(without_account(today), pk__in=ids).values_list("pk", flat=True)
    )
    grants = [grant for grant in actor.grants if grant.role is Role.LIAISON]
    return {
        row.pk: grant.unit_id
        for row in rows
        if row.pk in bare and row.unit_id not in actor.task_force_ids
        for grant in grants
        if is_within(row.unit.path, grant.scope_path)
    }

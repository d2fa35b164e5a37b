"""Who acts: the actor of an account on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from guatu.accounts.models import Account, Appointment, TaskForceMembership
from guatu.core.actors import APART, Actor, ActorKind, Grant, Role


def in_force(today: date) -> Q:
    """Return the condition for rows with `started_on` and `ended_on` that hold on `today`."""
    return Q(started_on__lte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gte=today))


def actor_of(account: Account, today: date) -> Actor:
    """Return who `account` is and what its person's appointments let it do on `today`."""
    rows = (
        Appointment.objects.filter(
            in_force(today), person_id=account.person_id, post__abolished_on__isnull=True
        )
        .order_by("post__official_order", "pk")
        .values_list(
            "post__role", "post_id", "post__unit_id", "post__unit__path", "post__scope__path",
            "is_deputy", "post__unit__name", "post__title",
        )
    )  # fmt: skip
    grants = tuple(
        Grant(role=Role(role), post_id=post, unit_id=unit, unit_path=path, scope_path=scope)
        for role, post, unit, path, scope, *_deputy in rows
    )
    regular = {row[1] for row in rows if not row[5]}
    deputy_for = tuple(
        f"{unit} {title}"
        for _role, post, _unit, _path, _scope, is_deputy, unit, title in rows
        if is_deputy and post not in regular
    )
    return Actor(
        kind=ActorKind.PERSON,
        account_id=account.pk,
        person_id=account.person_id,
        name=account.person.name,
        grants=grants,
        task_force_ids=seats_of(grants, today),
        deputy_for=deputy_for,
    )


def seats_of(grants: Iterable[Grant], today: date) -> tuple[int, ...]:
    """Return the task forces in which the posts of `grants` sit on `today`.

    The seat of an administrator's post gives nothing: such a post has no part in what campaigns
    hold, and a person may hold a working post beside it.
    """
    working = [grant.post_id for grant in grants if grant.role not in APART]
    if not working:
        return ()
    seats = TaskForceMembership.objects.filter(in_force(today), post_id__in=working)
    return tuple(sorted(set(seats.values_list("task_force_id", flat=True))))

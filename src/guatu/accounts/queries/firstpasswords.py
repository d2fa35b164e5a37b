"""Accounts that a sheet made without a password, and wait for a first one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet

from guatu.accounts import policies
from guatu.accounts.models import Account, Appointment, Intake, Post
from guatu.accounts.queries.people import from_today
from guatu.core.actors import Actor

Held = tuple[str, str, str]  # role, unit path, scope path


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An account without a password, and where its person serves."""

    account: Account
    unit: str
    post: str


def waiting_accounts(intake: Intake) -> QuerySet[Account]:
    """Return the accounts that a sheet made, are in use and never had a password."""
    return Account.objects.filter(
        pk__in=intake.account_ids, is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX
    ).select_related("person")


def kept_accounts(actor: Actor, accounts: Iterable[Account], today: date) -> list[Account]:
    """Return those whose password the actor may set today; one query, however many they are."""
    rows = list(accounts)
    held = held_by({row.person_id for row in rows}, today)
    return [row for row in rows if policies.can_keep_account(actor, held[row.person_id])]


def held_by(person_ids: set[int], today: date) -> dict[int, list[Held]]:
    """Return what each person holds or will hold."""
    terms = Appointment.objects.filter(
        from_today(today), person_id__in=person_ids, post__abolished_on__isnull=True
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for person, role, unit, scope in terms.order_by().values_list(
        "person_id", "post__role", "post__unit__path", "post__scope__path"
    ):
        found[person].append((role, unit, scope))
    return found


def waiting_for(actor: Actor, intake: Intake, today: date) -> list[Waiting]:
    """Return the accounts of a sheet whose first password the actor may make, in official order."""
    kept = kept_accounts(actor, waiting_accounts(intake), today)
    terms = Appointment.objects.filter(
        from_today(today), person_id__in={row.person_id for row in kept}
    ).select_related("post__unit")
    posts = {
        term.person_id: term.post
        for term in terms.order_by("-post__unit__official_order", "-post__unit__path", "-pk")
    }
    ordered = sorted(
        kept,
        key=lambda row: (
            (place.unit.official_order, place.unit.path)
            if (place := posts.get(row.person_id)) is not None
            else (0, ""),
            row.username,
        ),
    )
    return [waiting_at(row, posts) for row in ordered]


def waiting_at(row: Account, posts: dict[int, Post]) -> Waiting:
    post = posts.get(row.person_id)
    return Waiting(
        account=row,
        unit=post.unit.label if post is not None else "",
        post=post.title if post is not None else "",
    )

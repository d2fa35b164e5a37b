"""First passwords of accounts that a large sheet made: given to whoever waits for them, and kept nowhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.actions.accounts import IssuedPassword, hashed_passwords, one_time_password
from guatu.accounts.models import Account, Intake
from guatu.accounts.queries.firstpasswords import kept_accounts, waiting_accounts
from guatu.audit.actions import Change, record
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed, Stale

MOST_AT_ONCE = 100  # a password takes a fraction of a second to hash


def give_first_passwords(
    actor: Actor, intake: Intake, account_ids: Collection[int], *, today: date
) -> tuple[IssuedPassword, ...]:
    """Make one-time passwords for accounts of a sheet that never had one.

    They are in what is returned and nowhere else: only their hashes are stored, and neither the
    record nor a job sees them. Hashing is done before anything is locked.

    Raises
    ------
    InvalidState
        If none of the accounts waits for a password, or they are too many.
    Stale
        If one of them got a password meanwhile; no account is changed then.
    """
    if not policies.can_make_accounts(actor) or intake.staged_by != actor.account_id:
        raise NotAllowed(_("Your post does not let you make such accounts."))
    asked = waiting_accounts(intake).filter(pk__in=account_ids).order_by("pk")
    rows = kept_accounts(actor, asked, today)
    if not rows:
        raise InvalidState(_("Choose accounts that have no password yet."))
    if len(rows) > MOST_AT_ONCE:
        raise InvalidState(_("At most 100 first passwords at a time."))
    passwords = {row.username: one_time_password() for row in rows}
    hashed = hashed_passwords(passwords)
    with transaction.atomic():
        for row in rows:
            keep(row, hashed[row.username])
        record(
            actor,
            "account.first_passwords",
            of=intake,
            changes=[
                Change.of(row, before={"has_password": False}, after={"has_password": True})
                for row in rows
            ],
        )
    return tuple(IssuedPassword(account=row, password=passwords[row.username]) for row in rows)


def keep(row: Account, hashed: str) -> None:
    """Write a hash, if the account still has the password that fits nothing."""
    waiting = Account.objects.filter(pk=row.pk, password=row.password)
    if not waiting.update(password=hashed, must_change_password=True):
        raise Stale(_("One of these accounts got a password meanwhile. Look at the list again."))

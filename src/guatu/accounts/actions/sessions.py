"""Signing in within limits, signing out, one's own password and settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Account, SignIn
from guatu.accounts.queries import actor_of
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import ANONYMOUS, Actor
from guatu.shell.errors import InvalidState, TooMany
from guatu.shell.routes import forget_old_keys

WINDOW = timedelta(minutes=15)
# From one address a name has few tries; from all addresses together more, so that a stranger
# somewhere in the house cannot lock a colleague out with five wrong words.
TRIES_FROM_ADDRESS = 5
TRIES_OF_NAME = 30
KEPT = timedelta(days=200)  # the network-log duty is six months


class TooManyTries(TooMany):
    code = "too-many-tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What somebody typed, and the address it came from."""

    username: str
    password: str
    address: str

    @property
    def folded_name(self) -> str:
        return self.username.strip().lower()[:60]


def admit(credentials: Credentials, now: datetime) -> Account:
    """Return the account that the credentials open.

    The attempt is written down before the password is looked at: guesses sent side by side
    count as well as guesses sent one after the other.

    Raises
    ------
    InvalidState
        If name or password is wrong, or the account is switched off: always the same words.
    TooManyTries
        If there were too many refusals before; the password is not looked at then.
    """
    attempt = SignIn.objects.create(
        occurred_at=now,
        username=credentials.folded_name,
        address=credentials.address[:45],
        outcome=SignIn.Outcome.REFUSED,
    )
    refuse_when_locked(attempt)
    account = authenticate(username=credentials.username.strip(), password=credentials.password)
    if not isinstance(account, Account):
        note_lock(attempt)
        raise InvalidState(_("User name or password is wrong."))
    with transaction.atomic():
        SignIn.objects.filter(pk=attempt.pk).update(
            outcome=SignIn.Outcome.ADMITTED, account_id=account.pk
        )
        Account.objects.filter(pk=account.pk).update(last_login=now)
        actor = actor_of(account, timezone.localdate(now))
        record(actor, "session.start", of=account, changes=[seen(attempt, "address")])
    return account


def refusals(attempt: SignIn) -> QuerySet[SignIn]:
    """Return the refusals of the attempt's name up to it, within the window."""
    return SignIn.objects.filter(
        username=attempt.username,
        occurred_at__gt=attempt.occurred_at - WINDOW,
        outcome=SignIn.Outcome.REFUSED,
        pk__lte=attempt.pk,
    )


def since_admission(attempt: SignIn) -> QuerySet[SignIn]:
    """Return those from the same address since it last got in."""
    last = (
        SignIn.objects.filter(
            username=attempt.username,
            address=attempt.address,
            outcome=SignIn.Outcome.ADMITTED,
            pk__lt=attempt.pk,
        )
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return refusals(attempt).filter(address=attempt.address, pk__gt=last or 0)


def refuse_when_locked(attempt: SignIn) -> None:
    for rows, limit in (
        (since_admission(attempt), TRIES_FROM_ADDRESS),
        (refusals(attempt), TRIES_OF_NAME),
    ):
        moments = list(rows.order_by("-pk").values_list("occurred_at", flat=True)[: limit + 1])
        if len(moments) <= limit:
            continue
        SignIn.objects.filter(pk=attempt.pk).update(outcome=SignIn.Outcome.LOCKED)
        # free again when the oldest refusal that still counts leaves the window
        wait = moments[limit] + WINDOW - attempt.occurred_at
        minutes = max(1, math.ceil(wait / timedelta(minutes=1)))
        raise TooManyTries(
            ngettext(
                "Too many wrong attempts. Try again in %(minutes)d minute.",
                "Too many wrong attempts. Try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )


def note_lock(attempt: SignIn) -> None:
    """Put the lock on record once, when the last free try was used up."""
    if (
        since_admission(attempt).count() != TRIES_FROM_ADDRESS
        and refusals(attempt).count() != TRIES_OF_NAME
    ):
        return
    account = Account.objects.filter(username__iexact=attempt.username).first()
    # an unknown name is often a password typed into the wrong field: the record has no use for it
    shown = ("address",) if account is None else ("username", "address")
    with transaction.atomic():
        record(ANONYMOUS, "sign_in.lock", of=account, changes=[seen(attempt, *shown)])


def seen(attempt: SignIn, *fields: str) -> Change:
    """Return what is recorded of an attempt: private, so that retention can forget it (D9)."""
    return Change.of(attempt, after=plain(attempt, *fields), private=frozenset(fields))


def end_session(actor: Actor, account: Account) -> None:
    """Put on record that `actor` signed out."""
    with transaction.atomic():
        record(actor, "session.end", of=account)


def change_own_password(actor: Actor, account: Account, *, old: str, new: str) -> None:
    """Set a new password for whoever is signed in; all other sessions of the account end.

    Raises
    ------
    InvalidState
        If the old password is wrong.
    """
    if account.pk != actor.account_id or not account.check_password(old):
        raise InvalidState(_("The present password is wrong."))
    with transaction.atomic():
        account.set_password(new)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        record(actor, "account.change_password", of=account)


def set_large_print(actor: Actor, *, on: bool) -> None:
    """Keep how the actor likes to read; a habit of one's own, so nothing is put on record."""
    Account.objects.filter(pk=actor.account_id or 0).update(large_print=on)


def forget_old_rows(now: datetime) -> None:
    """Delete attempts, idempotency keys and sessions past their time.

    Called at each sign-in: the rows found are few every time.
    """
    SignIn.objects.filter(occurred_at__lt=now - KEPT).delete()
    forget_old_keys()
    Session.objects.filter(expire_date__lt=now).delete()

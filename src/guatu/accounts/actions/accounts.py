"""Accounts: made with a password that is shown once, reset, switched off and on."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.actions.posts import Term, appoint
from guatu.accounts.models import Account, Person, Post
from guatu.accounts.queries.people import held_posts
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
# No letters or digits that a person mistakes for others when reading from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4  # 79 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A person with an account; with a post, it is filled in the same act."""

    name: str
    username: str
    post: Post | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPassword:
    """An account with the password that nobody can see again."""

    account: Account
    password: str


def one_time_password() -> str:
    """Return a password that reads well from paper: k7mp-x3rt-9wqz-h2db."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _sign in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )


def hashed_passwords(passwords: Mapping[str, str]) -> dict[str, str]:
    """Return passwords by user name as they are kept; hashing is shared out, for it is slow on purpose."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(passwords, pool.map(make_password, passwords.values()), strict=True))


def create_account(actor: Actor, new: NewAccount) -> IssuedPassword:
    """Make a person with an account. A unit administrator must name the post, which bounds it."""
    if not policies.can_make_accounts(actor) or (
        new.post is None and not policies.can_keep_account(actor, [])
    ):
        raise NotAllowed(_("Your post does not let you make such accounts."))
    username = free_username(new.username)
    with transaction.atomic():
        now = timezone.now()
        person = Person.objects.create(name=new.name, created_at=now)
        password = one_time_password()
        account = Account.objects.create_user(
            username, password, person=person, must_change_password=True, created_at=now
        )
        if new.post is not None:
            appoint(actor, person, new.post, new.term or Term(started_on=timezone.localdate()))
        changes = [
            Change.of(person, after=plain(person, "name"), private=frozenset({"name"})),
            Change.of(account, after=plain(account, "username", "person", "is_active")),
        ]
        record(actor, "account.create", of=account, changes=changes)
    return IssuedPassword(account=account, password=password)


def free_username(written: str) -> str:
    username = written.strip().lower()
    if not USERNAME.fullmatch(username):
        raise InvalidState(
            _("A user name has 2 to 60 of the letters a to z, digits, dots, hyphens, underscores.")
        )
    if Account.objects.filter(username__iexact=username).exists():
        raise InvalidState(_("This user name is taken."))
    return username


def refuse_unless_kept_by(actor: Actor, account: Account) -> None:
    if account.pk == actor.account_id:
        raise NotAllowed(_("Change your own password on your own page."))
    if not policies.can_keep_account(actor, held_posts(account.person_id, timezone.localdate())):
        raise NotAllowed(
            _(
                "You do not keep this account. Administrators' accounts are kept at the server itself."
            )
        )


def reset_password(actor: Actor, account: Account) -> IssuedPassword:
    """Set a one-time password; all sessions of the account end."""
    refuse_unless_kept_by(actor, account)
    if not account.is_active:
        raise InvalidState(_("This account is switched off."))
    with transaction.atomic():
        password = one_time_password()
        account.set_password(password)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        record(actor, "account.reset_password", of=account)
    return IssuedPassword(account=account, password=password)


def deactivate_account(actor: Actor, account: Account) -> None:
    """Switch an account off at once: its sessions end with their next request."""
    refuse_unless_kept_by(actor, account)
    switch(actor, account, on=False)


def activate_account(actor: Actor, account: Account) -> None:
    """Switch an account on again, with the password it had."""
    refuse_unless_kept_by(actor, account)
    switch(actor, account, on=True)


def switch(actor: Actor, account: Account, *, on: bool) -> None:
    if account.is_active is on:
        raise InvalidState(_("The account is in that state already."))
    with transaction.atomic():
        before = plain(account, "is_active")
        account.is_active = on
        account.save(update_fields=["is_active"])
        change = Change.of(account, before=before, after=plain(account, "is_active"))
        act = "account.activate" if on else "account.deactivate"
        record(actor, act, of=account, changes=[change])

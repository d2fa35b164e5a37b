"""Whom the rows of a sheet of people mean: by the user name, else by the name within the unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Account, Appointment, Person
from guatu.accounts.queries.intakes import Line
from guatu.core.actors import Actor


def find_bearers(actor: Actor, lines: Sequence[Line]) -> None:
    """Set `person` and `account` of each line, None for those who are new; never by the name alone."""
    accounts = accounts_named(lines)
    for line in lines:
        name, username = line.texts.get("name", ""), line.meant["username"]
        account = accounts.get(username)
        line.meant |= {"account": account, "person": None}
        if account is not None:
            line.meant["person"] = account.person
            if account.person.name != name:
                line.fault("username", _("This user name belongs to somebody of another name."))
        elif name and line.meant["unit"] is not None:
            line.meant["person"] = bearer_of(actor, line, name)
    join_rows(lines)
    refuse_unclear(lines)


def accounts_named(lines: Sequence[Line]) -> dict[str, Account]:
    wanted = {line.meant["username"] for line in lines} - {""}
    rows = Account.objects.filter(username__in=wanted).select_related("person")
    return {row.username.lower(): row for row in rows}


def bearer_of(actor: Actor, line: Line, name: str) -> Person | None:
    """Return who bears the name at the unit; tell of namesakes elsewhere."""
    is_named = bool(line.meant["username"])
    terms = list(
        Appointment.objects.filter(person__name=name).select_related("person", "post__unit")
    )
    # who has an account has another user name than this one: a new user name means somebody else
    others = people_with_accounts(name) if is_named else set()
    here = {
        term.person_id: term.person
        for term in terms
        if term.post.unit_id == line.meant["unit"].pk and term.person_id not in others
    }
    if not here and not terms:
        here = people_entered(actor, name, but=others)
    if len(here) == 1:
        return next(iter(here.values()))
    told = {"units": "、".join(sorted({term.post.unit.label for term in terms}))}
    if len(here) > 1:
        line.fault("name", _("Several persons of the unit bear this name. Give the user name."))
    elif terms and not is_named:
        line.fault(
            "name",
            _(
                "Somebody of this name is at %(units)s. Give the user name, so that it is clear who is meant."
            )
            % told,
        )
    elif terms:
        line.notes.append(_("Somebody else of this name is at %(units)s.") % told)
    return None


def people_with_accounts(name: str) -> set[int]:
    return set(Account.objects.filter(person__name=name).values_list("person_id", flat=True))


def people_entered(actor: Actor, name: str, *, but: set[int]) -> dict[int, Person]:
    """Return those of a name who were entered and never held a post: one administrator enters, one appoints.

    A unit administrator, who does both at once, does not take over whom others entered.
    """
    if not policies.sees_all_units(actor):
        return {}
    rows = Person.objects.filter(name=name, appointments__isnull=True)
    return {row.pk: row for row in rows.exclude(pk__in=but)}


def join_rows(lines: Sequence[Line]) -> None:
    """Let the rows of one new user name mean one person, and no two user names the same person."""
    bearers: dict[str, dict[int, Person]] = defaultdict(dict)
    usernames: dict[int, set[str]] = defaultdict(set)
    fresh = [line for line in lines if line.meant["username"] and line.meant["account"] is None]
    for line in fresh:
        person = line.meant["person"]
        if person is not None:
            bearers[line.meant["username"]][person.pk] = person
            usernames[person.pk].add(line.meant["username"])
    for line in fresh:
        found = bearers[line.meant["username"]]
        if len(found) > 1:
            line.fault("username", _("Two persons of the sheet have this user name."))
        elif found:
            line.meant["person"] = next(iter(found.values()))
            if len(usernames[line.meant["person"].pk]) > 1:
                line.fault(
                    "username",
                    _(
                        "Somebody of this name is here without a user name: load that person's row alone first."
                    ),
                )


def refuse_unclear(lines: Sequence[Line]) -> None:
    """Ask about new people of one name at two units, or with and without a user name."""
    meanings: dict[str, set[Any]] = defaultdict(set)
    for line in lines:
        meanings[line.texts.get("name", "")].add(meaning_of(line))
    for line in lines:
        is_open = line.meant["person"] is None and not line.meant["username"]
        if is_open and line.texts.get("name") and len(meanings[line.texts["name"]]) > 1:
            line.fault(
                "username",
                _(
                    "Other rows have this name, too. Give the user name, so that it is clear who is meant."
                ),
            )


def meaning_of(line: Line) -> tuple[str, int]:
    unit = line.meant["unit"]
    return line.meant["username"], 0 if line.meant["username"] or unit is None else unit.pk


def is_kept_by(actor: Actor, held: Sequence[tuple[str, str, str]], line: Line) -> bool:
    """Say whether the actor may give an account to somebody who holds `held` and the row's post."""
    unit, role = line.meant["unit"], line.meant["role"]
    return policies.can_keep_account(actor, [*held, (role, unit.path, unit.path)])

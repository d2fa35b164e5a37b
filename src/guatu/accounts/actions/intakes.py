"""Sheets of units and people: staged, applied in one transaction with one row of the record, or dropped."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.actions.accounts import IssuedPassword, hashed_passwords, one_time_password
from guatu.accounts.actions.paths import free_path
from guatu.accounts.actions.posts import POST_FIELDS, TERM_FIELDS, Term, insert_appointment
from guatu.accounts.actions.units import ALIAS_FIELDS, FIELDS
from guatu.accounts.models import Account, Intake, Person, Post, Unit, UnitAlias
from guatu.accounts.queries.intakes import (
    Line,
    Outcome,
    Seen,
    blank_lines,
    counts_of,
    unheard,
)
from guatu.accounts.queries.peoplesheets import HEADS as PEOPLE_HEADS
from guatu.accounts.queries.peoplesheets import read_people
from guatu.accounts.queries.unitsheets import HEADS as UNIT_HEADS
from guatu.accounts.queries.unitsheets import read_units
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.core.grids import Headed
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

MOST_ROWS = 2000
MOST_ACCOUNTS = 200  # with passwords, each of which takes a fraction of a second to hash
LOOKS = 50  # rows between two looks whether somebody asked to stop
HEADS = {Intake.Sort.UNITS.value: UNIT_HEADS, Intake.Sort.PEOPLE.value: PEOPLE_HEADS}
MAY = {
    Intake.Sort.UNITS.value: policies.can_load_units,
    Intake.Sort.PEOPLE.value: policies.can_load_people,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What applying a sheet wrote, and the passwords that are shown once.

    `without_password` are the accounts that wait for a first one (see `firstpasswords`).
    """

    counts: dict[str, int]
    passwords: tuple[IssuedPassword, ...] = ()
    without_password: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the rows of a sheet of people came to: changes for the record, and the new accounts."""

    changes: list[Change]
    accounts: list[Account]
    passwords: tuple[IssuedPassword, ...] = ()


@transaction.atomic
def stage(actor: Actor, sort: str, headed: Headed, *, file_name: str, payload: bytes) -> Intake:
    """Keep the rows of a sheet until somebody applies or drops them; what they do is not decided here."""
    refuse_unless_loaded_by(actor, sort)
    rows = [
        [row.number, {key: headed.cell(row, key) for key in headed.columns}] for row in headed.rows
    ]
    if not rows:
        raise InvalidState(_("The sheet has no rows under its head."))
    if len(rows) > MOST_ROWS:
        raise InvalidState(_("A sheet has at most 2,000 rows. Split it."))
    return Intake.objects.create(
        sort=sort,
        file_name=file_name[:200],
        file_digest=hashlib.sha256(payload).hexdigest(),
        rows=rows,
        staged_by=actor.account_id or 0,
        staged_at=timezone.now(),
    )


def refuse_unless_loaded_by(actor: Actor, sort: str) -> None:
    if not MAY[sort](actor):
        raise NotAllowed(_("Your post does not let you load such a sheet."))


def lines_of(actor: Actor, intake: Intake, *, seen: Seen = unheard) -> list[Line]:
    """Return the rows of a staged sheet with what each would do now."""
    lines = blank_lines(intake.rows)
    if intake.sort == Intake.Sort.UNITS:
        return read_units(actor, lines, seen=seen)
    return read_people(actor, lines, timezone.localdate(), seen=seen)


def look_at(actor: Actor, intake: Intake, seen: Seen) -> None:
    """Refuse a sheet that could not be applied before anything is written; `seen` may stop it.

    Raises
    ------
    InvalidState
        If a row has a fault.
    """
    lines = lines_of(actor, intake, seen=lambda count: None if count % LOOKS else seen(count))
    refuse_faults(counts_of(lines))


def refuse_faults(counts: dict[str, int]) -> None:
    if counts[Outcome.FAULTY.value]:
        raise InvalidState(_("Correct the marked cells first: nothing was written."))


def drop(actor: Actor, intake: Intake, *, version: int) -> None:
    """Forget a staged sheet; its names go at once (nothing was written, so nothing is on record)."""
    if intake.state != Intake.State.STAGED or intake.staged_by != actor.account_id:
        raise InvalidState(_("This sheet was applied or dropped already."))
    update_at_version(intake, version, state=Intake.State.DROPPED, rows=[])


@transaction.atomic
def apply(actor: Actor, intake: Intake, *, version: int, with_passwords: bool = True) -> Applied:
    """Write all rows of a sheet, or none.

    Without passwords, its accounts can sign in once they were given a first one.

    Raises
    ------
    InvalidState
        If a row has a fault as the system stands now; the message names the first.
    """
    refuse_unless_loaded_by(actor, intake.sort)
    if intake.state != Intake.State.STAGED or intake.staged_by != actor.account_id:
        raise InvalidState(_("This sheet was applied or dropped already."))
    lines = lines_of(actor, intake)
    counts = counts_of(lines)
    refuse_faults(counts)
    now = {"state": Intake.State.APPLIED, "rows": [], "counts": counts}
    update_at_version(intake, version, **now, applied_at=timezone.now())
    if intake.sort == Intake.Sort.UNITS:
        written = Written(changes=apply_units(lines), accounts=[])
    else:
        written = apply_people(actor, lines, with_passwords=with_passwords)
    if not with_passwords:
        intake.account_ids = [row.pk for row in written.accounts]
        intake.save(update_fields=["account_ids"])
    act = "unit.import" if intake.sort == Intake.Sort.UNITS else "people.import"
    record(
        actor,
        act,
        of=intake,
        changes=written.changes,
        details={"file": intake.file_digest, "rows": len(lines), **counts},
    )
    return Applied(
        counts=counts,
        passwords=written.passwords,
        without_password=tuple(intake.account_ids),
    )


def apply_units(lines: list[Line]) -> list[Change]:
    """Change the units that are there, then make the new ones from the top down."""
    changes: list[Change] = []
    made: dict[str, Unit] = {}
    for line in lines:
        if line.meant["unit"] is not None:
            changes += changed_unit(line, line.meant["unit"])
    last = Unit.objects.aggregate(last=Max("official_order"))["last"] or 0
    waiting = [line for line in lines if line.meant["unit"] is None]
    existing = {line.texts["name"]: line.meant["unit"] for line in lines if line.meant["unit"]}
    while waiting:
        ready = [
            line
            for line in waiting
            if not line.meant["parent_name"] or line.meant["parent_name"] in made | existing
        ]
        if not ready:
            raise InvalidState(_("A unit cannot lie beneath itself."))
        for line in ready:
            last += 1
            above = line.meant["parent"] or (made | existing).get(line.meant["parent_name"])
            unit, own = new_unit(line, above, last)
            made[unit.name] = unit
            changes += own
        waiting = [line for line in waiting if line not in ready]
    return changes


def changed_unit(line: Line, unit: Unit) -> list[Change]:
    before = plain(unit, "short_name", "official_order")
    order = line.meant["order"]
    unit.short_name = line.texts.get("short_name") or unit.short_name
    unit.official_order = unit.official_order if order is None else order
    after = plain(unit, "short_name", "official_order")
    found = []
    if after != before:
        unit.version += 1
        unit.save(update_fields=["short_name", "official_order", "version"])
        found.append(Change.of(unit, before=before, after=after))
    return found + new_aliases(unit, line.meant["aliases"])


def new_unit(line: Line, above: Unit | None, last: int) -> tuple[Unit, list[Change]]:
    unit = Unit.objects.create(
        name=line.texts["name"],
        short_name=line.texts.get("short_name", ""),
        kind=line.meant["kind"],
        parent=above,
        path=free_path(above),
        official_order=last if line.meant["order"] is None else line.meant["order"],
    )
    change = Change.of(unit, after=plain(unit, *FIELDS))
    return unit, [change, *new_aliases(unit, line.meant["aliases"])]


def new_aliases(unit: Unit, names: list[str]) -> list[Change]:
    rows = UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name[:100]) for name in names)
    return [Change.of(row, after=plain(row, *ALIAS_FIELDS)) for row in rows]


def apply_people(actor: Actor, lines: list[Line], *, with_passwords: bool) -> Written:
    """Make persons and accounts, then posts and appointments, row by row."""
    changes: list[Change] = []
    people: dict[tuple[str, str], Person] = {}
    wanted = {line.meant["username"]: line for line in lines if line.meant.get("makes_account")}
    if with_passwords and len(wanted) > MOST_ACCOUNTS:
        raise InvalidState(_("At most 200 new accounts at a time. Split the sheet."))
    for line in lines:
        person = line.meant["person"]
        if person is None:
            person, own = new_person(line, people)
            changes += own
        line.meant["person"] = person
    passwords = {username: one_time_password() for username in wanted if with_passwords}
    accounts = new_accounts(wanted, hashed_passwords(passwords))
    changes += [
        Change.of(row, after=plain(row, "username", "person", "is_active")) for row in accounts
    ]
    for line in lines:
        if line.meant["fills"]:
            changes += filled_post(actor, line)
    issued = tuple(
        IssuedPassword(account=row, password=passwords[row.username])
        for row in accounts
        if row.username in passwords
    )
    return Written(changes=changes, accounts=accounts, passwords=issued)


def new_person(line: Line, people: dict[tuple[str, str], Person]) -> tuple[Person, list[Change]]:
    """Make a person once, however many posts the sheet gives it."""
    name = line.texts["name"]
    key = (name, line.meant["username"] or str(line.meant["unit"].pk))
    if key in people:
        return people[key], []
    people[key] = Person.objects.create(name=name, created_at=timezone.now())
    change = Change.of(people[key], after=plain(people[key], "name"), private=frozenset({"name"}))
    return people[key], [change]


def new_accounts(wanted: dict[str, Line], hashed: dict[str, str]) -> list[Account]:
    """Make accounts with the passwords that are hashed here, the others with none that fits."""
    return Account.objects.bulk_create(
        Account(
            username=username,
            person=line.meant["person"],
            password=hashed.get(username) or make_password(None),
            must_change_password=True,
            created_at=timezone.now(),
        )
        for username, line in wanted.items()
    )


def filled_post(actor: Actor, line: Line) -> list[Change]:
    """Make the post if it is not there, and appoint; refused with the number of the row."""
    changes = []
    unit, title, role = line.meant["unit"], line.texts["post"], line.meant["role"]
    post = (
        line.meant["post"]
        or Post.objects.filter(unit=unit, title=title, role=role, abolished_on__isnull=True)
        .select_related("unit", "scope")
        .first()
    )
    if post is None:
        post = Post.objects.create(
            unit=unit, title=title, role=role, grade=line.meant["grade"], scope=unit
        )
        changes.append(Change.of(post, after=plain(post, *POST_FIELDS)))
    term = Term(started_on=line.meant["since"], ended_on=line.meant["until"])
    try:
        row = insert_appointment(actor, line.meant["person"], post, term)
    except (InvalidState, NotAllowed) as error:
        told = {"row": line.number, "reason": error.message}
        raise InvalidState(_("Row %(row)d: %(reason)s") % told) from error
    return [*changes, Change.of(row, after=plain(row, *TERM_FIELDS))]

"""Settling the district: units, posts, people and accounts, in one act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from guatu.accounts.models import (
    Account,
    Appointment,
    Person,
    Post,
    TaskForceMembership,
    Unit,
    UnitAlias,
)
from guatu.accounts.queries import actor_of
from guatu.audit.actions import Change, record
from guatu.core.actors import SYSTEM, Actor
from guatu.core.paths import child_path
from guatu.demo.district import District, PostLine, UnitLine
from guatu.demo.logins import LOGINS, MARK, password_of

IN_POST_SINCE = date(2024, 1, 8)
GRADES = {"leader": "组长", "principal": "组长", "deputy": "副组长", "contact": "联络员"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The district as rows, by short name and by username."""

    units: dict[str, Unit]
    accounts: dict[str, Account]
    liaisons: dict[int, int]  # unit → person
    approvers: dict[int, int]
    leaders: dict[str, int]  # title or its other forms → post

    def actor(self, username: str, today: date) -> Actor:
        return actor_of(self.accounts[username], today)


def settle(district: District, *, seed: int) -> Settled:
    """Write the district and its accounts; call it inside the load's transaction."""
    now = timezone.now()
    units = insert_units(district.units)
    posts = insert_posts(district.posts, units)
    people = appoint(district.posts, posts, now)
    insert_memberships(district, units, posts)
    accounts = insert_accounts(people, seed, now)
    record(
        SYSTEM,
        "demo.settle",
        changes=[Change.of(one, after={"username": one.username}) for one in accounts.values()],
        details={"units": len(units), "posts": len(posts), "people": len(people), "seed": seed},
    )
    return Settled(
        units=units,
        accounts=accounts,
        liaisons=holders(district.posts, units, people, role="liaison"),
        approvers=holders(district.posts, units, people, role="approver"),
        leaders={
            name: post.pk
            for line, post in zip(district.posts, posts, strict=True)
            if line.role == "leader"
            for name in (line.title, *line.aliases)
        },
    )


def insert_units(lines: tuple[UnitLine, ...]) -> dict[str, Unit]:
    """Write the tree from its root down; the n-th child's path ends in n."""
    units: dict[str, Unit] = {}
    places: Counter[str] = Counter()
    waiting = list(lines)
    while waiting:
        ready = [line for line in waiting if not line.parent or line.parent in units]
        if not ready:
            raise ValueError(f"no such parent unit: {waiting[0].parent}")
        made = [new_unit(line, units.get(line.parent), places) for line in ready]
        Unit.objects.bulk_create(made)
        units |= {unit.short_name: unit for unit in made}
        waiting = [line for line in waiting if line.short_name not in units]
    UnitAlias.objects.bulk_create(
        UnitAlias(unit=units[line.short_name], name=alias)
        for line in lines
        for alias in line.aliases
    )
    return units


def new_unit(line: UnitLine, parent: Unit | None, places: Counter[str]) -> Unit:
    places[line.parent] += 1
    return Unit(
        name=line.name,
        short_name=line.short_name,
        kind=line.kind,
        parent=parent,
        path=child_path(parent.path if parent else "", places[line.parent]),
        official_order=line.order,
    )


def insert_posts(lines: tuple[PostLine, ...], units: dict[str, Unit]) -> list[Post]:
    return Post.objects.bulk_create(
        Post(
            unit=units[line.unit],
            title=line.title,
            role=line.role,
            grade=line.grade,
            scope=units[line.scope or line.unit],
            official_order=line.order or place,
        )
        for place, line in enumerate(lines, start=1)
    )


def appoint(lines: tuple[PostLine, ...], posts: list[Post], now: datetime) -> dict[str, Person]:
    """Write the people; one name is one person, whatever posts it holds."""
    names = dict.fromkeys(line.person for line in lines)
    made = Person.objects.bulk_create(Person(name=name, created_at=now) for name in names)
    people = {person.name: person for person in made}
    Appointment.objects.bulk_create(
        Appointment(
            person=people[line.person],
            post=post,
            started_on=IN_POST_SINCE,
            reason=MARK,
            created_at=now,
        )
        for line, post in zip(lines, posts, strict=True)
    )
    return people


def insert_memberships(district: District, units: dict[str, Unit], posts: list[Post]) -> None:
    """Seat the deputies of the member units in the task forces, and their own people."""
    rows = []
    for force in (line for line in district.units if line.members):
        for line, post in zip(district.posts, posts, strict=True):
            is_own = line.unit == force.short_name
            if is_own or (line.unit in force.members and line.grade == "deputy"):
                title = GRADES.get(line.grade, "成员") if is_own else "成员"
                rows.append(
                    TaskForceMembership(
                        task_force=units[force.short_name],
                        post=post,
                        title=title,
                        started_on=IN_POST_SINCE,
                    )
                )
    TaskForceMembership.objects.bulk_create(rows)


def insert_accounts(people: dict[str, Person], seed: int, now: datetime) -> dict[str, Account]:
    return {
        one.username: Account.objects.create_user(
            one.username,
            password_of(one.username, seed),
            person=people[one.person],
            created_at=now,
        )
        for one in LOGINS
    }


def holders(
    lines: tuple[PostLine, ...], units: dict[str, Unit], people: dict[str, Person], *, role: str
) -> dict[int, int]:
    """Return which person holds a role at each unit: for approvers the deputy, who signs daily."""
    found: dict[int, int] = {}
    for line in lines:
        if line.role == role and line.grade in {"contact", "deputy"}:
            found[units[line.unit].pk] = people[line.person].pk
    return found

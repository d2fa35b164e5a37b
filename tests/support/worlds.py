"""A small district for tests: units, posts, people and accounts, one of each role."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from guatu.accounts.models import Account, Appointment, Person, Post, Unit
from guatu.accounts.queries import actor_of
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.core.paths import child_path
from guatu.ledgers.actions import install_kinds  # noqa: F401 for tests that need ledgers

PASSWORD = "a-long-enough-password"  # noqa: S105 a test's own


def make_unit(
    name: str, *, kind: str = Unit.Kind.DEPARTMENT, parent: Unit | None = None, **fields: Any
) -> Unit:
    siblings = Unit.objects.filter(parent=parent).count()
    order = fields.pop("official_order", Unit.objects.count() + 1)
    return Unit.objects.create(
        name=name,
        kind=kind,
        parent=parent,
        path=child_path(parent.path if parent else "", siblings + 1),
        official_order=order,
        **fields,
    )


def make_post(
    unit: Unit, role: Role, *, title: str = "", scope: Unit | None = None, **fields: Any
) -> Post:
    return Post.objects.create(
        unit=unit, role=role, title=title or f"{unit.name} {role}", scope=scope or unit, **fields
    )


def make_person(name: str) -> Person:
    return Person.objects.create(name=name, created_at=timezone.now())


def appoint(
    person: Person, post: Post, *, started_on: date = date(2020, 1, 1), **fields: Any
) -> Appointment:
    return Appointment.objects.create(
        person=person, post=post, started_on=started_on, created_at=timezone.now(), **fields
    )


def make_account(username: str, person: Person) -> Account:
    return Account.objects.create_user(username, PASSWORD, person=person, created_at=timezone.now())


def make_campaign(unit: Unit, **fields: Any) -> Campaign:
    defaults: dict[str, Any] = {
        "slug": f"c-{uuid.uuid4().hex[:8]}",
        "title": "测试行动",
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2026, 12, 31),
        "created_at": timezone.now(),
    }
    return Campaign.objects.create(unit=unit, **(defaults | fields))


@dataclass
class World:
    """`accounts` and `actors` by a short name: office, liaison, approver, stranger."""

    district: Unit
    finance: Unit
    housing: Unit
    town: Unit
    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_of(self.accounts[name], timezone.localdate())

    def client(self, name: str) -> KeyedClient:
        client = KeyedClient()
        client.force_login(self.accounts[name])
        return client

    def add(
        self, name: str, unit: Unit, role: Role, *, scope: Unit | None = None, **fields: Any
    ) -> Account:
        post = make_post(unit, role, scope=scope, **fields)
        person = make_person(name)
        appoint(person, post)
        self.posts[name] = post
        self.accounts[name] = make_account(name, person)
        return self.accounts[name]


class KeyedClient(Client):
    """A test client whose posts carry a fresh idempotency key, as the forms' do."""

    def post(self, path: str, data: Any = None, *args: Any, **extra: Any) -> Any:
        data = dict(data or {})
        data.setdefault("idempotency_key", uuid.uuid4().hex)
        return super().post(path, data, *args, **extra)


def make_world() -> World:
    district = make_unit("青溪区", kind=Unit.Kind.GOVERNMENT)
    office = make_unit("区委督查室", parent=district)
    finance = make_unit("区财政局", parent=district)
    housing = make_unit("区住房和城乡建设局", parent=district, short_name="区住建局")
    town = make_unit("柳河镇", kind=Unit.Kind.TOWNSHIP, parent=district)
    world = World(district=district, finance=finance, housing=housing, town=town)
    world.add("system", district, Role.SYSTEM_ADMINISTRATOR)
    world.add("security", district, Role.SECURITY_ADMINISTRATOR)
    world.add("auditor", district, Role.AUDIT_ADMINISTRATOR)
    world.add("office", office, Role.CAMPAIGN_OFFICE, scope=district)
    world.add("leader", district, Role.LEADER, scope=district, grade=Post.Grade.LEADER)
    world.add("assessor", office, Role.ASSESSOR, scope=district)
    world.add("unit_admin", finance, Role.UNIT_ADMINISTRATOR)
    world.add("liaison", finance, Role.LIAISON, grade=Post.Grade.CONTACT)
    world.add("approver", finance, Role.APPROVER, grade=Post.Grade.DEPUTY)
    world.add("housing_liaison", housing, Role.LIAISON, grade=Post.Grade.CONTACT)
    world.add("housing_approver", housing, Role.APPROVER, grade=Post.Grade.DEPUTY)
    world.add("stranger", town, Role.LIAISON, grade=Post.Grade.CONTACT)
    return world

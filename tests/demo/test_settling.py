"""The district as rows: units, posts, people, accounts."""

from __future__ import annotations

from datetime import date

import pytest

from guatu.accounts.models import Account, Person, Post, TaskForceMembership, Unit
from guatu.core.actors import Role
from guatu.demo.district import read_district
from guatu.demo.logins import LOGINS, password_of
from guatu.demo.settling import Settled, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(db: None) -> Settled:  # noqa: ARG001 it needs the database
    return settle(read_district(), seed=7)


def test_all_units_stand_in_the_tree(settled: Settled) -> None:
    root = settled.units["临澜区"]

    inside = [unit for unit in settled.units.values() if unit.path.startswith(root.path)]

    assert len(inside) == Unit.objects.count() == len(read_district().units)
    assert settled.units["茶垄村"].path.startswith(settled.units["云窠镇"].path)


def test_one_name_is_one_person(settled: Settled) -> None:
    assert Person.objects.filter(name="窦清澍").count() == 1
    assert Post.objects.filter(appointments__person__name="窦清澍").count() == 2
    assert settled.leaders["常务副区长"] == settled.leaders["区委常委、常务副区长"]


def test_each_account_may_do_what_its_role_says(settled: Settled) -> None:
    today = date(2026, 11, 22)

    roles = {one.username: settled.actor(one.username, today).roles for one in LOGINS}

    assert all(one.role in roles[one.username] for one in LOGINS)
    assert roles["office"] == {Role.CAMPAIGN_OFFICE}
    assert {role for held in roles.values() for role in held} == set(Role)


def test_the_three_administrators_are_three_people(settled: Settled) -> None:
    people = {settled.accounts[name].person_id for name in ("system", "security", "audit")}

    assert len(people) == 3


def test_the_printed_password_opens_the_account(settled: Settled) -> None:
    account = Account.objects.get(username="office")

    assert account.check_password(password_of("office", 7))
    assert settled.accounts["office"] == account


def test_task_forces_have_their_members(settled: Settled) -> None:
    force = settled.units["要素保障专班"]

    titles = TaskForceMembership.objects.filter(task_force=force).values_list("title", flat=True)

    assert sorted(titles).count("成员") == 7
    assert "组长" in titles

"""Fixtures of the ledgers' tests: the built-in kinds, a campaign, and one entry with everybody in it."""

from __future__ import annotations

from datetime import date

import pytest
from worlds import World, make_campaign, make_unit

from guatu.accounts.models import TaskForceMembership, Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kinds
from guatu.ledgers.models import Entry


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_kinds()
    return make_campaign(world.district, slug="campaign")


@pytest.fixture
def people(world: World) -> World:
    """Return the world with a supporter, a supervisor, a task-force member and a teammate."""
    supporting = make_unit("区教育局", parent=world.district)
    supervising = make_unit("区审计局", parent=world.district)
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    seat = make_unit("区档案馆", parent=world.district)
    world.add("supporter", supporting, Role.LIAISON)
    world.add("supervisor", supervising, Role.LIAISON)
    world.add("member", seat, Role.LIAISON)
    world.add("teammate", world.finance, Role.LIAISON, title="另一联络员")
    TaskForceMembership.objects.create(
        task_force=force, post=world.posts["member"], started_on=date(2020, 1, 1)
    )
    return world


def unit_of(world: World, name: str) -> int:
    return world.posts[name].unit_id


@pytest.fixture
def entry(people: World, campaign: Campaign) -> Entry:
    """Return a task led by finance, supported, supervised, with the task force second."""
    force = Unit.objects.get(kind=Unit.Kind.TASK_FORCE)
    new = NewEntry(
        title="新增公共泊位",
        number="7",
        leads=(Assigned(unit_id=people.finance.pk), Assigned(unit_id=force.pk)),
        supports=(Assigned(unit_id=unit_of(people, "supporter")),),
        supervisors=(Assigned(unit_id=unit_of(people, "supervisor")),),
        starts_on=date(2026, 1, 5),
        due_on=date(2026, 6, 30),
    )
    return insert_entries(campaign, "task", [new])[0]

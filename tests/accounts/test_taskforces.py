"""Who sits in a task force: those who lead before those who work."""

from __future__ import annotations

from datetime import date

import pytest
from worlds import World, make_post, make_unit

from guatu.accounts.models import TaskForceMembership, Unit
from guatu.accounts.queries.taskforces import members_of
from guatu.core.actors import Role

pytestmark = pytest.mark.django_db


def test_seats_stand_in_the_order_of_an_official_list(world: World) -> None:
    force = make_unit("重点项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    titles = ["联络员", "成员", "办公室主任", "副组长", "常务副组长", "组长（兼）"]
    for title in titles:
        TaskForceMembership.objects.create(
            task_force=force,
            post=make_post(world.finance, Role.LIAISON, title=f"{title}岗"),
            title=title,
            started_on=date(2026, 1, 1),
        )

    shown = [one.seat.title for one in members_of(force, date(2026, 6, 1))]
    assert shown == list(reversed(titles))

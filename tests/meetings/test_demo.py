"""The demo's meetings: three held with decisions in every state, one to come."""

from __future__ import annotations

import pytest
from django.utils import timezone
from scenes import Scene
from worlds import make_unit

from guatu.core.actors import Role
from guatu.demo.laying import lay
from guatu.demo.meetings import lay_meetings
from guatu.demo.settling import Settled
from guatu.demo.stage import Stage
from guatu.meetings.models import Meeting
from guatu.meetings.queries.followup import Standing, decision_lines

pytestmark = pytest.mark.django_db


def test_the_demo_has_meetings_in_every_state(scene: Scene) -> None:
    world, today = scene.world, timezone.localdate()
    planning = make_unit("区发改局", parent=world.district)
    world.add("planner", planning, Role.LIAISON)
    scene.open(today)
    units = {"区发改局": planning, "区财政局": world.finance, "区住建局": world.housing}
    settled = Settled(units=units, accounts=world.accounts, liaisons={}, approvers={}, leaders={})

    lay_meetings(Stage(general=scene.campaign, settled=settled, laying=lay(today), seed=1))

    held = list(Meeting.objects.filter(state=Meeting.State.CLOSED))
    assert len(held) == 3
    assert Meeting.objects.filter(state=Meeting.State.PREPARED, held_on__gt=today).count() == 1
    lines = [line for one in held for line in decision_lines(world.actor("office"), one, today)]
    assert {line.standing for line in lines} == set(Standing)

"""A campaign with red, yellow and quiet entries, a meeting prepared from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from gatherings import light, prepared
from scenes import Scene, make_scene
from worlds import World

from guatu.ledgers.models import Entry
from guatu.meetings.actions.running import begin
from guatu.meetings.models import Meeting


@pytest.fixture
def scene(world: World) -> Scene:
    """Give a task that is overdue by five days and a project that is behind."""
    scene = make_scene(world)
    due = timezone.localdate() - timedelta(days=5)
    Entry.objects.filter(pk=scene.task.pk).update(due_on=due)
    light(scene.task, "overdue", due_on=due.isoformat())
    light(scene.project, "behind", "behind_pace", progress=200, pace=500, gap=300)
    scene.task.refresh_from_db()
    scene.project.refresh_from_db()
    return scene


@pytest.fixture
def meeting(scene: Scene) -> Meeting:
    return prepared(scene)


@pytest.fixture
def session(scene: Scene, meeting: Meeting) -> Meeting:
    return begin(scene.world.actor("office"), meeting, version=meeting.version)

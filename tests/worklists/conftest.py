"""Fixtures of the tests of worklists: a finance office with a head, its leader, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World

from guatu.accounts.models import Post
from guatu.core.actors import Role
from guatu.ledgers.models import PostDuty


@pytest.fixture
def scene(world: World) -> Scene:
    """Return a campaign; finance has a head, and the district's leader is named for the task."""
    world.add("head", world.finance, Role.APPROVER, title="局长", grade=Post.Grade.PRINCIPAL)
    scene = make_scene(world)
    PostDuty.objects.create(
        entry=scene.task, post=world.posts["leader"], level=PostDuty.Level.LEADER
    )
    return scene


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """Stop the clock on Monday morning; `clock.move_to(at(...))` moves it."""
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller

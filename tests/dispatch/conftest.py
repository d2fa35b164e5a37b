"""Fixtures of the tests of dispatch: a campaign to report on, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """Stop the clock on Monday morning; `clock.move_to(at(...))` moves it."""
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller

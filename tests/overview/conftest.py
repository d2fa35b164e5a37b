"""A campaign of the test world with entries under the lamps that ask for an act."""

from __future__ import annotations

from datetime import date

import pytest
from rooms import Scene, make_scene
from worlds import World


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world, date(2026, 6, 18))

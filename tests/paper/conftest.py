"""A campaign of two entries of finance, one of them overdue."""

from __future__ import annotations

import pytest
from scenes import Scene, make_scene
from worlds import World


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)

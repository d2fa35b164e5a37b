"""The tables can be made, on the database of this run."""

import pytest
from django.db import connection
from worlds import World

pytestmark = pytest.mark.django_db


def test_a_world_has_one_account_a_role(world: World) -> None:
    assert world.actor("office").scopes() == (world.district.path,)


def test_the_run_uses_the_database_it_was_asked_for(request: pytest.FixtureRequest) -> None:
    assert request.config.getoption("--database") == connection.vendor

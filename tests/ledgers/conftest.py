"""Fixtures of the ledgers' tests: the built-in kinds, and a campaign with a few entries."""

from __future__ import annotations

import pytest
from worlds import World, make_campaign

from guatu.campaigns.models import Campaign
from guatu.ledgers.actions import install_kinds


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_kinds()
    return make_campaign(world.district)

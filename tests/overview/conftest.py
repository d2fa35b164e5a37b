"""A campaign of the test world with entries under every lamp that asks for an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from rooms import Line, freeze_round, lit_campaign, put_lines
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry

TODAY = date(2026, 6, 18)


@dataclass
class Scene:
    campaign: Campaign
    entries: dict[str, Entry]
    today: date


@pytest.fixture
def scene(world: World) -> Scene:
    """Six entries of three units: two turned red, one recovered, one done, one was pushed, one is new."""
    week_ago = TODAY - timedelta(days=8)
    late, soon, far = TODAY - timedelta(days=3), TODAY, date(2026, 9, 30)
    finance, housing, town = world.finance, world.housing, world.town
    lines = [
        Line(title="overdue", unit=housing, lamp=Lamp.OVERDUE, due_on=late, before=Lamp.DUE_SOON),
        Line(title="severe", unit=town, lamp=Lamp.SEVERE, due_on=far, before=Lamp.BEHIND),
        Line(title="recovered", unit=finance, lamp=Lamp.ON_PACE, due_on=far, before=Lamp.BEHIND),
        Line(title="done", unit=finance, lamp=Lamp.DONE, due_on=soon, before=Lamp.ON_PACE),
        Line(
            title="pushed", unit=housing, lamp=Lamp.DUE_SOON, due_on=soon, before=Lamp.DUE_SOON,
            due_before=soon - timedelta(days=2),
        ),
        Line(title="new", unit=town, lamp=Lamp.SEVERE, due_on=far),
    ]  # fmt: skip
    campaign = lit_campaign(world, TODAY, slug="qx-2026", is_simulated=True)
    entries = put_lines(campaign, lines, TODAY)
    freeze_round(campaign, entries, lines, week_ago)
    return Scene(campaign, {entry.title: entry for entry in entries}, TODAY)

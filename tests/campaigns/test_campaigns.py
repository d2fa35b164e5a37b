"""Who sees which campaign, and making one."""

from __future__ import annotations

from datetime import date

import pytest
from worlds import World, make_campaign, make_unit

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import NewCampaign, NewPhase, close_campaign, create_campaign
from guatu.campaigns.models import Campaign, Phase
from guatu.campaigns.queries import (
    campaign_choices,
    current_campaign,
    current_phase,
    visible_campaigns,
)
from guatu.core.actors import ANONYMOUS, SYSTEM
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db


def test_a_campaign_is_seen_above_and_beneath_its_unit(world: World) -> None:
    own = make_campaign(world.district, slug="own")
    make_campaign(make_unit("邻区", kind="government"), slug="other")
    make_campaign(world.town, slug="town")

    seen = {
        name: sorted(visible_campaigns(world.actor(name)).values_list("slug", flat=True))
        for name in ("office", "leader", "liaison", "stranger", "system", "auditor")
    }

    assert seen == {
        "office": ["own", "town"],
        "leader": ["own", "town"],
        "liaison": ["own"],
        "stranger": ["own", "town"],
        "system": [],
        "auditor": [],
    }
    assert visible_campaigns(ANONYMOUS).count() == 0
    assert visible_campaigns(SYSTEM).count() == 3
    with pytest.raises(NotFound):
        current_campaign(world.actor("liaison"), "other")
    assert current_campaign(world.actor("liaison")) == own


def test_the_office_makes_and_ends_a_campaign(world: World) -> None:
    new = NewCampaign(
        slug="spring",
        title="春季攻坚",
        unit=world.district,
        starts_on=date(2026, 1, 5),
        ends_on=date(2026, 6, 30),
    )
    phases = [NewPhase(name="启动", starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 1))]

    with pytest.raises(NotAllowed):
        create_campaign(world.actor("liaison"), new, phases)
    campaign = create_campaign(world.actor("office"), new, phases)
    with pytest.raises(InvalidState):
        create_campaign(world.actor("office"), new, phases)
    with pytest.raises(Stale):
        close_campaign(world.actor("office"), campaign, 7)
    close_campaign(world.actor("office"), campaign, 1)

    assert (Campaign.objects.get().status, Phase.objects.count()) == ("closed", 1)
    assert current_phase(campaign, date(2026, 1, 10)) == Phase.objects.get()
    assert list(AuditEvent.objects.order_by("number").values_list("act", flat=True)) == [
        "campaign.create",
        "campaign.close",
    ]
    assert campaign_choices(world.actor("office")) == [("spring", "春季攻坚")]

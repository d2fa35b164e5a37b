"""A second correction of the same plan, after lines moved to the first and were handed down."""

from __future__ import annotations

import pytest
from drafts import PLAN, make_confirmed
from versions import CORRECTED, outcomes, relate, row_of, settle_all
from worlds import World

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Plan, Target
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Entry
from guatu.planning.actions.cascade import Order, hand_down
from guatu.planning.actions.merging import MergeChoices, merge_draft

pytestmark = pytest.mark.django_db
AT_ONCE = MergeChoices(issue="at_once", reason="已另行交办")


@pytest.fixture(autouse=True)
def installed(db: None) -> None:  # noqa: ARG001 it needs the database
    install_kinds()
    install_measures()


@pytest.fixture
def campaign(world: World) -> Campaign:
    return make_confirmed(world)


@pytest.fixture
def plan(campaign: Campaign) -> Plan:
    return Plan.objects.get(campaign=campaign)


def hand_all_down(world: World, campaign: Campaign) -> None:
    order = Order(
        unit=world.town,
        slug="town",
        title="柳河镇承接",
        entry_ids=frozenset(campaign.entries.values_list("pk", flat=True)),
        target_ids=frozenset(campaign.targets.values_list("pk", flat=True)),
    )
    hand_down(world.actor("office"), campaign, order)


def test_the_lines_that_moved_are_found_and_not_the_copies_of_a_town(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    hand_all_down(world, campaign)
    target = Target.objects.get(campaign=campaign, indicator__name="完成技改投资")
    first = settle_all(world, relate(world, CORRECTED, plan))
    merge_draft(world.actor("office"), first, first.version, AT_ONCE)
    again = relate(world, CORRECTED.replace("技改投资15亿元", "技改投资18亿元"), plan)

    row = row_of(again, "完成技改投资")
    assert row.target == target
    assert set(again.matches.exclude(target=None).values_list("target__campaign", flat=True)) == {
        campaign.pk
    }
    assert set(again.matches.exclude(entry=None).values_list("entry__campaign", flat=True)) == {
        campaign.pk
    }
    assert outcomes(again)["target 完成技改投资"] == ("changed", "pending")


def test_a_new_number_raises_the_version_of_its_line(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    text = PLAN.replace(
        "　　2.实施城市", "　　2.实施绿化行动。种树300株。（牵头单位：区财政局）\n\n　　3.实施城市"
    )
    entry = Entry.objects.get(campaign=campaign, title__startswith="实施城市更新")
    draft = settle_all(world, relate(world, text, plan))
    merge_draft(world.actor("office"), draft, draft.version, AT_ONCE)
    after = Entry.objects.get(pk=entry.pk)

    assert (entry.number, after.number) == ("2", "3")
    assert after.version == entry.version + 1

"""Two towns may each have a village of one name: what is written says which, or is refused."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone
from drafts import make_draft, settings_for, settle
from worlds import World, make_unit

from guatu.accounts.actions import move_unit
from guatu.accounts.models import Unit
from guatu.accounts.queries import units_meant, units_written, written_names
from guatu.campaigns.actions import install_measures
from guatu.core.actors import SYSTEM
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kinds
from guatu.ledgers.forms import DutiesForm
from guatu.planning.actions import UnitChoice, confirm_draft, decide_unit
from guatu.planning.forms import UnitForm
from guatu.shell.errors import InvalidState

pytestmark = pytest.mark.django_db

PLAN = """青溪区河道整治2026年行动方案

　　一、重点任务

　　1.完成河道清淤20公里。（牵头单位：新民村）
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Villages:
    east: Unit
    west: Unit


@pytest.fixture
def villages(world: World) -> Villages:
    """Return 新民村 of two towns."""
    install_kinds()
    install_measures()
    towns = [
        make_unit(name, kind=Unit.Kind.TOWNSHIP, parent=world.district)
        for name in ("东山镇", "西坪镇")
    ]
    east, west = (make_unit("新民村", kind=Unit.Kind.VILLAGE, parent=town) for town in towns)
    return Villages(east=east, west=west)


def test_an_ambiguous_name_is_refused_with_the_ways_to_write_it(villages: Villages) -> None:
    assert units_written(["新民村"])["新民村"] == [villages.east, villages.west]
    with pytest.raises(InvalidState, match="东山镇/新民村、西坪镇/新民村"):
        units_meant(["新民村"])


@pytest.mark.parametrize("written", ["西坪镇/新民村", "西坪镇 ／ 新民村", "青溪区/西坪镇/新民村"])
def test_the_unit_above_says_which(villages: Villages, written: str) -> None:
    assert units_meant([written]) == {written: villages.west}


def test_what_is_shown_can_be_written(world: World, villages: Villages) -> None:
    make_unit("新民村", parent=villages.east)  # a namesake beneath a namesake
    make_unit("新民村")  # and one with nothing above it
    units = list(Unit.objects.all())
    shown = written_names(units)

    assert shown[world.district.pk] == world.district.name
    assert shown[villages.west.pk] == "西坪镇/新民村"
    assert len(set(shown.values())) == len(units)
    assert {pk: units_meant([text])[text].pk for pk, text in shown.items()} == {
        unit.pk: unit.pk for unit in units
    }


def test_nothing_stands_under_a_unit_that_is_not_above_it(villages: Villages) -> None:
    assert units_written(["新民村/东山镇", "北岭镇/新民村", "/新民村"]) == {
        "新民村/东山镇": [],
        "北岭镇/新民村": [],
        "/新民村": [],
    }
    assert villages.east.parent is not None


def test_a_village_is_made_beneath_the_town_that_was_chosen(
    world: World, villages: Villages
) -> None:
    town = make_unit("北岭镇", kind=Unit.Kind.TOWNSHIP, parent=world.district)
    draft = settle(world, make_draft(world, PLAN))
    row = draft.units.get(name="新民村")
    choice = UnitChoice(decision="create", kind=Unit.Kind.VILLAGE, parent=town)
    decide_unit(world.actor("office"), row, row.version, choice)
    draft.refresh_from_db()
    campaign = confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))

    made = Unit.objects.get(parent=town)
    assert made.name == "新民村"
    assert [e.unit_id for e in campaign.entries.all()] == [made.pk]
    assert made.pk not in {villages.east.pk, villages.west.pk}


def test_a_path_that_a_moved_unit_had_is_not_given_again(world: World) -> None:
    install_kinds()
    install_measures()
    town = make_unit("北岭镇", kind=Unit.Kind.TOWNSHIP, parent=world.district)
    gone = make_unit("旧村", kind=Unit.Kind.VILLAGE, parent=town)
    old = gone.path
    move_unit(SYSTEM, gone, world.district, effective_on=timezone.localdate(), version=gone.version)
    draft = settle(world, make_draft(world, PLAN))
    row = draft.units.get(name="新民村")
    decide_unit(
        world.actor("office"),
        row,
        row.version,
        UnitChoice(decision="create", kind=Unit.Kind.VILLAGE, parent=town),
    )
    draft.refresh_from_db()
    confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))

    assert Unit.objects.get(parent=town).path > old


def test_a_group_of_namesakes_keeps_both(villages: Villages) -> None:
    form = UnitForm({"decision": "expand", "members": "东山镇/新民村、西坪镇/新民村"})
    unclear = UnitForm({"decision": "use", "unit": "新民村"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["members"] == [villages.east, villages.west]
    assert not unclear.is_valid()
    assert "东山镇/新民村" in str(unclear.errors["unit"])


def test_the_page_offers_what_can_be_written(world: World, villages: Villages) -> None:
    draft = make_draft(world, PLAN)
    page = world.client("office").get(reverse("planning:confirm", args=[draft.pk]))

    assert '<option value="东山镇/新民村">' in page.content.decode()
    assert villages.west.name == "新民村"


def test_duties_of_a_namesake_can_be_saved(world: World, villages: Villages) -> None:
    draft = settle(world, make_draft(world))
    campaign = confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))
    lead = Assigned(unit_id=villages.west.pk, written="新民村")
    (entry,) = insert_entries(campaign, "task", [NewEntry(title="清淤", leads=(lead,))])
    shown = DutiesForm(entry=entry)
    form = DutiesForm({**shown.initial}, entry=entry)

    assert shown.initial["leads"] == "西坪镇/新民村"
    assert form.is_valid(), form.errors
    assert [one.unit_id for one in form.duties.leads] == [villages.west.pk]

"""承接 (T14, D7): copied once and tied; a change above is pending; sums stand beside the original."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from scenes import Scene, make_scene
from worlds import World, make_unit

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    adjust_target,
    insert_observations,
    insert_targets,
)
from guatu.campaigns.models import Campaign, Indicator, Target
from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.actions import ensure_cadence
from guatu.ledgers.actions import adjust_entry
from guatu.ledgers.models import Duty, Entry, EntryTarget, Milestone
from guatu.ledgers.queries import beneath, derived_progress
from guatu.planning.actions.cascade import (
    HandedDown,
    Order,
    accept_difference,
    hand_down,
    keep_line,
)
from guatu.planning.actions.cascade_shares import Portion, set_shares
from guatu.planning.models import Share, Taking
from guatu.planning.queries.cascade import children_of, offer_of, pending_differences
from guatu.planning.queries.decomposing import decomposition_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def scene(world: World) -> Scene:
    """Give the town a part in the task, an office of its own, and two villages."""
    scene = make_scene(world)
    Duty.objects.create(entry=scene.task, unit=world.town, role="support", ordinal=2)
    world.add("town_office", world.town, Role.CAMPAIGN_OFFICE)
    world.add("town_leader", world.town, Role.LEADER)
    make_unit("柳西村", kind=Unit.Kind.VILLAGE, parent=world.town)
    make_unit("柳东村", kind=Unit.Kind.VILLAGE, parent=world.town)
    return scene


@pytest.fixture
def target(scene: Scene) -> Target:
    new = NewTarget(
        indicator="新建停车泊位", op=">=", value=Decimal(730), measure="个",
        written="新建停车泊位730个", unit_id=scene.world.district.pk,
    )  # fmt: skip
    (row,) = insert_targets(scene.campaign, [new])
    EntryTarget.objects.create(entry=scene.task, target=row)
    return row


def order(scene: Scene, *, entries: tuple[Entry, ...] = (), **values: object) -> Order:
    lines = entries or (scene.task,)
    fixed = {
        "unit": scene.world.town,
        "slug": "town",
        "title": "柳河镇承接",
        "entry_ids": frozenset(one.pk for one in lines),
    }
    return Order(**(fixed | values))  # type: ignore[arg-type]


def down(scene: Scene, who: str = "office", **values: object) -> HandedDown:
    return hand_down(scene.world.actor(who), scene.campaign, order(scene, **values))  # type: ignore[arg-type]


def below(scene: Scene) -> Entry:
    rows = Entry.objects.select_related("parent", "campaign__unit", "kind", "unit")
    return rows.get(campaign__slug="town", parent=scene.task)


def test_copies_are_tied_and_led_by_the_unit_with_its_own_helpers(
    scene: Scene, target: Target
) -> None:
    helpers = tuple(Unit.objects.filter(parent=scene.world.town).values_list("pk", flat=True))
    done = down(scene, target_ids=frozenset({target.pk}), supports=helpers)
    (entry,), (figure,) = done.entries, done.targets
    duties = set(Duty.objects.filter(entry=entry).values_list("unit_id", "role"))

    assert (done.campaign.parent, done.campaign.unit) == (scene.campaign, scene.world.town)
    assert (entry.parent_id, entry.parent_version) == (scene.task.pk, scene.task.version)
    assert (entry.title, entry.due_on) == (scene.task.title, scene.task.due_on)
    assert entry.origin == Target.Origin.ASSIGNED
    assert duties == {(scene.world.town.pk, "lead"), *((pk, "support") for pk in helpers)}
    assert (figure.parent, figure.indicator_id) == (target, target.indicator_id)
    assert EntryTarget.objects.filter(entry=entry, target=figure).exists()
    assert Milestone.objects.filter(entry=entry).count() == 1


def test_all_of_it_is_one_row_of_the_record(scene: Scene, target: Target) -> None:
    before = AuditEvent.objects.count()
    down(scene, target_ids=frozenset({target.pk}), roll_up="sum")
    event = AuditEvent.objects.latest("number")

    assert AuditEvent.objects.count() - before == 1 + relit(before)
    assert (event.act, event.details) == ("campaign.hand-down", {"entries": 1, "targets": 1})


def relit(before: int) -> int:
    return AuditEvent.objects.filter(number__gt=before, act="lamp.recompute").count()


def test_copying_again_copies_only_what_is_not_tied_yet(scene: Scene) -> None:
    first = down(scene)
    again = down(scene, entries=(scene.task, scene.project))

    assert again.campaign == first.campaign
    assert [one.parent_id for one in again.entries] == [scene.project.pk]
    assert Entry.objects.filter(campaign=first.campaign).count() == 2
    assert down(scene).entries == []


def test_the_towns_own_office_takes_on_what_it_sees(scene: Scene) -> None:
    done = down(scene, "town_office")

    assert done.entries[0].unit_id == scene.world.town.pk
    with pytest.raises(NotFound):  # it has no part in the project
        down(scene, "town_office", entries=(scene.project,))
    with pytest.raises(NotAllowed):
        down(scene, "town_leader")
    with pytest.raises(NotAllowed):
        down(scene, "town_office", unit=scene.world.housing)


def test_only_a_unit_beneath_receives(scene: Scene) -> None:
    with pytest.raises(InvalidState):
        down(scene, unit=scene.world.district)


def test_the_towns_office_does_not_turn_the_line_above(scene: Scene) -> None:
    down(scene, "town_office", roll_up="sum")

    assert Entry.objects.get(pk=scene.task.pk).roll_up == "none"


def test_the_line_above_derives_and_is_not_asked_for_itself(scene: Scene) -> None:
    down(scene, roll_up="sum")
    Entry.objects.filter(pk=below(scene).pk).update(progress=400)
    one = scene.open()
    derived = derived_progress([scene.task.pk])[scene.task.pk]

    assert (derived.progress, derived.leaf_count) == (400, 1)
    assert not one.check_ins.filter(entry=scene.task).exists()


def test_a_helper_that_is_asked_below_is_not_asked_again_above(scene: Scene) -> None:
    child = down(scene).campaign
    Duty.objects.create(entry=scene.project, unit=scene.world.town, role="support", ordinal=1)
    ensure_cadence(SYSTEM, child)
    owed = scene.open().check_ins.filter(below__isnull=True)  # the others answer from below
    asked = set(owed.values_list("entry_id", "unit__name"))

    assert (scene.task.pk, "柳河镇") not in asked
    assert {(scene.task.pk, "区财政局"), (scene.project.pk, "柳河镇")} <= asked


def test_levels_beneath_each_other_count_their_leaves_once(scene: Scene) -> None:
    """District → town → village: what the village reports is what the district derives."""
    village = Unit.objects.get(name="柳西村")
    town = down(scene, roll_up="sum").campaign
    middle = below(scene)
    wanted = Order(
        unit=village, slug="village", title="柳西村承接", roll_up="sum",
        entry_ids=frozenset({middle.pk}),
    )  # fmt: skip
    (leaf,) = hand_down(scene.world.actor("town_office"), town, wanted).entries
    Entry.objects.filter(pk=middle.pk).update(progress=900)  # typed by hand: no leaf, no word
    Entry.objects.filter(pk=leaf.pk).update(progress=250)

    assert derived_progress([scene.task.pk])[scene.task.pk].progress == 250


def change_above(scene: Scene, **columns: object) -> None:
    entry = Entry.objects.select_related("campaign__unit", "kind", "unit").get(pk=scene.task.pk)
    adjust_entry(entry, columns=columns)


def test_a_change_above_is_pending_and_changes_nothing_by_itself(scene: Scene) -> None:
    child = down(scene).campaign
    office = scene.world.actor("town_office")

    assert pending_differences(office, child) == []

    change_above(scene, due_on=date(2027, 3, 31))
    (pending,) = pending_differences(office, child)

    assert (pending.before["due_on"], pending.after["due_on"]) == ("2026-12-31", "2027-03-31")
    assert below(scene).due_on == date(2026, 12, 31)
    assert [one.pending_count for one in children_of(office, scene.campaign)] == [1]


def test_accepting_takes_over_what_changed_above_and_nothing_else(scene: Scene) -> None:
    child = down(scene).campaign
    change_above(scene, due_on=date(2027, 3, 31))
    Entry.objects.filter(pk=below(scene).pk).update(title="柳河镇自己的写法")
    line = below(scene)
    accept_difference(scene.world.actor("town_office"), line, line.version)
    after = below(scene)
    above = Entry.objects.get(pk=scene.task.pk)

    assert (after.title, after.due_on) == ("柳河镇自己的写法", date(2027, 3, 31))
    assert after.parent_version == above.version
    assert pending_differences(scene.world.actor("town_office"), child) == []
    assert AuditEvent.objects.latest("number").act == "taking.accept"


def test_keeping_needs_a_reason_and_is_asked_again_only_by_a_new_change(scene: Scene) -> None:
    child = down(scene).campaign
    office = scene.world.actor("town_office")
    change_above(scene, due_on=date(2027, 3, 31))
    line = below(scene)
    with pytest.raises(InvalidState):
        keep_line(office, line, line.version, " ")
    keep_line(office, line, line.version, "本镇已提前完成")

    assert below(scene).due_on == date(2026, 12, 31)
    assert pending_differences(office, child) == []
    assert Taking.objects.latest("pk").reason == "本镇已提前完成"

    change_above(scene, standard="全部入库")

    assert [set(one.after) >= {"standard"} for one in pending_differences(office, child)] == [True]


def test_a_line_that_changed_since_it_was_shown_is_not_overwritten(scene: Scene) -> None:
    down(scene)
    change_above(scene, due_on=date(2027, 3, 31))
    line = below(scene)
    with pytest.raises(Stale):
        accept_difference(scene.world.actor("town_office"), line, line.version + 1)


def test_only_the_office_below_settles(scene: Scene) -> None:
    down(scene)
    change_above(scene, due_on=date(2027, 3, 31))
    line = below(scene)
    for who in ("town_leader", "stranger", "approver"):
        with pytest.raises(NotAllowed):
            accept_difference(scene.world.actor(who), line, line.version)


def test_a_suspension_above_is_a_difference_too(scene: Scene) -> None:
    child = down(scene).campaign
    change_above(scene, validity="suspended")
    (pending,) = pending_differences(scene.world.actor("town_office"), child)
    accept_difference(scene.world.actor("town_office"), pending.line, pending.line.version)

    assert below(scene).validity == "suspended"


def test_what_is_out_of_sight_beneath_is_a_number_only(scene: Scene) -> None:
    down(scene)
    seen = beneath(scene.world.actor("office"), scene.task)
    unseen = beneath(scene.world.actor("housing_liaison"), scene.task)

    assert (len(seen.rows), seen.hidden_count) == (1, 0)
    assert (len(unseen.rows), unseen.hidden_count) == (0, 1)


def test_an_offer_ticks_what_the_unit_has_a_part_in(scene: Scene) -> None:
    offer = offer_of(scene.world.actor("office"), scene.campaign, scene.world.town)

    assert {one.pk for one in offer.entries} == {scene.task.pk, scene.project.pk}
    assert offer.chosen_entries == {scene.task.pk}

    down(scene)

    assert offer_of(scene.world.actor("office"), scene.campaign, scene.world.town).tied_entries == {
        scene.task.pk
    }


def shares(scene: Scene, target: Target, *values: str, who: str = "office") -> list[Target]:
    units = (scene.world.finance, scene.world.housing, scene.world.town)
    portions = [
        Portion(unit=unit, value=Decimal(value) if value else None)
        for unit, value in zip(units, values, strict=False)
    ]
    return set_shares(
        scene.world.actor(who),
        target,
        target.version,
        portions=portions,
        grounds="常务会第三次会议",
    )


def test_parts_stand_beside_the_original_and_an_excess_is_shown(
    scene: Scene, target: Target
) -> None:
    shares(scene, target, "300", "250", "253")
    found = decomposition_of(scene.world.actor("office"), target, TODAY())

    assert found.sums is not None
    assert (found.sums.total, found.sums.difference) == (Decimal(803), Decimal(73))
    assert found.sums.excess_percent == Decimal("10.00")
    assert [(part.setter, part.grounds) for part in found.parts] == [
        ("office", "常务会第三次会议")
    ] * 3


def test_a_part_is_changed_and_taken_away_and_every_setting_stays_a_row(
    scene: Scene, target: Target
) -> None:
    shares(scene, target, "300", "250")
    target = Target.objects.select_related("campaign__unit", "unit", "indicator").get(pk=target.pk)
    shares(scene, target, "310", "")
    found = decomposition_of(scene.world.actor("office"), target, TODAY())

    assert [part.value for part in found.parts] == [Decimal(310)]
    assert Share.objects.filter(parent=target).count() == 4


def test_what_the_parts_did_is_counted_from_the_leaves(scene: Scene, target: Target) -> None:
    rows = shares(scene, target, "300", "250")
    day = max(scene.campaign.starts_on, date(2026, 3, 31))
    insert_observations(
        scene.world.actor("liaison"),
        [
            NewObservation(
                indicator=target.indicator, unit=row.unit, period_start=day, period_end=day,
                as_of=day, value=Decimal(value), measure="个",
            )
            for row, value in zip(rows, ("40", "2"), strict=True)
        ],
    )  # fmt: skip
    found = decomposition_of(scene.world.actor("office"), target, date(2026, 12, 1))
    unit = decomposition_of(scene.world.actor("liaison"), target, date(2026, 12, 1))

    assert (found.actual, found.leaf_count, found.silent_count) == (Decimal(42), 2, 0)
    assert (unit.actual, len(unit.parts), unit.hidden_count) == (Decimal(42), 1, 1)


@pytest.mark.parametrize("count", [2, 9])
def test_leaves_are_read_at_once_however_many_they_are(
    scene: Scene, target: Target, count: int, django_assert_max_num_queries: Any
) -> None:
    units = [make_unit(f"第{n}村", parent=scene.world.town) for n in range(count)]
    portions = [Portion(unit=unit, value=Decimal(5)) for unit in units]
    office = scene.world.actor("office")
    set_shares(office, target, target.version, portions=portions, grounds="按户数")
    with django_assert_max_num_queries(13):
        found = decomposition_of(office, target, TODAY())

    assert (len(found.parts), found.leaf_count) == (count, count)


@pytest.mark.parametrize("count", [2, 6])
def test_campaigns_beneath_are_counted_in_a_fixed_number_of_queries(
    scene: Scene, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        unit = make_unit(f"第{n}镇", parent=scene.world.district)
        down(scene, unit=unit, slug=f"town-{n}")
    adjust_entry(Entry.objects.get(pk=scene.task.pk), columns={"title": "新题目"})
    office = scene.world.actor("office")
    with django_assert_max_num_queries(5):
        found = children_of(office, scene.campaign)

    assert [(one.tied_count, one.pending_count) for one in found] == [(1, 1)] * count


@pytest.mark.parametrize("who", ["approver", "leader", "town_office"])
def test_only_the_office_of_the_campaign_decomposes(scene: Scene, target: Target, who: str) -> None:
    with pytest.raises(NotAllowed):
        shares(scene, target, "300", who=who)


def test_a_target_lowered_above_is_pending_below(scene: Scene, target: Target) -> None:
    child = down(scene, target_ids=frozenset({target.pk})).campaign
    adjust_target(Target.objects.get(pk=target.pk), columns={"mantissa": 700, "written": "700个"})
    (pending,) = pending_differences(scene.world.actor("town_office"), child)
    line = Target.objects.select_related("parent", "campaign__unit").get(pk=pending.line.pk)
    accept_difference(scene.world.actor("town_office"), line, line.version)

    assert Target.objects.get(pk=line.pk).mantissa == 700


def test_the_pages_hand_down_show_the_change_and_take_it_over(scene: Scene) -> None:
    office, town = scene.world.client("office"), scene.world.client("town_office")
    address = reverse("planning:hand-down", args=[scene.campaign.slug])
    chosen = f"{address}?unit={scene.world.town.pk}"
    page = office.get(chosen).content.decode()
    sent = {"title": "柳河镇承接", "slug": "town", "roll_up": "none", "entry": [scene.task.pk]}
    response = office.post(chosen, sent)

    assert "建立惠企资金直达清单" in page
    assert response.status_code == 302

    change_above(scene, due_on=date(2027, 3, 31))
    child = Campaign.objects.get(slug="town")
    where = reverse("planning:cascade", args=[child.slug])
    page = town.get(where).content.decode()
    line = below(scene)

    assert "<del>2026年12月31日</del> → <ins>2027年3月31日</ins>" in page

    part = town.get(
        reverse("planning:entry-adjustments", args=[line.pk]), headers={"HX-Request": "true"}
    ).content.decode()

    assert "承接后上级条目有变动" in part

    town.post(
        reverse("planning:settle-entry", args=[line.pk]),
        {"step": "accept", "version": line.version},
    )

    assert below(scene).due_on == date(2027, 3, 31)
    assert "2027年3月31日" not in town.get(where).content.decode()


def test_the_page_shares_out_by_weights_before_it_saves(scene: Scene, target: Target) -> None:
    office = scene.world.client("office")
    towns = reverse("planning:decompose", args=[target.pk])
    address = f"{towns}?all=1"
    assert "区财政局" not in office.get(towns).content.decode()
    assert "区财政局" in office.get(address).content.decode()

    finance, town = scene.world.finance.pk, scene.world.town.pk
    weights = {f"weight{finance}": "2", f"weight{town}": "1", "version": target.version}
    shared = office.post(address, weights | {"share": "1"}).content.decode()

    assert 'value="487"' in shared
    assert 'value="243"' in shared
    assert not Target.objects.filter(parent=target).exists()

    response = office.post(
        address,
        weights | {f"value{finance}": "500", f"value{town}": "300", "grounds": "测算"},
    )
    part = office.get(
        reverse("planning:target-parts", args=[target.pk]), headers={"HX-Request": "true"}
    ).content.decode()

    assert response.status_code == 302
    assert "层层加码9.58%" in part


def test_a_rate_is_no_sum_that_weights_share_out(scene: Scene, target: Target) -> None:
    address = f"{reverse('planning:decompose', args=[target.pk])}?all=1"
    office = scene.world.client("office")
    total = office.get(address).content.decode()
    Indicator.objects.filter(pk=target.indicator_id).update(shape="growth")
    rate = office.get(address).content.decode()

    assert ["按权重分配" in page for page in (total, rate)] == [True, False]


def test_the_page_keeps_how_the_line_above_derives(scene: Scene, target: Target) -> None:
    office, finance = scene.world.client("office"), scene.world.finance.pk
    address = f"{reverse('planning:decompose', args=[target.pk])}?all=1"
    shown, kept = [], []
    for how in ("", "worst", "none", "median"):
        page = office.get(address).content.decode()
        shown.append(re.findall(r'<option value="(\w+)" selected', page))
        version = Target.objects.get(pk=target.pk).version
        sent = {f"value{finance}": "500", "grounds": "测算", "roll_up": how, "version": version}
        office.post(address, sent)
        kept.append(Target.objects.get(pk=target.pk).roll_up)
    page = office.get(address).content.decode()

    assert kept == ["sum", "worst", "none", "none"]  # there is no median
    assert shown == [["sum"], ["sum"], ["worst"], ["none"]]
    assert '<option value="none" selected' in page


@pytest.mark.django_db
def test_the_office_is_asked_where_lines_are_handed_down_to(scene: Scene) -> None:
    address = reverse("planning:hand-down", args=[scene.campaign.slug])
    page = scene.world.client("office").get(address, headers={"accept-language": "zh-hans"})

    assert "调至哪个单位" not in page.content.decode()
    with translation.override("zh-hans"):
        assert gettext("Handed down to") == "下达至哪个单位"

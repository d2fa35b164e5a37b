"""Taking back one's own acts on a draft, and never what somebody else said later."""

from __future__ import annotations

from typing import Any

import pytest
from drafts import PLAN, make_draft
from worlds import World

from guatu.accounts.models import Unit, UnitAlias
from guatu.core.actors import Role
from guatu.ledgers.actions import install_kinds
from guatu.planning.actions import (
    UnitChoice,
    accept_confident,
    add_item,
    decide_item,
    decide_unit,
    edit_item,
    keep_item,
    split_unit,
    take_proposals,
    turn_item,
    undo_last,
)
from guatu.planning.actions.naming import settle_units
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.shell.errors import InvalidState, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world: World) -> Draft:
    world.add("second", world.district, Role.CAMPAIGN_OFFICE)
    install_kinds()
    return make_draft(world)


def item(draft: Draft, kind: str, ordinal: int = 1) -> DraftItem:
    return DraftItem.objects.select_related("draft__plan__unit").get(
        draft=draft, kind=kind, ordinal=ordinal
    )


def standing(draft: Draft) -> dict[str, Any]:
    """Return all that a draft holds, apart from versions."""
    values = ("kind", "ordinal", "state", "fields", "decided_by", "decided_at")
    units = {
        row.name: (row.decision, row.unit_id, row.mention_count, row.same_as_id, row.new_members)
        for row in draft.units.all()
    }
    groups = {row.name: sorted(u.pk for u in row.expands.all()) for row in draft.units.all()}
    return {
        "items": list(draft.items.order_by("pk").values("pk", *values)),
        "units": units,
        "groups": groups,
    }


def act(world: World, draft: Draft, name: str) -> None:
    """Do one thing of each sort."""
    office = world.actor("office")
    task, target, fact = item(draft, "task"), item(draft, "target"), item(draft, "fact")
    row = draft.units.select_related("draft__plan__unit").get(name="区科技局")
    group = draft.units.select_related("draft__plan__unit").get(name="各镇街")
    if name == "reject":
        decide_item(office, task, task.version, state="rejected")
    elif name == "edit":
        edit_item(office, task, task.version, fields={"lead": ["区大数据局"], "support": []})
    elif name == "turn":
        turn_item(office, fact, fact.version)
    elif name == "add":
        add_item(
            office, draft, kind="task", span=(0, 3), fields={"title": "新任务", "lead": ["区新局"]}
        )
    elif name == "keep":
        keep_item(office, target, target.version, others=[task])
    elif name == "bulk":
        accept_confident(office, draft)
    elif name == "units":
        take_proposals(office, draft)
    elif name == "unit":
        decide_unit(office, row, row.version, UnitChoice(decision="use", unit=world.finance))
    elif name == "group":
        choice = UnitChoice(decision="expand", members=[world.finance], new_members=["东山镇"])
        decide_unit(office, group, group.version, choice)
    else:
        split_unit(office, row, row.version, parts=["区科技一局", "区科技二局"])


@pytest.mark.parametrize(
    "name",
    ["reject", "edit", "turn", "add", "keep", "bulk", "units", "unit", "group", "split"],
)
def test_each_act_can_be_taken_back(world: World, draft: Draft, name: str) -> None:
    before = standing(draft)
    act(world, draft, name)
    assert standing(draft) != before

    undone = undo_last(world.actor("office"), draft)

    assert standing(draft) == before
    assert (undone.count > 0, undone.kept) == (True, 0)


def test_several_steps_are_taken_back_one_by_one(world: World, draft: Draft) -> None:
    office = world.actor("office")
    seen = []
    names = ["unit", "bulk", "add", "reject"]
    for name in names:
        seen.append(standing(draft))
        act(world, draft, name)

    for before in reversed(seen):
        undo_last(office, draft)
        assert standing(draft) == before
    with pytest.raises(InvalidState):
        undo_last(office, draft)


def test_a_word_on_a_unit_survives_the_rejection_of_its_only_task(
    world: World, draft: Draft
) -> None:
    act(world, draft, "unit")
    act(world, draft, "reject")
    assert not draft.units.filter(name="区科技局").exists()

    undo_last(world.actor("office"), draft)

    assert draft.units.get(name="区科技局").unit == world.finance


def test_what_somebody_said_later_stays(world: World, draft: Draft) -> None:
    accept_confident(world.actor("office"), draft)
    theirs = draft.items.filter(state="accepted", kind="target").order_by("pk")[0]
    theirs = DraftItem.objects.select_related("draft__plan__unit").get(pk=theirs.pk)
    decide_item(world.actor("second"), theirs, theirs.version, state="rejected")
    count = draft.items.filter(state="accepted").exclude(kind="fact").count()

    undone = undo_last(world.actor("office"), draft)

    theirs.refresh_from_db()
    assert (undone.count, undone.kept, theirs.state) == (count, 1, "rejected")


def test_the_same_word_by_somebody_else_stays_too(world: World, draft: Draft) -> None:
    office, second = world.actor("office"), world.actor("second")
    one = item(draft, "target")
    decide_item(office, one, one.version, state="accepted")
    for state in ("pending", "accepted"):
        fresh = item(draft, "target")
        decide_item(second, fresh, fresh.version, state=state)

    undone = undo_last(office, draft)

    assert (undone.count, undone.kept, item(draft, "target").state) == (0, 1, "accepted")


def test_one_takes_back_only_ones_own(world: World, draft: Draft) -> None:
    one = item(draft, "target")
    decide_item(world.actor("office"), one, one.version, state="accepted")

    with pytest.raises(InvalidState):
        undo_last(world.actor("second"), draft)


def test_a_bulk_act_asks_for_a_look_at_what_others_did(world: World, draft: Draft) -> None:
    office = world.actor("office")
    version = Draft.objects.get(pk=draft.pk).version
    mine = item(draft, "phase")
    decide_item(office, mine, mine.version, state="accepted")
    theirs = item(draft, "target")
    decide_item(world.actor("second"), theirs, theirs.version, state="rejected")

    with pytest.raises(Stale):
        accept_confident(office, draft, version)
    with pytest.raises(Stale):
        take_proposals(office, draft, version)
    # one's own acts since then were seen
    assert accept_confident(office, draft, Draft.objects.get(pk=draft.pk).version) > 0


def test_two_spellings_become_one_unit_with_an_alias(world: World) -> None:
    text = PLAN.replace("区科技局", "区大数据服务管理局").replace("柳河镇", "区大数据局")
    draft = make_draft(world, text)
    office = world.actor("office")
    fuller = draft.units.get(name="区大数据服务管理局")
    short = draft.units.select_related("draft__plan__unit").get(name="区大数据局")
    assert short.same_as == fuller  # proposed

    take_proposals(office, draft)
    short.refresh_from_db()
    assert short.decision == "pending"  # a proposal of this sort wants its own word
    decide_unit(office, short, short.version, UnitChoice(decision="same", same_as=fuller))
    units = settle_units(draft)

    made = Unit.objects.get(name="区大数据服务管理局")
    assert units.of("区大数据局") == units.of("区大数据服务管理局") == (made.pk,)
    assert UnitAlias.objects.filter(unit=made, name="区大数据局").exists()
    assert not Unit.objects.filter(name="区大数据局").exists()


def test_a_spelling_leads_to_a_name_that_is_no_spelling_itself(world: World, draft: Draft) -> None:
    office = world.actor("office")
    rows = {row.name: row for row in draft.units.select_related("draft__plan__unit")}
    one, two = rows["区科技局"], rows["各镇街"]
    decide_unit(office, one, one.version, UnitChoice(decision="same", same_as=two))

    with pytest.raises(InvalidState):
        decide_unit(office, two, two.version, UnitChoice(decision="same", same_as=one))
    with pytest.raises(InvalidState):
        decide_unit(office, one, 2, UnitChoice(decision="same", same_as=one))


def test_an_alias_is_kept_by_choice(world: World, draft: Draft) -> None:
    row = draft.units.select_related("draft__plan__unit").get(name="区科技局")
    choice = UnitChoice(decision="use", unit=world.finance, keeps_alias=False)
    decide_unit(world.actor("office"), row, row.version, choice)

    settle_units(draft)

    assert not UnitAlias.objects.filter(name="区科技局").exists()


def test_towns_that_are_not_there_yet_are_made_with_the_group(world: World, draft: Draft) -> None:
    row = draft.units.select_related("draft__plan__unit").get(name="各镇街")
    choice = UnitChoice(
        decision="expand", members=[world.town], new_members=["东山镇", "西坪街道"], kind="township"
    )
    decide_unit(world.actor("office"), row, row.version, choice)

    units = settle_units(draft)

    meant = [Unit.objects.get(pk=pk) for pk in units.of("各镇街")]
    assert [unit.name for unit in meant] == ["柳河镇", "东山镇", "西坪街道"]
    assert {unit.kind for unit in meant} == {"township"}
    assert {unit.parent_id for unit in meant[1:]} == {world.district.pk}


def test_a_name_read_as_one_is_split_in_every_task(world: World) -> None:
    draft = make_draft(world, PLAN.replace("区住建局、区科技局", "区住建局区科技局"))
    joined = draft.units.select_related("draft__plan__unit").filter(name="区住建局区科技局").first()
    assert joined is not None

    split_unit(world.actor("office"), joined, joined.version, parts=["区住建局", "区科技局"])

    names = set(draft.units.values_list("name", flat=True))
    assert "区住建局区科技局" not in names
    assert {"区住建局", "区科技局"} <= names
    assert "区科技局" in item(draft, "task").fields["support"]
    row = DraftUnit.objects.select_related("draft__plan__unit").get(draft=draft, name="区科技局")
    for parts in (["区科技局", "二局"], ["一局"], []):
        with pytest.raises(InvalidState):
            split_unit(world.actor("office"), row, row.version, parts=parts)

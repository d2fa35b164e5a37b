"""Confirming makes everything in one transaction and one audit row, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from drafts import PLAN, accept_all, make_confirmed, make_draft, settings_for, settle
from worlds import World, make_post, make_unit

from guatu.accounts.models import Post, Unit, UnitAlias
from guatu.audit.actions import Change
from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Plan, Target
from guatu.core.actors import Actor, Role
from guatu.ledgers.actions import install_kind, install_kinds
from guatu.ledgers.models import Duty, Entry, EntryTarget, PostDuty
from guatu.planning import followers
from guatu.planning.actions import (
    UnitChoice,
    accept_confident,
    confirm_draft,
    decide_item,
    decide_unit,
    edit_item,
    take_proposals,
)
from guatu.planning.actions.leaders import find_leaders
from guatu.planning.followers import ReadCadence
from guatu.planning.models import Draft, Issuance
from guatu.shell.errors import InvalidState, NotAllowed, RuleForbids, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed(db: None) -> None:  # noqa: ARG001 it needs the database
    install_kinds()
    install_measures()


@pytest.fixture
def cadences(monkeypatch: pytest.MonkeyPatch) -> list[ReadCadence]:
    """Collect what a follower is told, with whoever follows in the product left out."""
    told: list[ReadCadence] = []

    def listen(_actor: Actor, campaign: Campaign, read: Any) -> list[Change]:
        told.extend(read)
        return [Change.of(campaign, before=None, after={"cadences": len(read)})]

    monkeypatch.setattr(followers, "_followers", [listen])
    return told


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def duties(entry: Entry, role: str) -> list[tuple[int, str, str]]:
    rows = Duty.objects.filter(entry=entry, role=role).order_by("ordinal")
    return list(rows.values_list("ordinal", "unit__name", "written"))


def test_a_draft_becomes_a_campaign(world: World, cadences: list[ReadCadence]) -> None:
    campaign = make_confirmed(world)

    first, second = Entry.objects.filter(kind__code="task").order_by("position")
    assert (campaign.phases.count(), campaign.targets.count(), campaign.entries.count()) == (
        2,
        7,
        3,
    )
    assert (first.number, first.title, first.due_on) == (
        "1",
        "实施技改攻坚行动",
        date(2026, 12, 31),
    )
    assert first.heading == "（一）产业提升"
    assert duties(first, "lead") == [(1, "区财政局", "区财政局")]
    assert duties(first, "support") == [
        (1, "区住房和城乡建设局", "区住建局"),
        (2, "区科技局", "区科技局"),
        (3, "柳河镇", "各镇街"),
    ]
    # written as lead and as support: both stand
    assert [unit for _n, unit, _w in duties(second, "lead")] == ["区住房和城乡建设局", "区财政局"]
    assert [unit for _n, unit, _w in duties(second, "support")] == ["区财政局", "柳河镇"]
    assert [(c.event, c.every) for c in cadences] == [
        ("调度", "week"),
        ("通报", "month"),
        ("推进会", "quarter"),
    ]


@pytest.mark.usefixtures("cadences")
def test_a_heading_is_stored_without_its_end_mark(world: World) -> None:
    campaign = make_confirmed(world, PLAN.replace("（一）产业提升", "（一）产业提升。"))

    first = campaign.entries.filter(kind__code="task").order_by("position")[0]
    assert first.heading == "（一）产业提升"


def test_every_figure_is_tied_to_its_words_its_task_and_who_owes_it(world: World) -> None:
    campaign = make_confirmed(world)
    plan = Plan.objects.get()

    owed = {
        t.indicator.name: (
            t.unit.name,
            t.written == " ".join(plan.text[t.quote_start : t.quote_end].split()),
            list(t.entry_targets.values_list("entry__number", flat=True)),
        )
        for t in Target.objects.filter(campaign=campaign)
    }

    assert owed["新增停车泊位"] == ("青溪区", True, [])
    assert owed["完成技改投资"] == ("区财政局", True, ["1"])
    assert owed["新建公共停车场"] == ("区住房和城乡建设局", True, ["2"])
    assert EntryTarget.objects.count() == 4
    for entry in Entry.objects.all():
        assert entry.quote_start is not None
        assert entry.title in plan.text[entry.quote_start : entry.quote_end]


@pytest.mark.usefixtures("cadences")
def test_one_act_one_audit_row(world: World) -> None:
    draft = settle(world, make_draft(world))
    before = AuditEvent.objects.count()

    campaign = confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))

    event = AuditEvent.objects.latest("number")
    assert AuditEvent.objects.count() == before + 1
    assert (event.act, event.object_id) == ("plan.confirm", str(campaign.pk))
    assert event.details["tasks"] == 2
    # the same, the indicators of the targets, and the issuance with its six steps:
    # campaign, plan, draft, unit, 2 phases, 7 targets, 2 ledgers, 3 entries, the follower's
    assert event.change_count == 19 + 7 + 7


@pytest.mark.usefixtures("cadences")
def test_the_record_names_all_who_owe_an_entry(world: World) -> None:
    post = make_post(world.finance, Role.LIAISON, title="科长", grade=Post.Grade.CONTACT)
    campaign = make_confirmed(world)

    row = campaign.entries.get(kind__code="task", number="1")
    change = AuditEvent.objects.latest("number").changes.get(
        object_type="ledgers.entry", object_id=str(row.pk)
    )
    owed = dict.fromkeys(("lead", "support", "supervise"), ())
    for duty in row.duties.order_by("ordinal"):
        owed[duty.role] = (*owed[duty.role], duty.unit_id)

    assert {role: tuple(change.after[role]) for role in owed} == owed
    assert len(owed["support"]) > 1
    assert post.pk in change.after["contact"]
    assert change.after["targets"] == sorted(row.entry_targets.values_list("target_id", flat=True))
    assert change.after["targets"]


@pytest.mark.usefixtures("cadences")
def test_unknown_units_are_created_and_names_are_learnt(world: World) -> None:
    science = make_unit("区科学技术局", parent=world.district)
    draft = make_draft(world)
    names = {row.name: (row.match, row.decision) for row in draft.units.all()}
    campaign_draft = settle(world, draft)
    confirm_draft(
        world.actor("office"), campaign_draft, campaign_draft.version, settings_for(world)
    )

    assert names == {
        "区财政局": ("exact", "use"),
        "区住建局": ("alias", "use"),
        "区科技局": ("similar", "pending"),
        "各镇街": ("group", "pending"),
        "柳河镇": ("exact", "use"),
    }
    assert UnitAlias.objects.get(name="区科技局").unit == science


@pytest.mark.usefixtures("cadences")
def test_a_unit_is_created_beneath_the_one_chosen(world: World) -> None:
    draft = make_draft(world)
    row = draft.units.get(name="区科技局")
    choice = UnitChoice(decision="create", kind="firm", parent=world.town)
    decide_unit(world.actor("office"), row, row.version, choice)
    draft = settle(world, draft)

    confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))

    unit = Unit.objects.get(name="区科技局")
    assert (unit.parent, unit.kind, unit.path) == (world.town, "firm", world.town.path + "0001")
    assert unit.official_order == 6


@pytest.mark.usefixtures("cadences")
def test_leads_bring_their_chain_of_posts(world: World) -> None:
    make_post(world.finance, Role.APPROVER, title="局长", grade=Post.Grade.PRINCIPAL)

    make_confirmed(world)

    first = Entry.objects.get(number="1", kind__code="task")
    levels = PostDuty.objects.filter(entry=first).values_list("level", "post__title")
    assert sorted(level for level, _title in levels) == ["contact", "deputy", "principal"]
    assert ("principal", "局长") in levels


@pytest.mark.usefixtures("cadences")
def test_leaders_are_found_by_name_and_the_rest_is_told(world: World) -> None:
    text = PLAN.replace(
        "（牵头单位：区财政局；", "（责任领导：leader、张无名；牵头单位：区财政局；", 1
    )
    draft = make_draft(world, text)
    task = draft.items.get(kind="task", ordinal=1)
    edit_item(world.actor("office"), task, task.version, fields={"leaders": ["leader", "张无名"]})
    draft = settle(world, draft)

    confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))

    assert (
        PostDuty.objects.filter(level="leader").values_list("post__title", flat=True).count() == 1
    )
    assert AuditEvent.objects.latest("number").details["leaders_not_found"] == ["张无名"]


@pytest.mark.parametrize(
    ("written", "found", "missing"),
    [
        (["区委常委", "常务副区长"], [1], []),
        (["甲", "区委常委", "常务副区长", "乙"], [2, 1], ["乙"]),
        (["区委常委"], [], ["区委常委"]),
        (["甲", "甲"], [2], []),
        ([], [], []),
    ],
)
def test_a_title_with_a_comma_is_one_leader(
    written: list[str], found: list[int], missing: list[str]
) -> None:
    known = {"区委常委、常务副区长": 1, "甲": 2}

    assert find_leaders(written, known) == (found, missing)


def test_nothing_is_confirmed_while_something_waits(world: World) -> None:
    office = world.actor("office")
    draft = make_draft(world)

    with pytest.raises(InvalidState) as items_left:
        confirm_draft(office, draft, draft.version, settings_for(world))
    accept_all(draft)
    with pytest.raises(InvalidState) as units_left:
        confirm_draft(office, draft, draft.version, settings_for(world))

    assert str(items_left.value.fields["first"]).startswith("item-")
    assert "15" in items_left.value.message
    first = draft.units.get(name="区科技局")
    assert units_left.value.fields["first"] == f"unit-{first.pk}"
    assert Campaign.objects.count() == 0


def test_who_may_not_confirms_nothing(world: World) -> None:
    draft = settle(world, make_draft(world))

    for name in ("liaison", "leader", "system", "assessor"):
        with pytest.raises(NotAllowed):
            confirm_draft(world.actor(name), draft, draft.version, settings_for(world))

    assert Campaign.objects.count() == 0


def test_a_change_by_somebody_else_refuses_the_confirmation(world: World) -> None:
    draft = settle(world, make_draft(world))
    item = draft.items.filter(kind="phase").first()
    decide_item(world.actor("office"), item, item.version, state="rejected")

    with pytest.raises(Stale):
        confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))


@pytest.mark.usefixtures("cadences")
def test_confirmed_once_is_confirmed(world: World) -> None:
    draft = settle(world, make_draft(world))
    office = world.actor("office")
    confirm_draft(office, draft, draft.version, settings_for(world))
    again = Draft.objects.get(pk=draft.pk)

    with pytest.raises(InvalidState):
        confirm_draft(office, again, again.version, settings_for(world, slug="second"))
    with pytest.raises(InvalidState):
        accept_confident(office, again)
    with pytest.raises(InvalidState):
        take_proposals(office, again)

    assert Campaign.objects.count() == 1


@pytest.mark.usefixtures("cadences")
def test_a_special_plan_hangs_under_a_general_one(world: World) -> None:
    general = make_confirmed(world)
    text = PLAN.replace("强基提质", "强基提质专项")
    parent = Plan.objects.get()

    special = make_confirmed(world, text, slug="special", parent_plan=parent)

    plan = Plan.objects.get(campaign=special)
    assert (special.parent, plan.parent, plan.kind) == (general, parent, "special")


@pytest.mark.usefixtures("cadences")
def test_two_parents_that_differ_are_refused(world: World) -> None:
    make_confirmed(world)
    draft = settle(world, make_draft(world, PLAN.replace("强基提质", "专项")))
    other = Campaign.objects.create(
        slug="other",
        title="另一行动",
        unit=world.district,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 2, 1),
        created_at=draft.created_at,
    )
    settings = settings_for(
        world, slug="x", parent_plan=Plan.objects.get(campaign__slug="2026-action"),
        parent_campaign=other,
    )  # fmt: skip

    with pytest.raises(InvalidState):
        confirm_draft(world.actor("office"), draft, draft.version, settings)


def test_dispatch_keeps_the_rhythm_of_the_plan(world: World) -> None:
    campaign = make_confirmed(world)

    rows = list(campaign.cadences.values_list("event", "every", "asks_check_ins"))
    assert rows == [
        ("调度", "week", True),
        ("通报", "month", False),
        ("推进会", "quarter", False),
    ]


class BrokenError(DatabaseError):
    """The database fails at this write."""


class FailingWrites:
    """Counts what is written and fails at the `at`-th write."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.count = at, 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.count += 1
            if self.count == self.at:
                raise BrokenError(sql[:60])
        return execute(sql, params, many, context)


@pytest.fixture
def ready(world: World) -> Callable[[], Campaign]:
    draft = settle(world, make_draft(world))
    make_post(world.finance, Role.APPROVER, title="局长", grade=Post.Grade.PRINCIPAL)
    return lambda: confirm_draft(
        world.actor("office"),
        Draft.objects.select_related("plan__unit").get(pk=draft.pk),
        draft.version,
        settings_for(world),
    )


@pytest.mark.sqlite_only  # one transaction around it all: either database takes it back
def test_a_failure_at_any_write_leaves_every_table_as_it_was(
    ready: Callable[[], Campaign],
) -> None:
    before = tables()
    at = 0
    while True:
        at += 1
        wrapper = FailingWrites(at)
        try:
            with connection.execute_wrapper(wrapper):
                ready()
        except BrokenError:
            assert tables() == before, f"write {at} left something behind"
        else:
            break

    assert at > 15  # units, aliases, campaign, plan, phases, indicators, targets, entries, …
    assert Campaign.objects.count() == 1
    assert tables() != before


def test_the_first_responsible_unit_leads_where_the_plan_names_no_lead(world: World) -> None:
    make_unit("石桥镇", kind=Unit.Kind.TOWNSHIP, parent=world.district)
    text = """青溪区2026年民生实事实施方案

一、重点任务

1.改造老旧小区。全年改造老旧小区12个。（责任单位：区住建局、区财政局）

2.整治村庄环境。全年整治村庄8个。（责任单位：各镇街）
"""
    campaign = make_confirmed(world, text, starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 31))
    first, second = campaign.entries.filter(kind__code="task").order_by("position")
    duties = list(first.duties.order_by("role", "ordinal").values_list("role", "unit__short_name"))

    assert first.unit == world.housing
    assert duties[0] == ("lead", "区住建局")
    assert [role for role, _name in duties] == ["lead", "support"]
    assert not second.duties.filter(role="lead").exists()
    assert campaign.targets.filter(unit=world.housing).count() == 1


@pytest.mark.usefixtures("cadences")
def test_a_plan_confirmed_step_by_step_is_a_draft_with_its_list(world: World) -> None:
    campaign = make_confirmed(world, issue="stepwise", reason="")
    issuance = Issuance.objects.get(campaign=campaign)

    assert set(campaign.entries.values_list("validity", flat=True)) == {"draft"}
    assert set(campaign.targets.values_list("validity", flat=True)) == {"draft"}
    assert (issuance.state, issuance.drafted_by) == (
        "draft",
        world.accounts["office"].person_id,
    )
    assert issuance.lines.count() == campaign.entries.count() + campaign.targets.count()
    assert list(issuance.steps.values_list("code", "is_skipped")) == [("draft", False)]


@pytest.mark.usefixtures("cadences")
def test_a_plan_confirmed_at_once_says_what_was_skipped_and_why(world: World) -> None:
    campaign = make_confirmed(world, issue="at_once", reason="已行文交办")
    issuance = Issuance.objects.get(campaign=campaign)

    assert set(campaign.entries.values_list("validity", flat=True)) == {"in_force"}
    assert list(
        issuance.steps.filter(is_skipped=True).order_by("pk").values_list("code", "reason")
    ) == [(code, "已行文交办") for code in ("consult", "approve", "issue", "sign")]
    assert not issuance.lines.filter(in_force_on__isnull=True).exists()


@pytest.mark.usefixtures("cadences")
def test_at_once_without_a_reason_makes_nothing(world: World) -> None:
    with pytest.raises(InvalidState):
        make_confirmed(world, issue="at_once", reason=" ")

    assert not Campaign.objects.exists()


@pytest.mark.usefixtures("cadences")
def test_where_a_line_comes_from_is_kept_and_a_pledge_is_not_adopted(world: World) -> None:
    draft = settle(world, make_draft(world))
    for item in draft.items.filter(kind__in=["task", "target"]):
        item.fields["origin"] = "pledged" if item.kind == "task" else "assigned"
        item.save(update_fields=["fields"])
    campaign = confirm_draft(world.actor("office"), draft, draft.version, settings_for(world))

    tasks = campaign.entries.filter(kind__code="task")
    assert set(tasks.values_list("origin", "is_adopted")) == {("pledged", False)}
    assert set(campaign.targets.values_list("origin", "is_adopted")) == {("assigned", True)}


def test_a_project_in_a_table_is_owed_by_the_units_beside_it(world: World) -> None:
    table = (
        "附件：重点项目清单\n项目名称\t总投资（万元）\t建设地点\t牵头单位\t责任单位\n"
        "北湖泵站\t6500\t柳河镇\t区住建局\t区财政局\n"
    )
    campaign = make_confirmed(world, PLAN + table)
    entry = Entry.objects.get(campaign=campaign, title="北湖泵站")

    assert duties(entry, "lead") == [(1, "区住房和城乡建设局", "区住建局")]
    assert [unit for _n, unit, _w in duties(entry, "support")] == ["区财政局"]
    assert entry.amount_fen == 65_000_000_00


@pytest.mark.usefixtures("cadences")
def test_a_figure_that_a_ledger_asks_of_units_becomes_no_indicator_beside_it(world: World) -> None:
    install_kind(
        world.actor("office"),
        """
code = "works"
noun = "技改台账"
[stages]
open = "在办"
[fields]
money = { type = "number", name = "技改投资", measure = "亿元", filled_by = "unit" }
""",
    )

    with pytest.raises(RuleForbids) as refused:
        make_confirmed(world)

    assert "“完成技改投资”已在“技改台账”台账中要求填写" in str(refused.value.message)
    assert not Campaign.objects.exists()

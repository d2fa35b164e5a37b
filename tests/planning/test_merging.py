"""A corrected plan goes into its running campaign line by line; what was done since stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from drafts import PLAN, accept_all, make_confirmed, make_draft, settings_for, settle
from versions import CORRECTED, choose, fresh, outcomes, relate, row_of, settle_all
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Observation, Plan, Target
from guatu.core.planreading.compare.kin import Kin
from guatu.ledgers.actions import (
    Assigned,
    Duties,
    EntryEdit,
    edit_entry,
    install_kinds,
    set_duties,
)
from guatu.ledgers.models import Duty, Entry
from guatu.planning.actions import confirm_draft, edit_item
from guatu.planning.actions.merging import MergeChoices, merge_draft
from guatu.planning.actions.merging_choices import take_untouched
from guatu.planning.actions.merging_kin import settle_kin
from guatu.planning.models import Draft, DraftItem, Issuance, LineSource
from guatu.planning.queries.versions import offers_for
from guatu.shell.errors import InvalidState, NotAllowed, Stale

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


def merge(world: World, draft: Draft, choices: MergeChoices = AT_ONCE) -> Campaign:
    return merge_draft(world.actor("office"), draft, draft.version, choices)


def figure(campaign: Campaign, name: str) -> tuple[Decimal | int | None, str]:
    row = campaign.targets.get(indicator__name=name)
    return row.amount_fen if row.amount_fen is not None else row.mantissa, row.validity


def units(entry: Entry, role: str) -> list[str]:
    rows = Duty.objects.filter(entry=entry, role=role).order_by("ordinal")
    return list(rows.values_list("unit__name", flat=True))


def test_every_line_stands_beside_what_is_known_of_it(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)

    assert outcomes(draft) == {
        "target 全区地区生产总值": ("same", "none"),
        "target 城乡居民收入比缩小": ("same", "none"),
        "task 实施技改攻坚行动": ("same", "none"),
        "target 完成技改投资": ("changed", "pending"),
        "target 新增规上工业企业": ("same", "none"),
        "project 青溪智造园": ("same", "none"),
        "task 实施城市更新行动": ("changed", "pending"),
        "target 改造老旧小区": ("same", "none"),
        "target 新建公共停车场": ("same", "none"),
        "phase 动员部署阶段": ("same", "none"),
        "phase 攻坚推进阶段": ("same", "none"),
        "cadence 调度": ("same", "none"),
        "cadence 通报": ("same", "none"),
        "cadence 推进会": ("same", "none"),
        "target 新增停车泊位": ("removed", "pending"),
    }
    pending = draft.items.filter(state="pending").order_by("start")
    assert sorted((i.kind, i.ordinal) for i in pending) == [
        ("target", 3),
        ("target", 7),
        ("task", 2),
        ("task", 3),
    ]


def test_only_what_was_taken_and_added_is_written(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan), removed="withdraw")
    before = set(campaign.entries.values_list("pk", flat=True))
    merged = merge(world, draft)

    assert merged == campaign
    assert Campaign.objects.count() == 1
    assert figure(campaign, "完成技改投资") == (15 * 10**10, "in_force")
    assert figure(campaign, "新增停车泊位") == (1200, "withdrawn")
    second = campaign.entries.get(number="2", kind__code="task")
    assert (units(second, "lead"), units(second, "support")) == (
        ["区住房和城乡建设局"],
        ["柳河镇"],
    )
    (added,) = campaign.entries.exclude(pk__in=before)
    assert (added.title, added.number, units(added, "lead")) == (
        "实施校园安全行动",
        "3",
        ["区财政局"],
    )
    assert campaign.targets.get(indicator__name="修缮校舍").entry_targets.get().entry == added
    assert (campaign.targets.count(), campaign.phases.count()) == (8, 2)


def test_changed_lines_have_a_new_version_and_the_others_their_own(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    rows = {e.number: e.version for e in campaign.entries.filter(kind__code="task")}
    draft = settle_all(world, relate(world, CORRECTED, plan), removed="withdraw")
    merge(world, draft)

    now = {e.number: e.version for e in campaign.entries.filter(number__in=rows)}
    assert (now["1"], now["2"]) == (rows["1"], rows["2"] + 1)


def test_one_act_one_audit_row_with_before_and_after(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan), removed="withdraw")
    last = AuditEvent.objects.latest("number").number
    merge(world, draft)

    acts = AuditEvent.objects.filter(number__gt=last).values_list("act", flat=True)
    event = AuditEvent.objects.latest("number")
    target = campaign.targets.get(indicator__name="完成技改投资")
    change = event.changes.get(object_type="campaigns.target", object_id=str(target.pk))
    assert [act for act in acts if not act.startswith("lamp.")] == ["plan.merge"]
    amounts = [values["amount_fen"] for values in (change.before, change.after) if values]
    assert amounts == [125 * 10**9, 15 * 10**10]
    assert {k: event.details[k] for k in ("taken", "withdrawn", "tasks", "targets")} == {
        "taken": 2,
        "withdrawn": 1,
        "tasks": 1,
        "targets": 1,
    }


def test_a_line_shows_both_plans_it_is_written_in(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan))
    merge(world, draft)

    changed = campaign.targets.get(indicator__name="完成技改投资")
    same = campaign.targets.get(indicator__name="新增规上工业企业")
    text = draft.plan.text
    assert changed.plan == draft.plan
    assert text[changed.quote_start : changed.quote_end].endswith("15亿元")
    assert [(s.plan, s.relation) for s in changed.sources.all()] == [(plan, "earlier")]
    assert same.plan == plan
    assert [(s.plan, s.relation) for s in same.sources.all()] == [(draft.plan, "restated")]


def test_what_was_changed_by_hand_stays_unless_it_is_taken(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    second = campaign.entries.get(number="2", kind__code="task")
    by_hand = Duties(leads=(Assigned(unit_id=world.town.pk),))
    set_duties(world.actor("office"), second, version=second.version, duties=by_hand)
    draft = relate(world, CORRECTED, plan)
    row = row_of(draft, "实施城市更新行动")
    assert row.taken == []
    assert {one["standing"] for one in row.differences if one["field"] == "lead"} == {"柳河镇"}

    assert take_untouched(world.actor("office"), draft) == 1
    choose(world, draft, "实施城市更新行动", "keep")
    merge(world, settle_all(world, draft))

    assert units(second, "lead") == ["柳河镇"]
    assert second.sources.get().relation == "differs"


def test_an_edit_by_hand_of_another_field_is_not_touched(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    second = campaign.entries.get(number="2", kind__code="task")
    edit = EntryEdit(columns={"due_on": date(2026, 10, 31), "standard": "完成验收"})
    edit_entry(world.actor("office"), second, version=second.version, edit=edit)
    draft = settle_all(world, relate(world, CORRECTED, plan))
    merge(world, draft)

    second.refresh_from_db()
    assert (second.due_on, second.standard) == (date(2026, 10, 31), "完成验收")
    assert units(second, "lead") == ["区住房和城乡建设局"]


def test_a_line_changed_after_the_decision_stops_the_merge(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan))
    second = campaign.entries.get(number="2", kind__code="task")
    by_hand = Duties(leads=(Assigned(unit_id=world.town.pk),))
    set_duties(world.actor("office"), second, version=second.version, duties=by_hand)

    with pytest.raises(InvalidState) as refused:
        merge(world, draft)

    row = row_of(draft, "实施城市更新行动")
    assert refused.value.fields["first"] == f"match-{row.pk}"
    assert units(second, "lead") == ["柳河镇"]
    choose(world, draft, "实施城市更新行动", "take")
    merge(world, fresh(draft))
    assert units(second, "lead") == ["区住房和城乡建设局"]


def test_taking_all_leaves_what_was_changed_by_hand_a_moment_ago(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = relate(world, CORRECTED, plan)
    second = campaign.entries.get(number="2", kind__code="task")
    by_hand = Duties(leads=(Assigned(unit_id=world.town.pk),))
    set_duties(world.actor("office"), second, version=second.version, duties=by_hand)
    item = draft.items.get(kind="target", ordinal=3)
    DraftItem.objects.filter(pk=item.pk).update(fields={**item.fields, "value": None})

    assert take_untouched(world.actor("office"), draft) == 0
    DraftItem.objects.filter(pk=item.pk).update(fields=item.fields)
    assert take_untouched(world.actor("office"), draft) == 1
    assert row_of(draft, "实施城市更新行动").choice == "pending"


def test_both_lines_stand_where_a_person_wants_both(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = relate(world, CORRECTED, plan)
    choose(world, draft, "完成技改投资", "both")
    merge(world, settle_all(world, draft))

    rows = campaign.targets.filter(indicator__name="完成技改投资").order_by("amount_fen")
    assert [(r.amount_fen, r.plan) for r in rows] == [
        (125 * 10**9, plan),
        (15 * 10**10, draft.plan),
    ]


def test_what_a_person_corrected_then_is_not_asked_again(world: World) -> None:
    office = world.actor("office")
    first = make_draft(world)
    task = first.items.get(kind="task", ordinal=1)
    edit_item(
        office, task, task.version, fields={"title": "实施技术改造行动", "lead": ["区住建局"]}
    )
    first = settle(world, first)
    campaign = confirm_draft(office, first, first.version, settings_for(world))

    draft = relate(world, CORRECTED, first.plan)

    item = draft.items.get(kind="task", ordinal=1)
    assert (item.fields["title"], item.fields["lead"], item.state) == (
        "实施技术改造行动",
        ["区住建局"],
        "accepted",
    )
    merge(world, settle_all(world, draft))
    entry = campaign.entries.get(number="1", kind__code="task")
    assert (entry.title, units(entry, "lead")) == ("实施技术改造行动", ["区住房和城乡建设局"])


def test_what_was_rejected_then_stays_rejected_and_added_ones_come_again(world: World) -> None:
    office = world.actor("office")
    first = make_draft(world)
    DraftItem.objects.filter(draft=first, kind="project").update(state="rejected")
    at = PLAN.index("召开动员会")
    DraftItem.objects.create(
        draft=first, kind="cadence", ordinal=9, start=at, end=at + 5, read_fields=None,
        fields={"event": "动员会", "every": "year"}, confidence=100, state="accepted",
    )  # fmt: skip
    first = settle(world, first)
    confirm_draft(office, first, first.version, settings_for(world))

    draft = relate(world, CORRECTED, first.plan)

    assert draft.items.get(kind="project").state == "rejected"
    again = draft.items.get(kind="cadence", fields__event="动员会")
    assert (again.state, CORRECTED[again.start : again.end]) == ("accepted", "召开动员会")
    merge(world, settle_all(world, draft))
    assert Entry.objects.filter(kind__code="project").count() == 0


def test_unit_names_are_settled_as_before(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)

    assert set(draft.units.values_list("decision", flat=True)) <= {"use", "leave", "expand"}


def test_added_lines_are_issued_step_by_step(world: World, campaign: Campaign, plan: Plan) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan))
    merge(world, draft, MergeChoices())

    issuance = Issuance.objects.latest("pk")
    lines = [(line.entry or line.target) for line in issuance.lines.all()]
    assert (issuance.kind, issuance.state) == ("added", "draft")
    assert {str(line) for line in lines} == {"实施校园安全行动", "年内修缮校舍9栋"}
    assert {line.validity for line in lines if line} == {"draft"}
    assert figure(campaign, "完成技改投资") == (15 * 10**10, "in_force")


def test_nothing_is_merged_while_a_line_waits(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    accept_all(draft)
    draft = settle(world, draft)
    draft = fresh(draft)

    with pytest.raises(InvalidState) as refused:
        merge(world, draft)

    first = draft.matches.filter(choice="pending").order_by("position").first()
    assert first is not None
    assert refused.value.fields["first"] == f"match-{first.pk}"


def test_who_may_not_merges_nothing(world: World, plan: Plan) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan))

    for name in ("liaison", "leader", "system", "assessor"):
        with pytest.raises(NotAllowed):
            merge_draft(world.actor(name), draft, draft.version, AT_ONCE)


def test_a_change_of_the_draft_since_is_told(world: World, plan: Plan) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan))
    Draft.objects.filter(pk=draft.pk).update(version=draft.version + 1)

    with pytest.raises(Stale):
        merge(world, draft)


def test_a_corrected_plan_makes_no_second_campaign(world: World, plan: Plan) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan))

    with pytest.raises(InvalidState):
        confirm_draft(
            world.actor("office"), draft, draft.version, settings_for(world, slug="again")
        )


def test_another_word_on_what_it_is_takes_back_what_was_carried(world: World, plan: Plan) -> None:
    office = world.actor("office")
    draft = relate(world, CORRECTED, plan)
    settle_kin(office, draft, draft.version, kin=Kin.NONE)
    draft = fresh(draft)

    assert draft.plan.corrects is None
    assert not draft.matches.exists()
    states = set(draft.items.exclude(kind="fact").values_list("state", flat=True))
    assert states == {"pending"}


def test_the_correction_of_a_correction_finds_the_same_lines(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan), removed="withdraw")
    merge(world, draft)
    third = relate(world, CORRECTED.replace("15亿元", "16亿元"), draft.plan)

    assert {k: v for k, v in outcomes(third).items() if v != ("same", "none")} == {
        "target 完成技改投资": ("changed", "pending")
    }
    merge(world, settle_all(world, third))
    assert figure(campaign, "完成技改投资") == (16 * 10**10, "in_force")
    assert (campaign.targets.count(), campaign.entries.count()) == (8, 4)


def test_the_rhythm_is_not_asked_twice(world: World, campaign: Campaign, plan: Plan) -> None:
    text = CORRECTED.replace("每季度召开一次推进会", "每周召开一次例会，每季度召开一次推进会")
    merge(world, settle_all(world, relate(world, text, plan)))

    rows = list(campaign.cadences.values_list("every", "asks_check_ins"))
    assert sorted(rows).count(("week", True)) == 1


def tables() -> dict[str, list[Any]]:
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


class BrokenError(DatabaseError):
    """The database fails at this write."""


class FailingWrites:
    """Counts what is written and fails at the `at`-th write."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.count += 1
            if self.count == self.at:
                raise BrokenError(sql[:60])
        return execute(sql, params, many, context)


@pytest.mark.sqlite_only  # one transaction around it all: either database takes it back
def test_a_failure_at_any_write_leaves_nothing_half_merged(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan), removed="withdraw")
    before, at = tables(), 0
    while True:
        at += 1
        try:
            with connection.execute_wrapper(FailingWrites(at)):
                merge(world, fresh(draft))
        except BrokenError:
            assert tables() == before, f"write {at} left something behind"
        else:
            break

    assert at > 20
    assert campaign.entries.count() == 4


def test_a_plan_that_corrects_an_unconfirmed_one_takes_its_words_over(world: World) -> None:
    office = world.actor("office")
    first = make_draft(world)
    task = first.items.get(kind="task", ordinal=1)
    edit_item(office, task, task.version, fields={"title": "实施技术改造行动"})

    draft = relate(world, CORRECTED, first.plan)

    item = draft.items.get(kind="task", ordinal=1)
    assert (item.fields["title"], item.state) == ("实施技术改造行动", "accepted")
    assert not draft.matches.filter(choice="pending").exists()
    accept_all(draft)
    draft = fresh(settle(world, draft))
    campaign = confirm_draft(office, draft, draft.version, settings_for(world))
    assert (campaign.entries.count(), campaign.targets.count()) == (4, 7)
    assert Target.objects.count() == 7
    assert LineSource.objects.count() == 0


def test_what_was_reported_goes_with_a_target_to_its_new_unit(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    target = campaign.targets.get(indicator__name="新建公共停车场")
    row = Observation.objects.create(
        indicator=target.indicator,
        unit=target.unit,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 3, 31),
        as_of=date(2026, 3, 31),
        facet="cumulative",
        mantissa=2,
        measure=target.indicator.measure,
        reported_by=7,
        reported_at=datetime(2026, 4, 2, tzinfo=UTC),
    )
    text = CORRECTED.replace(
        "牵头单位：区住建局；责任单位：柳河镇", "牵头单位：区财政局；责任单位：柳河镇"
    )
    merge(world, settle_all(world, relate(world, text, plan), removed="keep"))

    target.refresh_from_db()
    assert target.unit_id != row.unit_id
    (copy,) = Observation.objects.filter(indicator=target.indicator, unit=target.unit)
    assert (copy.mantissa, copy.as_of, copy.reported_by, copy.reported_at) == (
        2,
        row.as_of,
        7,
        row.reported_at,
    )
    assert copy.reason
    assert Observation.objects.filter(pk=row.pk, unit=row.unit_id).exists()


def test_a_plan_is_not_offered_beside_its_merged_correction(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = settle_all(world, relate(world, CORRECTED, plan), removed="keep")
    merge(world, draft)
    later = make_draft(world, PLAN.replace("2026年", "2027年"))

    offered = [one.plan for one in offers_for(world.actor("office"), later.plan)]
    assert offered == [draft.plan]
    assert campaign.plans.filter(pk=plan.pk).exists()

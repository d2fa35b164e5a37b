"""Directives from issue to closure: who may, what is kept, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World, make_unit

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM, Role
from guatu.core.directives import Colour
from guatu.notices.models import Notice
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.supervision.actions.answering import finish, reply, sign, start
from guatu.supervision.actions.checking import close, give_back, reopen, withdraw
from guatu.supervision.actions.directives import NewDirective, issue, issue_to
from guatu.supervision.actions.escalation import escalate_due
from guatu.supervision.actions.extending import Decision, ask_extension, decide_extension
from guatu.supervision.actions.splitting import NewPart, split
from guatu.supervision.actions.steps import Said, Upload
from guatu.supervision.models import Directive, DirectiveStep
from guatu.supervision.queries.directives import (
    coloured,
    count_overdue,
    visible_directive,
    visible_directives,
    with_parts,
)

pytestmark = pytest.mark.django_db
DONE = Said(words="已全部拨付到位。")
CHECKED = Said(words="查阅拨付凭证。", method="documents")


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def new(scene: Scene, **changes: object) -> NewDirective:
    base: dict[str, object] = {
        "campaign_id": scene.campaign.pk,
        "unit_id": scene.world.finance.pk,
        "title": "尽快兑付惠企资金",
        "requirement": "6月底前完成首批资金兑付，并书面反馈。",
        "limit_on": MONDAY + timedelta(days=10),
        "source": "lamp",
        "entry_id": scene.task.pk,
    }
    return NewDirective(**(base | changes))  # type: ignore[arg-type]


def given(scene: Scene, **changes: object) -> Directive:
    return issue(scene.world.actor("office"), new(scene, **changes))


def again(row: Directive) -> Directive:
    return visible_directive(SYSTEM, row.pk)


def colour(row: Directive, today: date) -> Colour:
    rows = list(with_parts(Directive.objects.filter(pk=row.pk), today))
    return coloured(rows, today)[0].colour


def finished(scene: Scene, row: Directive, who: str = "liaison") -> Directive:
    finish(scene.world.actor(who), again(row), version=again(row).version, said=DONE)
    return again(row)


class TestIssuing:
    def test_one_row_one_step_one_notice(self, scene: Scene) -> None:
        before = AuditEvent.objects.count()
        row = given(scene)
        assert row.label == "2026-1"
        assert row.sign_by == date(2026, 6, 17)  # two working days
        assert AuditEvent.objects.count() == before + 1
        (step,) = DirectiveStep.objects.filter(directive=row)
        event = AuditEvent.objects.order_by("-number").first()
        assert event is not None
        assert (step.act, step.event_number) == ("issue", event.number)
        assert Notice.objects.filter(key=f"directive-{row.pk}-issue").count() == 1

    def test_several_units_are_one_matter_in_official_order(self, scene: Scene) -> None:
        world = scene.world
        rows = issue_to(world.actor("office"), new(scene), [world.housing.pk, world.finance.pk])
        assert [row.unit for row in rows] == [world.finance, world.housing]
        assert [row.number for row in rows] == [1, 2]
        assert [row.matter for row in rows] == [None, rows[0]]
        assert given(scene).number == 3

    def test_numbers_begin_anew_each_year(self, scene: Scene, clock: Traveller) -> None:
        given(scene)
        clock.move_to(at(date(2027, 1, 4)))
        row = given(scene, limit_on=date(2027, 1, 20))
        assert (row.year, row.number) == (2027, 1)

    @pytest.mark.parametrize("who", ["liaison", "approver", "leader", "assessor", "unit_admin"])
    def test_only_the_office_issues(self, scene: Scene, who: str) -> None:
        with pytest.raises(NotAllowed):
            issue(scene.world.actor(who), new(scene))
        assert not Directive.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": " "},
            {"requirement": ""},
            {"limit_on": MONDAY - timedelta(days=1)},
            {"source": "gossip"},
        ],
        ids=["title", "requirement", "limit", "source"],
    )
    def test_what_cannot_be_is_refused(self, scene: Scene, changes: dict[str, object]) -> None:
        with pytest.raises(InvalidState):
            given(scene, **changes)

    def test_closed_units_and_administrators_posts_are_refused(self, scene: Scene) -> None:
        world = scene.world
        Unit.objects.filter(pk=world.town.pk).update(valid_to=MONDAY)
        with pytest.raises(InvalidState):
            given(scene, unit_id=world.town.pk)
        with pytest.raises(InvalidState):
            given(scene, verifier_id=world.posts["auditor"].pk)
        with pytest.raises(InvalidState):
            given(scene, leader_id=world.posts["liaison"].pk)


class TestCourse:
    def test_from_issue_to_closure(self, scene: Scene, clock: Traveller) -> None:
        world, row = scene.world, given(scene)
        sign(world.actor("liaison"), again(row), version=1)
        start(world.actor("liaison"), again(row), version=2)
        clock.move_to(at(MONDAY + timedelta(days=2)))
        said = Said(words="首批名单已公示。", files=[Upload(payload=b"%PDF-1.4\n", name="a.pdf")])
        reply(world.actor("liaison"), again(row), version=3, said=said)
        row = finished(scene, row)
        assert row.state == "replied"
        close(world.actor("office"), row, version=row.version, said=CHECKED)
        row = again(row)
        assert row.state == "closed"
        assert row.signed_at == row.started_at == at(MONDAY)
        assert row.reported_at == row.finished_at == row.closed_at == at(MONDAY + timedelta(days=2))
        acts = list(row.steps.order_by("pk").values_list("act", flat=True))
        assert acts == ["issue", "sign", "start", "reply", "finish", "close"]
        assert row.steps.get(act="reply").files.count() == 1

    def test_a_stale_version_changes_nothing(self, scene: Scene) -> None:
        row = given(scene)
        sign(scene.world.actor("liaison"), again(row), version=1)
        with pytest.raises(Stale):
            start(scene.world.actor("liaison"), again(row), version=1)
        assert again(row).state == "signed"

    def test_two_who_sign_at_once(self, scene: Scene) -> None:
        row = given(scene)
        first, second = again(row), again(row)
        sign(scene.world.actor("liaison"), first, version=1)
        with pytest.raises(Stale):
            sign(scene.world.actor("approver"), second, version=1)
        assert row.steps.filter(act="sign").count() == 1

    @pytest.mark.parametrize("who", ["housing_liaison", "office", "leader", "stranger"])
    def test_only_the_unit_signs(self, scene: Scene, who: str) -> None:
        with pytest.raises(NotAllowed):
            sign(scene.world.actor(who), again(given(scene)), version=1)

    def test_returned_is_yellow_until_it_is_finished_anew(self, scene: Scene) -> None:
        row = finished(scene, given(scene))
        give_back(scene.world.actor("office"), row, version=row.version, reason="缺少拨付凭证。")
        assert again(row).state == "returned"
        assert colour(row, MONDAY) is Colour.BEHIND
        row = finished(scene, row)
        assert colour(row, MONDAY) is Colour.CALM

    def test_who_answered_never_checks_even_with_another_account(self, scene: Scene) -> None:
        world = scene.world
        row = given(scene, verifier_id=world.posts["approver"].pk)
        row = finished(scene, row, "approver")
        with pytest.raises(NotAllowed):
            close(world.actor("approver"), row, version=row.version, said=CHECKED)
        close(world.actor("office"), row, version=row.version, said=CHECKED)

    def test_a_named_verifier_checks(self, scene: Scene) -> None:
        world = scene.world
        row = given(scene, verifier_id=world.posts["housing_approver"].pk)
        row = finished(scene, row)
        close(world.actor("housing_approver"), row, version=row.version, said=CHECKED)
        assert again(row).state == "closed"

    def test_reopening_keeps_the_old_times_as_steps(self, scene: Scene, clock: Traveller) -> None:
        world = scene.world
        row = finished(scene, given(scene))
        close(world.actor("office"), row, version=row.version, said=CHECKED)
        row = again(row)
        clock.move_to(at(MONDAY + timedelta(days=20)))
        limit = MONDAY + timedelta(days=30)
        reopen(world.actor("office"), row, version=row.version, reason="问题反弹。", limit_on=limit)
        row = again(row)
        assert (row.state, row.limit_on, row.reopened_count) == ("issued", limit, 1)
        assert row.closed_at is None
        assert row.steps.get(act="close").at == at(MONDAY)
        assert row.steps.get(act="reopen").limit_before == MONDAY + timedelta(days=10)

    def test_withdrawing_takes_the_parts_along(self, scene: Scene) -> None:
        world, row = scene.world, given(scene)
        village = make_unit("国库科", parent=world.finance)
        part = NewPart(requirement="核对名单", limit_on=MONDAY, unit_id=village.pk)
        (made,) = split(world.actor("liaison"), again(row), [part], version=1)
        row = again(row)
        withdraw(world.actor("office"), row, version=row.version, reason="任务已调整。")
        assert again(row).state == again(made).state == "withdrawn"


class TestExtending:
    def ask(self, scene: Scene, row: Directive) -> Directive:
        ask_extension(
            scene.world.actor("liaison"), again(row), version=again(row).version,
            wanted_on=row.limit_on + timedelta(days=5), reason="省级资金尚未下达。",
        )  # fmt: skip
        return again(row)

    def test_another_day_moves_the_limit_and_keeps_the_old_one(self, scene: Scene) -> None:
        row = given(scene)
        old = row.limit_on
        row = self.ask(scene, row)
        assert row.limit_on == old
        decision = Decision(granted_on=old + timedelta(days=3), answer="同意延至此日。")
        decide_extension(scene.world.actor("office"), row, version=row.version, decision=decision)
        row = again(row)
        assert row.limit_on == old + timedelta(days=3)
        step = row.steps.get(act="extend")
        assert (step.limit_before, step.limit_after) == (old, row.limit_on)

    def test_one_application_waits_at_a_time(self, scene: Scene) -> None:
        row = self.ask(scene, given(scene))
        with pytest.raises(InvalidState):
            self.ask(scene, row)

    def test_a_refusal_needs_a_reason_and_moves_nothing(self, scene: Scene) -> None:
        row = self.ask(scene, given(scene))
        office = scene.world.actor("office")
        with pytest.raises(InvalidState):
            decide_extension(office, row, version=row.version, decision=Decision())
        row = again(row)
        decide_extension(
            office, row, version=row.version, decision=Decision(answer="时限由会议议定。")
        )
        assert again(row).limit_on == row.limit_on

    def test_the_unit_does_not_decide(self, scene: Scene) -> None:
        row = self.ask(scene, given(scene))
        with pytest.raises(NotAllowed):
            decide_extension(
                scene.world.actor("approver"), row, version=row.version,
                decision=Decision(granted_on=row.limit_on + timedelta(days=1)),
            )  # fmt: skip


class TestSplitting:
    def parts(self, scene: Scene, row: Directive, days: int = 5) -> list[Directive]:
        self.below = make_unit("国库科", parent=scene.world.finance)
        scene.world.add("below", self.below, Role.LIAISON)
        part = NewPart(
            requirement="核对名单", limit_on=MONDAY + timedelta(days=days), unit_id=self.below.pk
        )
        return split(scene.world.actor("liaison"), again(row), [part], version=again(row).version)

    def test_a_part_is_not_due_after_the_whole(self, scene: Scene) -> None:
        with pytest.raises(InvalidState):
            self.parts(scene, given(scene), days=11)

    def test_the_whole_waits_for_its_parts_or_a_reason(self, scene: Scene) -> None:
        world, row = scene.world, given(scene)
        (part,) = self.parts(scene, row)
        assert part.label == "2026-1/1"
        with pytest.raises(InvalidState):
            finished(scene, row)
        row = again(row)
        finish(
            world.actor("liaison"), row, version=row.version, said=DONE, parts_reason="由机关代办。"
        )
        assert "由机关代办" in again(row).steps.get(act="finish").words

    def test_the_unit_above_checks_a_part(self, scene: Scene) -> None:
        world, row = scene.world, given(scene)
        (part,) = self.parts(scene, row)
        part = finished(scene, part, "below")
        with pytest.raises(NotAllowed):
            close(world.actor("below"), part, version=part.version, said=CHECKED)
        close(world.actor("approver"), part, version=part.version, said=CHECKED)
        assert finished(scene, row).state == "replied"

    def test_a_late_part_colours_the_whole(self, scene: Scene) -> None:
        row = given(scene)
        self.parts(scene, row, days=2)
        sign_day = MONDAY + timedelta(days=3)
        assert colour(row, sign_day) is Colour.BEHIND

    def test_parts_go_beneath_only(self, scene: Scene) -> None:
        row = given(scene)
        part = NewPart(requirement="x", limit_on=MONDAY, unit_id=scene.world.housing.pk)
        with pytest.raises(InvalidState):
            split(scene.world.actor("liaison"), again(row), [part], version=1)

    def test_the_part_is_seen_below_and_the_whole_is_not(self, scene: Scene) -> None:
        row = given(scene)
        (part,) = self.parts(scene, row)
        seen = set(visible_directives(scene.world.actor("below")).values_list("pk", flat=True))
        assert seen == {part.pk}


class TestSight:
    @pytest.mark.parametrize("who", ["office", "leader", "assessor", "liaison", "approver"])
    def test_parties_see_it(self, scene: Scene, who: str) -> None:
        row = given(scene)
        assert visible_directive(scene.world.actor(who), row.pk).pk == row.pk

    @pytest.mark.parametrize("who", ["housing_liaison", "stranger", "system", "auditor"])
    def test_others_do_not_even_if_they_see_the_entry(self, scene: Scene, who: str) -> None:
        row = given(scene)
        with pytest.raises(NotFound):
            visible_directive(scene.world.actor(who), row.pk)

    def test_counts_are_of_what_one_sees(self, scene: Scene) -> None:
        world = scene.world
        issue_to(world.actor("office"), new(scene), [world.finance.pk, world.housing.pk])
        late = MONDAY + timedelta(days=11)
        for who, count in (("office", 2), ("liaison", 1), ("stranger", 0)):
            actor = world.actor(who)
            assert count_overdue(actor, scene.campaign, late) == count

    def test_a_late_report_stays_overdue_until_it_is_closed(
        self, scene: Scene, clock: Traveller
    ) -> None:
        world, row = scene.world, given(scene)
        clock.move_to(at(MONDAY + timedelta(days=11)))
        row = finished(scene, row)
        today = MONDAY + timedelta(days=11)
        assert count_overdue(world.actor("office"), scene.campaign, today) == 1
        assert colour(row, today) is Colour.OVERDUE
        close(world.actor("office"), row, version=row.version, said=CHECKED)
        assert count_overdue(world.actor("office"), scene.campaign, today) == 0


class TestEscalating:
    def test_the_leader_is_told_once_for_each_cause(self, scene: Scene) -> None:
        row = given(scene, leader_id=scene.world.posts["leader"].pk)
        assert escalate_due(MONDAY + timedelta(days=2)) == 0  # the last day to sign
        assert escalate_due(MONDAY + timedelta(days=3)) == 1
        assert escalate_due(MONDAY + timedelta(days=4)) == 0
        assert escalate_due(MONDAY + timedelta(days=11)) == 1
        assert escalate_due(MONDAY + timedelta(days=3)) == 0  # a clock set back
        causes = row.escalations.order_by("pk").values_list("cause", flat=True)
        assert list(causes) == ["unsigned", "overdue"]
        assert row.steps.filter(act="escalate", person_id__isnull=True).count() == 2
        assert Notice.objects.filter(sort="directive-leader").count() == 2

    def test_a_new_limit_may_be_missed_anew(self, scene: Scene, clock: Traveller) -> None:
        row = given(scene)
        world = scene.world
        sign(world.actor("liaison"), again(row), version=1)
        assert escalate_due(MONDAY + timedelta(days=11)) == 1
        clock.move_to(at(MONDAY + timedelta(days=11)))
        row = again(row)
        ask_extension(
            world.actor("liaison"), row, version=row.version,
            wanted_on=MONDAY + timedelta(days=15), reason="资金在途。",
        )  # fmt: skip
        row = again(row)
        decision = Decision(granted_on=MONDAY + timedelta(days=15))
        decide_extension(world.actor("office"), row, version=row.version, decision=decision)
        assert escalate_due(MONDAY + timedelta(days=15)) == 0
        assert escalate_due(MONDAY + timedelta(days=16)) == 1

    def test_what_was_reported_is_not_put_before_leaders(self, scene: Scene) -> None:
        finished(scene, given(scene))
        assert escalate_due(MONDAY + timedelta(days=30)) == 0

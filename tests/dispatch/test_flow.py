"""The chain of a report (T3, T4): summed up, sent down, verified with its parts, signed on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import appoint, make_account, make_person, make_unit

from guatu.audit.models import AuditEvent
from guatu.core.actors import Actor, Role
from guatu.dispatch.actions import (
    Paper,
    Pick,
    Words,
    approve_check_ins,
    approve_on_paper,
    return_check_in,
    submit_check_ins,
)
from guatu.dispatch.models import CheckIn, CheckInMove, Round, SummaryPart
from guatu.dispatch.queries.checkins import awaiting_review
from guatu.dispatch.queries.papers import signers_on
from guatu.dispatch.queries.signatures import signed_moves
from guatu.dispatch.queries.streaks import unchanged_streaks
from guatu.dispatch.queries.summaries import composed, drawn_from, others_of
from guatu.ledgers.models import Duty, GoalProposal, Milestone
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PDF = b"%PDF-1.4\n%%EOF\n"
State = CheckIn.State


def approve(scene: Scene, who: str, row: CheckIn, **words: str) -> CheckIn:
    row.refresh_from_db()
    picks = [Pick(id=row.pk, version=row.version)]
    approve_check_ins(scene.world.actor(who), picks, MONDAY, words=Words(**words))
    row.refresh_from_db()
    return row


def give_back(scene: Scene, who: str, row: CheckIn, *, to: str = State.RETURNED) -> CheckIn:
    row.refresh_from_db()
    pick = Pick(id=row.pk, version=row.version)
    return_check_in(scene.world.actor(who), pick, "数字不符", MONDAY, to=to)
    row.refresh_from_db()
    return row


def support(scene: Scene, one: Round, *, state: str = State.SUBMITTED) -> CheckIn:
    """Return housing's report of the task, brought to a state."""
    row = scene.submit(one, scene.task, "housing_liaison", said="完成入户320户")
    if state in {State.UNIT_APPROVED, State.LEAD_APPROVED}:
        approve(scene, "housing_approver", row)
    if state == State.LEAD_APPROVED:
        approve(scene, "approver", row)
    return row


def test_a_summary_keeps_who_said_what_when_it_was_handed_in(scene: Scene) -> None:
    one = scene.open()
    support(scene, one)
    lead = scene.submit(one, scene.task, said="汇总：入户320户")

    (part,) = SummaryPart.objects.filter(summary=lead)

    assert (part.unit_name, part.said, part.was_silent) == (
        "区住房和城乡建设局",
        "完成入户320户",
        False,
    )


def test_who_was_silent_stays_so_and_who_came_after_is_marked(scene: Scene) -> None:
    one = scene.open()
    lead = scene.submit(one, scene.task, said="汇总")
    support(scene, one)
    give_back(scene, "approver", lead)
    submit_again(scene, lead, "汇总：入户320户")

    drawn = drawn_from([lead])[lead.pk]

    assert lead.unreported_units == ["区住房和城乡建设局"]
    assert [part.unit_name for part in drawn.came_after] == ["区住房和城乡建设局"]
    assert [part.said for part in drawn.said] == ["完成入户320户"]
    assert drawn.silent == []


def submit_again(scene: Scene, row: CheckIn, said: str) -> None:
    row.refresh_from_db()
    with_later_clock = row.saved_at + timedelta(minutes=5)
    CheckInMove.objects.filter(check_in=row, to_state=State.RETURNED).update(
        moved_at=with_later_clock - timedelta(minutes=10)
    )
    scene.write(row, said=said)
    submit_check_ins(scene.world.actor("liaison"), row.round)
    row.refresh_from_db()


def test_what_a_unit_does_next_stays_beside_its_words_in_a_summary(scene: Scene) -> None:
    one = scene.open()
    lead = scene.check_in(one, scene.task)
    said = "完成入户320户\n下一步：再入户100户"
    scene.submit(one, scene.task, "housing_liaison", said=said)
    text = composed(others_of([lead])[lead.pk])
    page = scene.world.client("liaison").get("/dispatch/mine/").content.decode()

    assert text == "区住建局：完成入户320户（下一步：再入户100户）"
    assert f'data-take="{text}"' in page


def test_a_summary_is_composed_of_what_was_handed_in(scene: Scene) -> None:
    one = scene.open()
    row = support(scene, one)
    lead = scene.check_in(one, scene.task)

    assert composed(others_of([lead])[lead.pk]) == "区住建局：完成入户320户"

    give_back(scene, "housing_approver", row)

    assert composed(others_of([lead])[lead.pk]) == ""  # what is being reworked is nobody's word


def test_verifying_a_summary_verifies_its_parts_and_says_how(scene: Scene) -> None:
    one = scene.open()
    row = support(scene, one, state=State.LEAD_APPROVED)
    lead = approve(scene, "approver", scene.submit(one, scene.task, said="汇总"))
    office = scene.world.actor("office")

    assert [r.pk for r in awaiting_review(office)] == [lead.pk]  # one summary, not its parts too

    approve(scene, "office", lead, method="on_site", reason="抽看两处")
    row.refresh_from_db()
    moves = CheckInMove.objects.filter(to_state=State.VERIFIED).order_by("pk")

    assert (lead.state, row.state) == (State.VERIFIED, State.VERIFIED)
    assert {(m.method, m.reason) for m in moves} == {("on_site", "抽看两处")}


def test_a_part_waits_for_the_office_alone_where_no_summary_will_come(scene: Scene) -> None:
    one = scene.open()
    row = support(scene, one, state=State.LEAD_APPROVED)
    office = scene.world.actor("office")

    assert list(awaiting_review(office)) == []

    Round.objects.filter(pk=one.pk).update(state=Round.State.CLOSED)

    assert [r.pk for r in awaiting_review(office)] == [row.pk]


@pytest.mark.parametrize(
    ("who", "state", "to"),
    [
        ("approver", State.UNIT_APPROVED, State.RETURNED),
        ("approver", State.UNIT_APPROVED, State.SUBMITTED),
        ("approver", State.LEAD_APPROVED, State.RETURNED),  # the lead takes its own word back
        ("office", State.LEAD_APPROVED, State.UNIT_APPROVED),
        ("office", State.LEAD_APPROVED, State.RETURNED),
    ],
)
def test_a_support_report_goes_back_down_the_chain(
    scene: Scene, who: str, state: str, to: str
) -> None:
    row = support(scene, scene.open(), state=state)

    give_back(scene, who, row, to=to)

    last = CheckInMove.objects.filter(check_in=row).latest("pk")
    assert (row.state, last.from_state, last.reason) == (to, state, "数字不符")


@pytest.mark.parametrize(
    ("who", "state", "to", "error"),
    [
        ("housing_approver", State.UNIT_APPROVED, State.RETURNED, NotAllowed),
        ("housing_approver", State.LEAD_APPROVED, State.RETURNED, NotAllowed),
        ("approver", State.UNIT_APPROVED, State.VERIFIED, InvalidState),
        ("approver", State.SUBMITTED, State.RETURNED, NotAllowed),
    ],
)
def test_nobody_else_sends_it_back_or_elsewhere(
    scene: Scene, who: str, state: str, to: str, error: type[Exception]
) -> None:
    row = support(scene, scene.open(), state=state)

    with pytest.raises(error):
        give_back(scene, who, row, to=to)


def test_the_office_takes_a_verified_summary_back_off_the_entry(scene: Scene) -> None:
    lead = approve(scene, "approver", scene.submit(scene.open(), scene.task, said="首批已发布"))
    approve(scene, "office", lead, method="documents")

    give_back(scene, "office", lead)

    scene.task.refresh_from_db()
    assert (lead.state, scene.task.last_said) == (State.RETURNED, "")


def paper_of(row: CheckIn, on: date = MONDAY, **fields: object) -> Paper:
    row.refresh_from_db()
    signer = signers_on([row], on).first()
    values = {
        "appointment_id": signer.pk if signer else 0,
        "signed_on": on,
        "payload": PDF,
        "file_name": "sheet.pdf",
    }
    return Paper(**(values | fields))  # type: ignore[arg-type]


def record_paper(scene: Scene, who: str, row: CheckIn, paper: Paper) -> None:
    row.refresh_from_db()
    pick = Pick(id=row.pk, version=row.version)
    approve_on_paper(scene.world.actor(who), [pick], paper, MONDAY)
    row.refresh_from_db()


def test_a_signed_sheet_is_the_units_word_with_both_names(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, said="首批已发布")
    record_paper(scene, "liaison", row, paper_of(row))

    move = CheckInMove.objects.filter(check_in=row).latest("pk")
    signed = signed_moves([move])[move.pk]
    scene.task.refresh_from_db()

    assert row.state == State.UNIT_APPROVED
    assert (signed.name, signed.recorder, signed.is_paper) == ("approver", "liaison", True)
    assert scene.task.last_said == "首批已发布"
    assert AuditEvent.objects.filter(act="check_in.approve_on_paper").count() == 1


def test_whoever_submitted_signs_no_sheet_and_the_signer_records_none(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, said="首批已发布")
    paper = paper_of(row)
    CheckIn.objects.filter(pk=row.pk).update(
        submitted_by=scene.world.accounts["approver"].person_id
    )

    with pytest.raises(InvalidState):
        record_paper(scene, "liaison", row, paper)

    CheckIn.objects.filter(pk=row.pk).update(submitted_by=None)
    with pytest.raises(NotAllowed):
        record_paper(scene, "approver", row, paper)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_sheet_is_signed_after_its_lines_came_and_not_tomorrow(scene: Scene, days: int) -> None:
    row = scene.submit(scene.open(), scene.task, said="首批已发布")
    paper = paper_of(row, signed_on=MONDAY + timedelta(days=days))

    with pytest.raises(InvalidState):
        record_paper(scene, "liaison", row, paper)


def test_a_line_that_changed_since_it_was_printed_refuses_the_sheet(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, said="首批已发布")
    paper = paper_of(row)
    printed = Pick(id=row.pk, version=row.version - 1)

    with pytest.raises(Stale):
        approve_on_paper(scene.world.actor("liaison"), [printed], paper, MONDAY)


def test_a_stranger_records_no_sheet(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, said="首批已发布")

    with pytest.raises(NotAllowed):
        record_paper(scene, "housing_liaison", row, paper_of(row))


def test_a_deputy_speaks_with_both_names(scene: Scene, clock: Traveller) -> None:
    clock.move_to(at(MONDAY, 11))
    world = scene.world
    stand_in = make_person("钱代岗")
    appoint(stand_in, world.posts["approver"], started_on=MONDAY, ended_on=MONDAY, is_deputy=True)
    world.accounts["deputy"] = make_account("deputy", stand_in)
    row = approve(scene, "deputy", scene.submit(scene.open(), scene.task, said="首批已发布"))

    move = CheckInMove.objects.filter(check_in=row).latest("pk")
    signed = signed_moves([move])[move.pk]

    assert (signed.name, signed.holder, move.is_deputy) == ("钱代岗", "approver", True)


def test_a_missed_goal_is_explained_and_asks_for_a_new_day(scene: Scene) -> None:
    one = scene.open()
    goal = Milestone.objects.get(entry=scene.task)
    row = scene.check_in(one, scene.task)
    scene.write(row, said="首批推迟", outcome="missed")
    with pytest.raises(InvalidState, match="原因"):
        submit_check_ins(scene.world.actor("liaison"), one)
    row.refresh_from_db()
    later = goal.due_on + timedelta(days=20)
    scene.write(
        row, said="首批推迟", outcome="missed", missed_reason="会签未完成", goal_moves_to=later
    )
    submit_check_ins(scene.world.actor("liaison"), one)
    approve(scene, "approver", row)

    goal.refresh_from_db()
    asked = GoalProposal.objects.get(milestone=goal)
    assert (goal.outcome, goal.reason) == ("missed", "会签未完成")
    assert (asked.act, asked.due_on, asked.reason) == ("move", later, "会签未完成")


def village(scene: Scene) -> tuple[Actor, CheckIn]:
    """Return a township's liaison, and the report of its village that has no account."""
    hamlet = make_unit("柳河镇上湾村", kind="village", parent=scene.world.town)
    Duty.objects.create(entry=scene.task, unit=hamlet, role=Duty.Role.SUPPORT, ordinal=9)
    one = scene.open()
    return scene.world.actor("stranger"), CheckIn.objects.get(round=one, unit=hamlet)


def test_a_township_fills_in_for_its_village(scene: Scene) -> None:
    town, row = village(scene)
    scene.write(row, "stranger", said="清理沟渠2公里")
    submit_check_ins(town, row.round)
    row.refresh_from_db()

    assert town.holds(Role.LIAISON)
    assert (row.filled_by_unit_id, row.submitted_by) == (scene.world.town.pk, town.person_id)


def test_the_page_counts_reports_without_progress_in_a_row(scene: Scene, clock: Traveller) -> None:
    for week, is_unchanged in enumerate((True, False, True, True)):
        day = MONDAY + timedelta(weeks=week)
        clock.move_to(at(day))
        one = scene.open(day)
        values = {"is_unchanged": True} if is_unchanged else {"said": "完成一批"}
        scene.submit(one, scene.task, **values)
    last = MONDAY + timedelta(weeks=4)
    clock.move_to(at(last))
    row = scene.check_in(scene.open(last), scene.task)

    assert unchanged_streaks([row]) == {row.pk: 2}  # the week between breaks the row

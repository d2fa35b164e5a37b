"""Drafts, submissions, receipts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.audit.models import AuditChange, AuditEvent
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import (
    Draft,
    Pick,
    approve_check_ins,
    attach_evidence,
    close_past_rounds,
    close_round,
    detach_evidence,
    freeze_round,
    return_check_in,
    save_draft,
    submit_check_ins,
)
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Round
from guatu.dispatch.queries.checkins import ready, rounds_owed
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = date(2026, 6, 19)


def test_a_round_asks_leads_and_supports_once_each(scene: Scene) -> None:
    one = scene.open()

    asked = set(one.check_ins.values_list("entry__title", "unit__name", "role", "state"))
    assert asked == {
        ("建立惠企资金直达清单", "区财政局", "lead", "draft"),
        ("建立惠企资金直达清单", "区住房和城乡建设局", "support", "draft"),
        ("智慧停车一期", "区财政局", "lead", "draft"),
    }


def test_the_next_round_is_prefilled_with_what_stays_true(scene: Scene) -> None:
    scene.submit(scene.open(), scene.project, said="已封顶", problem="请供电公司接电", progress=300)

    later = scene.check_in(scene.open(MONDAY + timedelta(days=7)), scene.project)

    assert (later.problem, later.progress, later.said) == ("请供电公司接电", 300, "")
    assert ready([later]) == []


def test_a_draft_leaves_no_row_in_the_record(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)
    before = AuditEvent.objects.count()

    scene.write(row, said="起草中")

    assert AuditEvent.objects.count() == before


def test_saving_the_same_again_changes_nothing(scene: Scene) -> None:
    row = scene.write(scene.check_in(scene.open(), scene.task), said="起草中")

    again = save_draft(scene.world.actor("liaison"), row.pk, row.version, Draft(said="起草中"))

    assert again.version == row.version


def test_two_tabs_the_second_sees_both(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)
    scene.write(row, said="第一个标签页")

    with pytest.raises(Stale) as caught:
        save_draft(scene.world.actor("liaison"), row.pk, 1, Draft(said="第二个标签页"))

    assert caught.value.fields["version"] == 2
    assert caught.value.fields["current"]["said"] == "第一个标签页"  # type: ignore[index]
    assert CheckIn.objects.get(pk=row.pk).said == "第一个标签页"


def test_no_news_leaves_no_text(scene: Scene) -> None:
    row = scene.write(scene.check_in(scene.open(), scene.task), said="多余", is_unchanged=True)

    assert (row.said, row.is_unchanged) == ("", True)


def test_a_number_only_where_the_kind_counts(scene: Scene) -> None:
    one = scene.open()

    assert scene.write(scene.check_in(one, scene.project), progress=250).progress == 250
    with pytest.raises(InvalidState, match=r"数量|quantity"):
        scene.write(scene.check_in(one, scene.task), progress=250)


def test_an_outcome_only_where_there_is_a_goal(scene: Scene) -> None:
    one = scene.open()

    assert scene.write(scene.check_in(one, scene.task), outcome="met").outcome == "met"
    assert scene.write(scene.check_in(one, scene.project), outcome="met").outcome == "none"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("approver", NotAllowed), ("housing_liaison", NotAllowed), ("stranger", NotFound)],
)
def test_only_the_units_own_liaison_writes(
    scene: Scene, who: str, refusal: type[Exception]
) -> None:
    row = scene.check_in(scene.open(), scene.task)

    with pytest.raises(refusal):
        save_draft(scene.world.actor(who), row.pk, row.version, Draft(said="x"))


def test_submitting_takes_what_is_filled_in_and_chains_it_in_one_row(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.task), said="发布了清单")

    event = submit_check_ins(scene.world.actor("liaison"), one)

    task, project = scene.check_in(one, scene.task), scene.check_in(one, scene.project)
    assert (task.state, task.is_late, task.submitted_by) == (
        "submitted",
        False,
        scene.world.accounts["liaison"].person_id,
    )
    assert project.state == "draft"
    assert (event.act, event.change_count) == ("check_in.submit", 1)
    assert CheckInMove.objects.get(check_in=task).event_number == event.number
    assert AuditChange.objects.get(event=event).object_id == str(task.pk)


def test_nothing_filled_in_is_nothing_submitted(scene: Scene) -> None:
    with pytest.raises(InvalidState):
        submit_check_ins(scene.world.actor("liaison"), scene.open())


def test_what_was_submitted_is_not_edited(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)

    with pytest.raises(InvalidState):
        scene.write(row, said="改口")


def test_the_lead_names_who_did_not_report(scene: Scene) -> None:
    one = scene.open()

    assert scene.submit(one, scene.task).unreported_units == ["区住房和城乡建设局"]


def test_the_lead_names_nobody_when_all_reported(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison")

    assert scene.submit(one, scene.task).unreported_units == []


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [
        (at(FRIDAY, 23, 59), False),
        (at(FRIDAY + timedelta(days=1), 0, 0), True),
        (at(FRIDAY + timedelta(days=3)), True),
    ],
)
def test_midnight_of_the_house_decides_what_is_late(
    scene: Scene, clock: Traveller, moment: object, *, is_late: bool
) -> None:
    one = scene.open()
    clock.move_to(moment)  # type: ignore[arg-type]
    close_past_rounds(timezone.localdate())

    assert scene.submit(one, scene.task).is_late is is_late


def test_the_zone_is_the_installations(scene: Scene, clock: Traveller, settings: object) -> None:
    settings.TIME_ZONE = "Europe/Berlin"  # type: ignore[attr-defined]
    one = scene.open()
    clock.move_to(at(FRIDAY + timedelta(days=1), 5, 59))  # 23:59 on Friday in Berlin

    assert scene.submit(one, scene.task).is_late is False


def test_a_late_report_stays_late_when_it_is_corrected(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    clock.move_to(at(FRIDAY + timedelta(days=1)))
    row = scene.submit(one, scene.task)
    received = row.received_at
    row = send_back(scene, row)
    clock.move_to(at(FRIDAY + timedelta(days=2)))

    row = scene.submit(one, scene.task, said="补充数据")

    assert (row.is_late, row.received_at) == (True, received)


def test_a_report_in_time_stays_in_time_when_it_is_corrected_late(
    scene: Scene, clock: Traveller
) -> None:
    one = scene.open()
    row = send_back(scene, scene.submit(one, scene.task))
    clock.move_to(at(FRIDAY + timedelta(days=2)))

    row = scene.submit(one, scene.task, said="补充数据")

    assert row.is_late is False
    assert list(row.moves.values_list("from_state", "to_state", "reason")) == [
        ("draft", "submitted", ""),
        ("submitted", "returned", "缺少数字"),
        ("returned", "submitted", ""),
    ]


def test_what_came_back_is_not_handed_in_again_unseen(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    row = send_back(scene, scene.submit(one, scene.task))
    clock.shift(60)

    with pytest.raises(InvalidState):
        submit_check_ins(scene.world.actor("liaison"), one)

    assert CheckIn.objects.get(pk=row.pk).state == "returned"


def send_back(scene: Scene, row: CheckIn) -> CheckIn:
    pick = Pick(id=row.pk, version=row.version)
    row = return_check_in(scene.world.actor("approver"), pick, "缺少数字", timezone.localdate())
    row.refresh_from_db()
    return row


def test_a_frozen_round_takes_nothing(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    row = scene.write(scene.check_in(one, scene.task), said="差一步")
    one = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    one = freeze_round(SYSTEM, one.pk, one.version)
    clock.shift(60)

    with pytest.raises(InvalidState):
        scene.write(row, said="太晚")
    with pytest.raises(InvalidState):
        submit_check_ins(scene.world.actor("liaison"), one)
    with pytest.raises(InvalidState):
        attach_evidence(scene.world.actor("liaison"), row.pk, b"text", "a.txt")
    assert rounds_owed(scene.world.actor("liaison"), timezone.now()) == []


def test_files_go_with_a_draft_and_come_off_it(
    scene: Scene, settings: object, tmp_path: object
) -> None:
    settings.EVIDENCE_ROOT = tmp_path  # type: ignore[attr-defined]
    actor = scene.world.actor("liaison")
    row = scene.check_in(scene.open(), scene.task)
    evidence = attach_evidence(actor, row.pk, "验收意见".encode(), "验收.txt")

    assert row.evidence.get().evidence == evidence

    detach_evidence(actor, row.pk, evidence.pk)
    assert not CheckInEvidence.objects.exists()
    with pytest.raises(NotFound):
        detach_evidence(actor, row.pk, evidence.pk)


def test_files_enter_the_record_when_submitted(
    scene: Scene, settings: object, tmp_path: object
) -> None:
    settings.EVIDENCE_ROOT = tmp_path  # type: ignore[attr-defined]
    one = scene.open()
    row = scene.check_in(one, scene.task)
    attach_evidence(scene.world.actor("liaison"), row.pk, "验收意见".encode(), "验收.txt")

    scene.submit(one, scene.task)

    types = AuditChange.objects.filter(event__act="check_in.submit").values_list(
        "object_type", flat=True
    )
    assert sorted(types) == ["audit.evidence", "dispatch.checkin"]


def test_a_file_that_was_handed_in_does_not_go_without_trace(
    scene: Scene, clock: Traveller, settings: object, tmp_path: object
) -> None:
    settings.EVIDENCE_ROOT = tmp_path  # type: ignore[attr-defined]
    one = scene.open()
    actor = scene.world.actor("liaison")
    row = scene.check_in(one, scene.task)
    old = attach_evidence(actor, row.pk, "旧验收意见".encode(), "旧.txt")
    row = scene.submit(one, scene.task)
    pick = Pick(id=row.pk, version=row.version)
    return_check_in(scene.world.actor("approver"), pick, "附件不对", MONDAY)
    clock.shift(60)
    detach_evidence(actor, row.pk, old.pk)
    new = attach_evidence(actor, row.pk, "新验收意见".encode(), "新.txt")
    with pytest.raises(NotFound):
        detach_evidence(actor, row.pk, old.pk)

    submit_check_ins(actor, one)

    event = AuditEvent.objects.filter(act="check_in.submit").latest("number")
    (gone,) = event.changes.filter(object_type="dispatch.checkinevidence")
    assert (gone.before["file_name"], gone.after) == ("旧.txt", None)
    assert event.changes.get(object_type="audit.evidence").object_id == str(new.pk)
    assert [link.evidence for link in row.evidence.all()] == [new]
    assert type(old).objects.filter(pk=old.pk).exists()


def test_a_round_read_before_it_was_frozen_takes_nothing(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.task), said="刚好")
    stale = Round.objects.get(pk=one.pk)
    one = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    freeze_round(SYSTEM, one.pk, one.version)

    with pytest.raises(InvalidState):
        submit_check_ins(scene.world.actor("liaison"), stale)


@pytest.mark.parametrize("act", ["draft", "submit", "approve"])
def test_writers_hold_the_round_before_they_lock_a_report(scene: Scene, act: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no row locks")
    one = scene.open()
    row = scene.write(scene.check_in(one, scene.task), said="先写")
    if act == "approve":
        row = scene.submit(one, scene.task, said="再写")

    with CaptureQueriesContext(connection) as seen:
        if act == "draft":
            scene.write(row, said="改写")
        elif act == "submit":
            submit_check_ins(scene.world.actor("liaison"), one)
        else:
            pick = Pick(id=row.pk, version=row.version)
            approve_check_ins(scene.world.actor("approver"), [pick], MONDAY)

    locks = [query["sql"] for query in seen if " FOR " in query["sql"]]
    assert "dispatch_round" in locks[0]
    assert locks[0].endswith("FOR SHARE")


def test_rounds_owed_count_what_is_open(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)

    (owed,) = rounds_owed(scene.world.actor("liaison"), timezone.now())

    assert (owed.total, owed.open, owed.returned) == (2, 1, 0)
    assert rounds_owed(scene.world.actor("stranger"), timezone.now()) == []

"""A meeting is prepared by itself: the worst first, with reasons; the office's hand stays."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone
from gatherings import light, prepared
from scenes import Scene

from guatu.audit.models import AuditEvent
from guatu.dispatch.models import Round
from guatu.ledgers.models import Entry
from guatu.meetings.actions.agenda import ItemChange, add_item, drop_item, edit_meeting, move_item
from guatu.meetings.actions.preparing import NewMeeting, read_again
from guatu.meetings.models import AgendaItem, Meeting
from guatu.meetings.queries.groups import unit_groups
from guatu.meetings.words import fact_texts
from guatu.notices.models import Notice
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.supervision.models import Problem

pytestmark = pytest.mark.django_db


def items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.order_by("position"))


def test_the_worst_comes_first_with_its_reason(scene: Scene, meeting: Meeting) -> None:
    found = items(meeting)

    assert [item.entry_id for item in found] == [scene.task.pk, scene.project.pk]
    texts = fact_texts(found[0].facts, timezone.localdate())
    assert "逾期" in texts[0]
    assert meeting.title == "周调度会第1次"
    assert [one.unit_id for one in meeting.invitations.all()] == [scene.world.finance.pk]
    assert AuditEvent.objects.filter(act="meeting.prepare").count() == 1


def test_who_did_not_report_is_one_matter(scene: Scene) -> None:
    one = scene.open(timezone.localdate())
    Round.objects.filter(pk=one.pk).update(due_on=timezone.localdate())

    meeting = prepared(scene)

    (silent,) = [item for item in items(meeting) if item.about == AgendaItem.About.SILENT]
    (text,) = fact_texts(silent.facts, timezone.localdate())
    assert "区财政局" in text
    assert "区住建局" in text


def test_reading_again_keeps_the_hand_of_the_office(scene: Scene, meeting: Meeting) -> None:
    office, today = scene.world.actor("office"), timezone.localdate()
    own = add_item(office, meeting, ItemChange(title="听取民生实事汇报", question="是否同意？"))
    task = meeting.items.get(entry=scene.task)
    drop_item(office, task, version=task.version)
    move_item(office, own, version=meeting.version, to=0)
    light(scene.project, "on_pace", "on_pace")

    read_again(office, meeting, today)

    found = items(meeting)
    assert [item.title for item in found if not item.is_dropped] == ["听取民生实事汇报"]
    assert [item.entry_id for item in found if item.is_dropped] == [scene.task.pk]


def test_the_time_sets_the_length(scene: Scene) -> None:
    short = prepared(scene, sort="special", expected_minutes=10)
    many = [scene.task.pk, scene.project.pk]
    extra = Entry.objects.get(pk=scene.task.pk)
    for number in range(4):
        extra.pk = None
        extra.title = f"逾期事项{number}"
        extra.save()
        light(extra, "overdue", due_on="2026-01-01")

    read_again(scene.world.actor("office"), short, timezone.localdate())

    assert len(many) + 4 > short.items.count() == 2


def test_a_head_with_a_time_is_changed_and_recorded(scene: Scene, meeting: Meeting) -> None:
    office = scene.world.actor("office")
    new = NewMeeting(
        sort="weekly",
        held_on=meeting.held_on,
        starts_at=time(15),
        place="三楼",
        expected_minutes=40,
    )

    edit_meeting(office, meeting, version=meeting.version, new=new)

    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.place) == (time(15), "三楼")
    with pytest.raises(Stale):
        edit_meeting(office, Meeting.objects.get(pk=meeting.pk), version=1, new=new)


def test_a_second_meeting_of_the_day_is_refused(scene: Scene, meeting: Meeting) -> None:
    assert meeting.pk
    with pytest.raises(InvalidState):
        prepared(scene)


def test_only_the_office_prepares(scene: Scene, meeting: Meeting) -> None:
    with pytest.raises(NotAllowed):
        read_again(scene.world.actor("leader"), meeting, timezone.localdate())


def test_more_meetings_than_were_set_are_told_once(scene: Scene) -> None:
    first = timezone.localdate().replace(day=1)
    for day in range(4):
        prepared(scene, sort="special", held_on=first + timedelta(days=day))

    rows = Notice.objects.filter(sort="meetings.budget")
    assert rows.count() == 1
    assert rows.get().copies.count() == 1


def test_units_stand_in_groups_in_official_order(scene: Scene) -> None:
    light(scene.project, "behind", "behind_pace", progress=1, pace=2, gap=1)
    Entry.objects.filter(pk=scene.project.pk).update(unit=scene.world.housing)

    groups = unit_groups(scene.world.actor("office"), scene.campaign)

    assert [one.label for one in groups.red] == ["区财政局"]
    assert [one.label for one in groups.yellow] == ["区住建局"]


def test_a_problem_that_waits_is_a_reason_of_its_entry(scene: Scene) -> None:
    now = timezone.now()
    base = {
        "campaign": scene.campaign, "unit": scene.world.finance, "holder": scene.world.district,
        "level": "office", "asked_at": now, "due_at": now - timedelta(days=2),
    }  # fmt: skip
    Problem.objects.create(entry=scene.project, title="用地指标未落实", **base)
    Problem.objects.create(title="人手不足", **base)

    found = items(prepared(scene))

    assert [item.title for item in found] == [scene.task.title, scene.project.title, "人手不足"]
    texts = fact_texts(found[1].facts, timezone.localdate())
    assert any("用地指标未落实" in text for text in texts)

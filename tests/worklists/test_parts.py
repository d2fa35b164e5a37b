"""What lists say elsewhere: streams, calendars, handovers, the clock, and the workbook."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.accounts.models import Appointment
from guatu.core.actors import SYSTEM
from guatu.interchange.workbooks import read_workbook
from guatu.ledgers.models import Milestone
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.worklists import works
from guatu.worklists.actions.making import make_lists
from guatu.worklists.actions.saying import say
from guatu.worklists.actions.settling import Paper, confirm_on_paper, settle_on_paper
from guatu.worklists.actions.steps import Pick
from guatu.worklists.models import ItemStep, ListSetting, WeekItem, WeekList
from guatu.worklists.parts import calendar_events, line_events
from guatu.worklists.queries.lists import leading_posts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def line(scene: Scene) -> WeekItem:
    """Return the leader's line of a goal that is due today."""
    Milestone.objects.filter(entry=scene.task).update(due_on=MONDAY)
    make_lists(SYSTEM, list(leading_posts()), MONDAY, since=MONDAY)
    return WeekItem.objects.get(week_list__post=scene.world.posts["leader"])


def paper(scene: Scene, who: str = "leader") -> Paper:
    term = Appointment.objects.get(post=scene.world.posts[who])
    return Paper(
        appointment_id=term.pk, signed_on=MONDAY, payload="签字".encode(), file_name="签字.txt"
    )


class Once:
    """One run of a work, as the worker gives it."""

    def __init__(self, **arguments: Any) -> None:
        self.arguments = arguments
        self.account_id = None
        self.due_at = timezone.now()

    def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:
        """Go on."""


def due(moment: datetime) -> dict[str, dict[str, Any]]:
    return {one.key: dict(one.arguments) for one in works.find_due(moment)}


def test_the_clock_makes_lists_each_morning_and_the_next_week_from_friday(scene: Scene) -> None:
    Milestone.objects.filter(entry=scene.task).update(due_on=MONDAY + timedelta(days=8))
    unit, friday = scene.world.district.pk, date(2026, 6, 19)

    assert not due(at(friday, 5, 0))
    assert list(due(at(friday, 6))) == [f"worklists.make:{unit}:2026-06-19"]
    works.make(Once(unit=unit, day="2026-06-18"))
    assert not WeekItem.objects.exists()
    works.make(Once(unit=unit, day="2026-06-19"))
    works.make(Once(unit=unit, day="2026-06-19"))
    assert WeekItem.objects.count() == 2


def test_an_office_turns_the_making_off(scene: Scene) -> None:
    ListSetting.objects.create(unit=scene.world.district, is_on=False)

    assert not due(at(MONDAY, 6))


@pytest.mark.usefixtures("line")
def test_the_clock_carries_once_and_a_clock_set_back_undoes_nothing(
    scene: Scene, clock: Traveller
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    clock.move_to(at(tuesday, 6))
    assert "worklists.carry:2026-06-16" in due(timezone.now())
    works.carry(Once(day="2026-06-16"))
    clock.move_to(at(MONDAY, 6))
    works.carry(Once(day="2026-06-15"))

    rows = WeekItem.objects.filter(week_list__post=scene.world.posts["leader"]).order_by("pk")
    assert [(row.day, row.carried_count) for row in rows] == [(MONDAY, 0), (tuesday, 1)]


def test_a_leader_who_never_signs_in_strikes_off_on_paper(scene: Scene, line: WeekItem) -> None:
    liaison, office = scene.world.actor("liaison"), scene.world.actor("office")
    say(liaison, Pick(id=line.pk, version=1), is_done=True)
    pick = Pick(id=line.pk, version=2)
    with pytest.raises(InvalidState):
        confirm_on_paper(office, [pick], paper(scene, "approver"), MONDAY)
    with pytest.raises(NotAllowed):
        confirm_on_paper(scene.world.actor("leader"), [pick], paper(scene), MONDAY)

    assert confirm_on_paper(office, [pick], paper(scene), MONDAY) == 1

    step = ItemStep.objects.get(item=line, act="confirmed")
    assert step.signed_by == scene.world.actor("leader").person_id
    assert (step.person_id, step.signed_on) == (office.person_id, MONDAY)


def test_a_list_is_settled_by_its_signed_print(scene: Scene, line: WeekItem) -> None:
    one = WeekList.objects.get(pk=line.week_list_id)

    settle_on_paper(scene.world.actor("office"), one, paper(scene), MONDAY, version=1)

    one.refresh_from_db()
    assert one.settled_at is not None
    assert one.signed_by == scene.world.actor("leader").person_id


def test_the_stream_and_the_calendar_show_it_to_whom_it_concerns(
    scene: Scene, line: WeekItem
) -> None:
    say(scene.world.actor("liaison"), Pick(id=line.pk, version=1), is_done=True)
    sunday = MONDAY + timedelta(days=6)

    told = list(line_events(scene.world.actor("leader"), scene.task))
    own = list(calendar_events(scene.world.actor("leader"), MONDAY, sunday))

    assert {event.address for event in told} >= {reverse("worklists:item", args=[line.pk])}
    assert [event.uid for event in own] == [f"week-line-{line.pk}"]
    assert not list(line_events(scene.world.actor("stranger"), scene.task))
    assert not list(calendar_events(scene.world.actor("stranger"), MONDAY, sunday))


def test_the_workbook_has_the_wall_s_columns(scene: Scene, line: WeekItem) -> None:
    post = scene.world.posts["leader"].pk
    answer = scene.world.client("office").get(
        reverse("worklists:week-file", args=[post, MONDAY.isoformat()])
    )
    (sheet,) = read_workbook(answer.content, name="清单.xlsx")
    text = [str(cell) for row in sheet.rows for cell in row]

    for head in ("具体内容", "工作要求", "工作措施", "完成时限", "责任人"):
        assert head in text
    assert any(line.content in one for one in text)


def test_the_phone_strikes_off_what_is_ticked(scene: Scene, line: WeekItem) -> None:
    say(scene.world.actor("liaison"), Pick(id=line.pk, version=1), is_done=True)
    client = scene.world.client("leader")
    page = client.get("/worklists/today/?show=confirm").content.decode()

    answer = client.post(reverse("worklists:confirm"), {"pick": [f"{line.pk}:2"]})

    assert f'value="{line.pk}:2" checked' in page
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.state == "confirmed"

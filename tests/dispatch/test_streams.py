"""The stream of an entry: who may read it, what stands in it, and how far back it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import World

from guatu.audit.actions import store_evidence
from guatu.core.actors import Role
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import Pick, approve_check_ins, freeze_round, return_check_in
from guatu.dispatch.actions.states import keep_states
from guatu.dispatch.models import CheckIn, CheckInEvidence, EntryState, Round
from guatu.dispatch.queries.streams import EVENTS_A_PAGE, Report, Turn, read_place, stream_of
from guatu.ledgers.models import Entry, Milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WEEK = timedelta(days=7)


def address(entry: Entry) -> str:
    return reverse("dispatch:entry-stream", args=[entry.pk])


def text_of(client: Client, where: str, *, is_htmx: bool = False) -> str:
    answer = client.get(where, headers={"HX-Request": "true"} if is_htmx else {})
    assert answer.status_code == 200
    return answer.content.decode()


def bytes_of(client: Client, where: str) -> bytes:
    return b"".join(client.get(where).streaming_content)  # type: ignore[arg-type]


def pick(row: CheckIn) -> Pick:
    return Pick(id=row.pk, version=row.version)


@pytest.fixture
def people(scene: Scene) -> World:
    world = scene.world
    world.add("teammate", world.finance, Role.LIAISON, title="联络员二")
    scene.submit(scene.open(), scene.task, said="首批清单已报审")
    return world


@pytest.mark.parametrize(
    "name",
    [
        "liaison", "teammate", "approver", "unit_admin", "housing_liaison", "office", "leader",
        "assessor",
    ],
)  # fmt: skip
def test_whoever_sees_the_entry_reads_its_stream(scene: Scene, people: World, name: str) -> None:
    assert "首批清单已报审" in text_of(people.client(name), address(scene.task))


@pytest.mark.parametrize("name", ["stranger"])
def test_to_others_there_is_no_stream(scene: Scene, people: World, name: str) -> None:
    client = people.client(name)

    assert client.get(address(scene.task)).status_code == 404
    part = client.get(address(scene.task), headers={"HX-Request": "true"})
    assert part.status_code == 404
    assert "首批清单已报审" not in part.content.decode()


@pytest.mark.parametrize("name", ["system", "security", "auditor"])
def test_the_administrators_are_refused(scene: Scene, people: World, name: str) -> None:
    assert people.client(name).get(address(scene.task)).status_code == 403


def test_a_supporter_of_one_entry_reads_nothing_of_another(scene: Scene) -> None:
    client = scene.world.client("housing_liaison")

    assert client.get(address(scene.task)).status_code == 200
    assert client.get(address(scene.project)).status_code == 404


def test_the_page_of_the_entry_leads_there_without_a_script(scene: Scene) -> None:
    client = scene.world.client("liaison")
    page = text_of(client, reverse("ledgers:entry", args=[scene.task.pk]))

    assert f'hx-get="{address(scene.task)}"' in page
    assert f'<a href="{address(scene.task)}">' in page
    assert "<html" in text_of(client, address(scene.task))
    assert "<html" not in text_of(client, address(scene.task), is_htmx=True)


def test_a_report_says_all_that_was_handed_in(scene: Scene) -> None:
    one = scene.open()
    row = scene.submit(
        one, scene.task, said="完成首批", problem="请区数据局开放接口", outcome="met",
        reported_lamp=Lamp.ON_PACE.value,
    )  # fmt: skip
    proof = store_evidence(scene.world.actor("liaison"), b"%PDF-1.4\n%%EOF\n", "清单.pdf")
    CheckInEvidence.objects.create(check_in=row, evidence=proof, submitted_at=timezone.now())
    approve_check_ins(scene.world.actor("approver"), [pick(row)], MONDAY)

    page = text_of(scene.world.client("leader"), address(scene.task))

    for words in (
        "完成首批", "请区数据局开放接口", "发布首批清单", "达成", "达序时", "清单.pdf", "第1期",
        "未报单位: 区住房和城乡建设局", "单位审核通过", "2026-06-15 10:00",
    ):  # fmt: skip
        assert words in page
    assert reverse("dispatch:file", args=[row.pk, proof.pk]) in page


def test_each_who_reads_the_stream_opens_its_files(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)
    proof = store_evidence(scene.world.actor("liaison"), b"%PDF-1.4\n%%EOF\n", "proof.pdf")
    CheckInEvidence.objects.create(check_in=row, evidence=proof, submitted_at=timezone.now())
    where = reverse("dispatch:file", args=[row.pk, proof.pk])

    for name in ("unit_admin", "leader", "housing_liaison"):
        assert bytes_of(scene.world.client(name), where).startswith(b"%PDF-1.4")
    assert scene.world.client("stranger").get(where).status_code == 404


def test_the_file_of_a_draft_is_for_its_unit_alone(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)
    proof = store_evidence(scene.world.actor("liaison"), b"%PDF-1.4\n%%EOF\n", "proof.pdf")
    CheckInEvidence.objects.create(check_in=row, evidence=proof)
    where = reverse("dispatch:file", args=[row.pk, proof.pk])

    assert bytes_of(scene.world.client("liaison"), where).startswith(b"%PDF-1.4")
    assert scene.world.client("leader").get(where).status_code == 404


def test_a_draft_is_not_in_the_stream(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.task), said="还没写完")

    for name in ("liaison", "leader"):
        assert "还没写完" not in text_of(scene.world.client(name), address(scene.task))


def test_a_returned_report_shows_the_reason_and_not_what_is_half_written(
    scene: Scene, clock: Traveller
) -> None:
    one = scene.open()
    row = scene.submit(one, scene.task, said="做了一些")
    clock.shift(timedelta(hours=1))
    row = return_check_in(scene.world.actor("approver"), pick(row), "请写明数量", MONDAY)
    client = scene.world.client("leader")
    before = text_of(client, address(scene.task))
    clock.shift(timedelta(hours=1))
    row = scene.write(row, said="改到一半")
    reworked = text_of(client, address(scene.task))
    scene.submit(one, scene.task, said="做了二十项")
    after = text_of(client, address(scene.task))

    assert "做了一些" in before
    assert [("请写明数量" in page) for page in (before, reworked, after)] == [True, True, True]
    assert "改到一半" not in reworked
    assert "做了一些" not in reworked
    assert "做了二十项" in after


def test_a_late_report_is_marked(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    assert "▲ 迟报" not in text_of(scene.world.client("leader"), address(scene.task))
    clock.move_to(at(MONDAY + WEEK))
    scene.submit(one, scene.task)

    assert "▲ 迟报" in text_of(scene.world.client("leader"), address(scene.task))


def test_a_lamp_appears_where_it_turned_and_only_there(scene: Scene, clock: Traveller) -> None:
    for number, lamp in enumerate(("on_pace", "on_pace", "behind", "on_pace")):
        clock.move_to(at(MONDAY + number * WEEK))
        one = scene.open(MONDAY + number * WEEK)
        Entry.objects.filter(pk=scene.task.pk).update(lamp=lamp)
        # another thing than the lamp changes each time, so that each freeze writes a state
        Entry.objects.filter(pk=scene.task.pk).update(due_on=MONDAY + (10 + number) * WEEK)
        Round.objects.filter(pk=one.pk).update(state="closed")
        keep_states(one)
        clock.move_to(at(MONDAY + (number + 1) * WEEK, 9))
        freeze_round(scene.world.actor("office"), one.pk, one.version)

    assert EntryState.objects.filter(entry=scene.task).count() == 4
    turns = [e for e in stream_of(scene.task, None).events if isinstance(e, Turn)]
    assert [(turn.before, turn.state.lamp) for turn in turns] == [
        ("behind", "on_pace"), ("on_pace", "behind"),
    ]  # fmt: skip
    assert "第3期冻结时亮灯变化" in text_of(scene.world.client("leader"), address(scene.task))


def fill(scene: Scene, weeks: int) -> None:
    """Have finance and housing report on the task in as many more weeks, at one moment a week."""
    Entry.objects.filter(pk=scene.task.pk).update(starts_on=None)
    begun = Round.objects.count()
    for number in range(begun, begun + weeks):
        one = scene.open(MONDAY - (80 - number) * WEEK)
        CheckIn.objects.filter(round=one, entry=scene.task).update(
            said=f"第{number}周", state="verified", received_at=at(MONDAY - (80 - number) * WEEK)
        )


def test_older_events_follow_without_a_gap_or_a_double(scene: Scene) -> None:
    fill(scene, 27)
    seen: list[int] = []
    after = None
    for _page in range(10):
        stream = stream_of(scene.task, after, with_supports=True)
        seen += [event.row.pk for event in stream.events if isinstance(event, Report)]
        after = read_place(stream.older)
        if after is None:
            break

    rows = CheckIn.objects.filter(entry=scene.task).order_by("-received_at", "-pk")
    assert seen == list(rows.values_list("pk", flat=True))
    assert len(seen) == 54 > 2 * EVENTS_A_PAGE


def test_a_report_that_comes_between_two_pages_shifts_nothing(scene: Scene) -> None:
    fill(scene, 30)
    client = scene.world.client("leader")
    first = stream_of(scene.task, None)
    expected = text_of(client, f"{address(scene.task)}?after={first.older}", is_htmx=True)
    scene.submit(scene.open(), scene.task)

    later = text_of(client, f"{address(scene.task)}?after={first.older}", is_htmx=True)
    assert later == expected
    assert later.count('class="stream-report"') == 10
    assert "<figure" not in later


@pytest.mark.parametrize(
    "text",
    ["", "1", "1-2", "a-b-c", "-1-2-3", "1-2-3-4", f"{10**25}-1-1", f"1-1-{10**19}", "٣-1-1"],
)
def test_an_address_that_names_no_place_shows_the_newest(scene: Scene, text: str) -> None:
    fill(scene, 1)

    assert read_place(text) is None
    assert "第0周" in text_of(scene.world.client("leader"), f"{address(scene.task)}?after={text}")


def test_what_supporters_say_stands_aside_until_asked_for(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="牵头的话")
    scene.submit(one, scene.task, "housing_liaison", said="配合的话")
    client = scene.world.client("leader")
    alone, all_units = (text_of(client, address(scene.task) + query) for query in ("", "?all=1"))

    assert ("牵头的话" in alone, "配合的话" in alone) == (True, False)
    assert ("牵头的话" in all_units, "配合的话" in all_units) == (True, True)
    assert f'href="{address(scene.task)}?all=1"' in alone


def test_the_stream_does_not_ask_more_for_more_events(scene: Scene) -> None:
    client = scene.world.client("leader")
    counts = []
    for weeks in (3, 30):
        fill(scene, weeks - Round.objects.count())
        with CaptureQueriesContext(connection) as queries:
            text_of(client, address(scene.task))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_course_draws_each_report_of_the_lead(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.project, said="封顶", progress=300)
    scene.submit(one, scene.task)
    scene.submit(one, scene.task, "housing_liaison")
    Milestone.objects.filter(entry=scene.task).update(outcome="missed", decided_on=MONDAY)
    client = scene.world.client("leader")

    counted = text_of(client, address(scene.project))
    assert counted.count('class="course-dot') == 1
    assert "最近填报30%（6月15日）" in counted
    assert "course-pace" in counted
    in_words = text_of(client, address(scene.task))
    assert in_words.count('class="course-dot') == 1  # what the supporter said stands below
    assert "course-mark course-missed" in in_words
    assert "course-pace" not in in_words

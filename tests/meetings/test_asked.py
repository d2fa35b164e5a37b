"""Which rounds a meeting rests on: what was due, by cadence, and the picture of last time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from gatherings import light, prepared
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import close_round, open_round
from guatu.dispatch.models import Cadence, EntryState, Round
from guatu.meetings.actions.packaging import make_package
from guatu.meetings.models import AgendaItem, Meeting
from guatu.meetings.queries.asked import asked_round, asked_rounds, picture_of_last_time
from guatu.meetings.queries.gathering import changed_since
from guatu.meetings.words import fact_texts

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


def closed(scene: Scene, day: date, lamp: str) -> Round:
    """Open and close the round of a day; its picture has the task at `lamp`."""
    one = scene.open(day)
    one = close_round(SYSTEM, one.pk, one.version, today=day)
    states = EntryState.objects.filter(entry=scene.task)
    if not states.filter(from_round=one).exists():
        last = states.get(to_ordinal__isnull=True)
        EntryState.objects.filter(pk=last.pk).update(to_ordinal=one.ordinal - 1)
        last.pk, last.from_round, last.from_ordinal = None, one, one.ordinal
        last.save(force_insert=True)
    states.filter(from_round=one).update(lamp=lamp)
    return one


def monthly(scene: Scene, day: date) -> Round:
    cadence = Cadence.objects.create(
        campaign=scene.campaign, event="月度小结", every="month", asks_check_ins=True
    )
    return open_round(SYSTEM, cadence, day)


def silent_texts(meeting: Meeting) -> list[str]:
    found = meeting.items.filter(about=AgendaItem.About.SILENT)
    return [text for item in found for text in fact_texts(item.facts, timezone.localdate())]


def test_a_closed_round_is_compared_with_the_one_before_it(scene: Scene, clock: Traveller) -> None:
    closed(scene, MONDAY, "on_pace")
    clock.move_to(at(MONDAY + WEEK))
    two = closed(scene, MONDAY + WEEK, "severe")

    (line,) = changed_since(scene.world.actor("office"), two).new_red
    package = make_package(
        SYSTEM, two, token=f"clock:{two.pk}", now=timezone.now(), say=lambda *_said: None
    )

    assert (line.entry_id, line.lamp_before, line.lamp_after) == (
        scene.task.pk, Lamp.ON_PACE, Lamp.SEVERE,
    )  # fmt: skip
    assert package.facts["has_earlier"]
    facts = package.parts.get(code="changes").facts
    assert any(str(scene.task.pk) in name for name in facts), facts


def test_a_round_that_opened_on_saturday_names_nobody_on_monday(
    scene: Scene, clock: Traveller
) -> None:
    scene.open(MONDAY)
    running = scene.open(MONDAY + WEEK)
    scene.submit(Round.objects.exclude(pk=running.pk).get(), scene.task)
    clock.move_to(at(MONDAY + WEEK))

    meeting = prepared(scene)

    assert meeting.round != running
    (text,) = silent_texts(meeting)
    assert "2个单位未报" in text  # of the week that is over: finance owes its project, housing too
    scene.submit(Round.objects.exclude(pk=running.pk).get(), scene.project, said="正常")
    assert [one.pk for one in asked_rounds(scene.campaign, timezone.localdate())] != [running.pk]


def test_on_its_last_day_a_round_counts_and_is_said_to_be_open(
    scene: Scene, clock: Traveller
) -> None:
    one = scene.open(MONDAY)
    assert asked_round(scene.campaign, FRIDAY - timedelta(days=1)) is None
    clock.move_to(at(FRIDAY, 6))

    (text,) = silent_texts(prepared(scene))

    assert asked_round(scene.campaign, FRIDAY) == one
    assert "截至目前" in text


def test_a_month_does_not_hide_the_week(scene: Scene, clock: Traveller) -> None:
    month = monthly(scene, date(2026, 5, 20))
    week = scene.open(MONDAY)
    monthly_now = open_round(SYSTEM, month.cadence, MONDAY)
    clock.move_to(at(FRIDAY))

    assert asked_rounds(scene.campaign, FRIDAY) == [week, month]
    assert monthly_now.ends_on > week.ends_on
    texts = silent_texts(prepared(scene))
    assert len(texts) == 2
    assert "月度小结" in texts[1]
    assert not any(item.title for item in Meeting.objects.get().items.filter(about="silent"))


def test_nobody_is_silent_where_nobody_was_asked_or_long_ago(scene: Scene) -> None:
    one = scene.open(MONDAY)
    assert asked_round(scene.campaign, FRIDAY + 5 * WEEK) is None
    Round.objects.filter(pk=one.pk).update(is_missed=True)
    assert asked_round(scene.campaign, FRIDAY) is None


def test_last_time_is_the_picture_before_the_last_meeting(scene: Scene, clock: Traveller) -> None:
    one = closed(scene, MONDAY, "on_pace")
    clock.move_to(at(MONDAY, 15))
    before = prepared(scene)
    Meeting.objects.filter(pk=before.pk).update(
        state="closed", started_at=timezone.now(), closed_at=timezone.now(), minutes={}
    )
    clock.move_to(at(MONDAY + WEEK))
    two = closed(scene, MONDAY + WEEK, "severe")
    meeting = prepared(scene)

    assert meeting.previous == before
    assert picture_of_last_time(meeting) == one != two
    assert picture_of_last_time(before) is None
    light(scene.task, "severe", "behind_pace", progress=1, pace=2, gap=1)
    page = scene.world.client("office").get(reverse("meetings:meeting", args=[meeting.pk]))
    assert '新亮红灯 <span class="meta">1<' in page.content.decode()

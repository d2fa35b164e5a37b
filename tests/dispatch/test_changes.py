"""What changed between two pictures, or until now."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries as Counter
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import make_campaign

from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import close_round, recompute_lamps
from guatu.dispatch.models import EntryState, Round
from guatu.dispatch.queries.changes import changes_between
from guatu.ledgers.models import Entry, EntryLamp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEK = timedelta(days=7)


def closed(scene: Scene, day: date) -> Round:
    one = scene.open(day)
    return close_round(SYSTEM, one.pk, one.version, today=day)


def light(entry: Entry, lamp: str, day: date = MONDAY) -> None:
    """Let an entry stand at a lamp, as if a computation had lit it on `day`."""
    Entry.objects.filter(pk=entry.pk).update(lamp=lamp)
    EntryLamp.objects.filter(entry=entry).update(lamp=lamp, since=day)


def picture(scene: Scene, day: date, lamp: str, due_on: date) -> Round:
    """Close the round of a day; let its state say so of `task`, as the lamps of that day would."""
    one = closed(scene, day)
    made = EntryState.objects.filter(entry=scene.task, from_round=one)
    if not made.exists():
        last = EntryState.objects.get(entry=scene.task, to_ordinal__isnull=True)
        EntryState.objects.filter(pk=last.pk).update(to_ordinal=one.ordinal - 1)
        last.pk, last.from_round, last.from_ordinal = None, one, one.ordinal
        last.save(force_insert=True)
    made.update(lamp=lamp, due_on=due_on)
    return one


@pytest.mark.parametrize(
    ("before", "after", "sort"),
    [
        ("on_pace", "severe", "new_red"),
        ("severe", "on_pace", "recovered"),
        ("behind", "due_soon", "recovered"),
        ("due_soon", "done", "done"),
        ("on_pace", "behind", "newly_late"),
    ],
)
def test_each_sort_between_two_rounds(scene: Scene, before: str, after: str, sort: str) -> None:
    due = date(2026, 12, 31)
    one = picture(scene, MONDAY, before, due)
    two = picture(scene, MONDAY + WEEK, after, due)

    found = changes_between(scene.world.actor("office"), scene.campaign, one, two)

    (line,) = getattr(found, sort)
    assert (line.entry_id, line.lamp_before, line.lamp_after) == (
        scene.task.pk, Lamp(before), Lamp(after),
    )  # fmt: skip
    assert found.count(sort) == 1
    assert line.unit == scene.world.finance.label


def test_new_red_stands_in_one_group_alone(scene: Scene) -> None:
    due = date(2026, 12, 31)
    one = picture(scene, MONDAY, "on_pace", due)
    two = picture(scene, MONDAY + WEEK, "severe", due)

    found = changes_between(scene.world.actor("office"), scene.campaign, one, two)

    assert (found.count("new_red"), found.count("newly_late")) == (1, 0)


def test_a_date_put_off_is_pushed_and_one_brought_forward_is_not(scene: Scene) -> None:
    one = picture(scene, MONDAY, "on_pace", date(2026, 10, 1))
    two = picture(scene, MONDAY + WEEK, "on_pace", date(2026, 11, 1))
    office = scene.world.actor("office")

    (line,) = changes_between(office, scene.campaign, one, two).pushed
    assert (line.due_before, line.due_after) == (date(2026, 10, 1), date(2026, 11, 1))
    assert not changes_between(office, scene.campaign, two, one).pushed


def test_two_weeks_at_once_compare_the_ends_alone(scene: Scene) -> None:
    due = date(2026, 12, 31)
    one = picture(scene, MONDAY, "on_pace", due)
    picture(scene, MONDAY + WEEK, "severe", due)
    three = picture(scene, MONDAY + 2 * WEEK, "on_pace", due)

    found = changes_between(scene.world.actor("office"), scene.campaign, one, three)

    assert not found.new_red
    assert not found.recovered


def test_until_now_sees_what_turned_after_the_last_close(scene: Scene, clock: Traveller) -> None:
    one = picture(scene, MONDAY, "on_pace", date(2026, 12, 31))
    clock.move_to(at(MONDAY + WEEK))
    light(scene.task, "overdue", MONDAY + WEEK)

    found = changes_between(scene.world.actor("office"), scene.campaign, None, None)

    assert found.earlier == one
    assert [line.entry_id for line in found.new_red] == [scene.task.pk]


def test_until_now_sees_what_turned_between_and_stayed(scene: Scene, clock: Traveller) -> None:
    one = picture(scene, MONDAY, "on_pace", date(2026, 12, 31))
    picture(scene, MONDAY + WEEK, "severe", date(2026, 12, 31))
    clock.move_to(at(MONDAY + 3 * WEEK))
    light(scene.task, "severe", MONDAY + timedelta(days=3))

    found = changes_between(scene.world.actor("office"), scene.campaign, one, None)

    assert [line.entry_id for line in found.new_red] == [scene.task.pk]


def test_only_what_the_reader_sees(scene: Scene) -> None:
    due = date(2026, 12, 31)
    one = picture(scene, MONDAY, "on_pace", due)
    two = picture(scene, MONDAY + WEEK, "severe", due)

    assert changes_between(scene.world.actor("liaison"), scene.campaign, one, two).new_red
    assert not changes_between(scene.world.actor("stranger"), scene.campaign, one, two).new_red


def test_without_a_picture_nothing_changed(scene: Scene) -> None:
    office = scene.world.actor("office")
    other = make_campaign(scene.world.district)
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)

    assert changes_between(office, other, None, None).earlier is None
    assert not changes_between(office, scene.campaign, None, None).counts


def test_the_names_are_of_then(scene: Scene) -> None:
    one = picture(scene, MONDAY, "on_pace", date(2026, 12, 31))
    two = picture(scene, MONDAY + WEEK, "severe", date(2026, 12, 31))
    unit = scene.world.finance
    was = unit.label
    type(unit).objects.filter(pk=unit.pk).update(name="区财政和金融局", short_name="")
    EntryState.objects.filter(entry=scene.task).update(title="当时的题目")

    (line,) = changes_between(scene.world.actor("office"), scene.campaign, one, two).new_red

    assert (line.unit, line.title) == (was, "当时的题目")


def test_few_queries_however_many_entries(
    scene: Scene, django_assert_max_num_queries: Counter
) -> None:
    one = picture(scene, MONDAY, "on_pace", date(2026, 12, 31))
    two = picture(scene, MONDAY + WEEK, "severe", date(2026, 12, 31))
    office = scene.world.actor("office")

    with django_assert_max_num_queries(6):
        changes_between(office, scene.campaign, one, two)


@pytest.mark.parametrize("most", [None, 2])
def test_each_sort_stands_in_official_order_whatever_its_lamps_are(
    scene: Scene, most: int | None
) -> None:
    """The later unit's lamp is the worse one: that decides who is named, never who comes first."""
    due = date(2026, 12, 31)
    one = picture(scene, MONDAY, "on_pace", due)
    two = picture(scene, MONDAY + WEEK, "severe", due)
    states = EntryState.objects.filter(from_round=two)
    other = states.get(entry=scene.task)
    before = EntryState.objects.get(entry=scene.project, from_round=one)
    EntryState.objects.filter(entry=scene.project).exclude(pk=before.pk).delete()
    EntryState.objects.filter(pk=before.pk).update(to_ordinal=one.ordinal, lamp="on_pace")
    EntryState.objects.create(
        entry=scene.project, unit=scene.world.housing, lamp="overdue", from_round=two,
        from_ordinal=two.ordinal,
    )  # fmt: skip

    found = changes_between(SYSTEM, scene.campaign, one, two, most=most)

    assert other.unit.official_order < scene.world.housing.official_order
    assert [line.lamp_after for line in found.new_red] == [Lamp.SEVERE, Lamp.OVERDUE]

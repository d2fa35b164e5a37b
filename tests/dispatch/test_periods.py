"""Periods derived from rounds: the worked example of the methods page, rights, and bounded reads."""

from __future__ import annotations

from datetime import date

import pytest
from fortnight import say, shut, worked_example
from pytest_django import DjangoAssertNumQueries as Counter
from scenes import MONDAY, Scene
from time_machine import Traveller

from guatu.core.actors import Actor
from guatu.dispatch.models import RoundSum
from guatu.dispatch.queries.monthmarks import Mark, Month
from guatu.dispatch.queries.periodrows import NAMES_OF_ROWS, Stretch, rows_of
from guatu.dispatch.queries.periods import PeriodPicture, picture, visible_period
from guatu.dispatch.queries.spans import last_of, next_of, span_of, spans_until
from guatu.shell.errors import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JUNE = date(2026, 6, 1)


def june(scene: Scene, who: Actor | None = None) -> PeriodPicture:
    return picture(who or scene.world.actor("office"), scene.campaign, "month", MONDAY)


@pytest.mark.parametrize("is_frozen", [True, False])
def test_a_month_adds_up_its_weeks(scene: Scene, clock: Traveller, *, is_frozen: bool) -> None:
    worked_example(scene, clock, is_frozen=is_frozen)
    assert RoundSum.objects.exists() is is_frozen

    found = june(scene)

    counts = found.reports
    assert (counts.asked, counts.received, counts.late, counts.silent) == (6, 4, 1, 2)
    assert counts.problems == 1
    assert [part.counts.asked for part in found.rounds] == [3, 3]
    by_unit = {part.unit.id: part.counts for part in found.units}
    finance, housing = by_unit[scene.world.finance.pk], by_unit[scene.world.housing.pk]
    assert (finance.asked, finance.received, finance.late) == (4, 3, 0)
    assert (housing.asked, housing.received, housing.late) == (2, 1, 1)


def test_units_stand_in_official_order(scene: Scene, clock: Traveller) -> None:
    worked_example(scene, clock)

    orders = [part.unit.official_order for part in june(scene).units]

    assert orders == sorted(orders)


@pytest.mark.parametrize("is_frozen", [True, False])
def test_every_number_is_its_rows(scene: Scene, clock: Traveller, *, is_frozen: bool) -> None:
    worked_example(scene, clock, is_frozen=is_frozen)
    office = scene.world.actor("office")
    found = june(scene)

    here = Stretch.of(office, scene.campaign, found.span)
    for name in ("asked", "received", "late", "silent", "unchanged", "sent_back", "problems"):
        assert rows_of(here, name).count() == getattr(found.reports, name), name
    for name, number in found.numbers.items():
        assert rows_of(here, name).count() == number, name
    for lamp, number in found.lamps_last.items():
        assert rows_of(here, f"lamp-{lamp}").count() == number, lamp


def test_a_missed_month_is_red_and_a_late_one_yellow(scene: Scene, clock: Traveller) -> None:
    worked_example(scene, clock)

    marks = {part.unit.id: part.months for part in june(scene).units}

    assert [month.mark for month in marks[scene.world.finance.pk]] == [Mark.MISSED]
    assert [month.mark for month in marks[scene.world.housing.pk]] == [Mark.MISSED]


@pytest.mark.parametrize(
    ("month", "frozen", "now"),
    [
        (Month(), "in_time", "in_time"),
        (Month(silent=1), "missed", "missed"),
        (Month(silent=1, filled=1), "missed", "late"),
        (Month(silent=2, filled=1), "missed", "missed"),
        (Month(late=1), "late", "late"),
        (Month(silent=1, late=1, filled=1), "missed", "late"),
    ],
)
def test_the_published_rule_filled_later_stays_yellow(month: Month, frozen: str, now: str) -> None:
    assert (month.as_frozen, month.mark) == (frozen, now)


def test_who_never_answered_is_named(scene: Scene) -> None:
    one = scene.open(MONDAY)
    say(scene, one)
    shut(one, MONDAY)

    assert [part.unit.id for part in june(scene).silent_units] == [scene.world.housing.pk]


def test_the_month_before_stands_beside(scene: Scene, clock: Traveller) -> None:
    worked_example(scene, clock)
    july = picture(scene.world.actor("office"), scene.campaign, "month", date(2026, 7, 3))

    assert july.last_span is not None
    assert july.last_span.starts_on == JUNE
    assert july.last_reports.asked == 6
    assert july.reports.asked == 0


def test_a_unit_sees_its_own_part_alone(scene: Scene, clock: Traveller) -> None:
    worked_example(scene, clock)

    mine = june(scene, scene.world.actor("housing_liaison"))

    assert mine.reports.asked == 4  # of the task, which it supports: its own two and its lead's
    assert scene.project.pk not in {
        row.entry_id
        for name in ("asked", "silent")
        for row in rows_of(
            Stretch.of(scene.world.actor("housing_liaison"), scene.campaign, mine.span), name
        )
    }


def test_a_stranger_finds_nothing_counted(scene: Scene, clock: Traveller) -> None:
    worked_example(scene, clock)

    found = june(scene, scene.world.actor("stranger"))

    assert (found.reports.asked, found.units, found.lamps_last) == (0, (), {})
    assert not any(found.numbers.values())


def test_what_no_campaign_is_not_there(scene: Scene) -> None:
    with pytest.raises(NotFound):
        visible_period(scene.world.actor("office"), "no-such", "month", MONDAY)


@pytest.mark.parametrize("every", ["week", "day", "phase-9", "century"])
def test_what_is_no_period_is_not_there(scene: Scene, every: str) -> None:
    with pytest.raises(NotFound):
        visible_period(scene.world.actor("office"), scene.campaign.slug, every, MONDAY)


def test_periods_follow_each_other(scene: Scene) -> None:
    quarter = span_of(scene.campaign, "quarter", MONDAY)
    assert quarter is not None
    assert (quarter.starts_on, quarter.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))

    later = next_of(scene.campaign, quarter)
    assert later is not None
    assert last_of(scene.campaign, later) == quarter
    assert spans_until(scene.campaign, "quarter", MONDAY)[0] == quarter


def test_as_many_reads_for_a_year_as_for_a_month(
    scene: Scene, clock: Traveller, django_assert_max_num_queries: Counter
) -> None:
    worked_example(scene, clock)
    office = scene.world.actor("office")

    for every in ("month", "year"):
        with django_assert_max_num_queries(60):
            picture(office, scene.campaign, every, MONDAY)


def test_all_names_open_rows(scene: Scene, clock: Traveller) -> None:
    worked_example(scene, clock)
    here = Stretch.of(scene.world.actor("office"), scene.campaign, june(scene).span)

    assert {name: rows_of(here, name).count() for name in NAMES_OF_ROWS}["asked"] == 6

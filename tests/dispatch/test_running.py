"""Rounds that run by themselves: opened, reminded of, closed and frozen by the clock, once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import close_past_rounds, open_round
from guatu.dispatch.actions.running import follow_calendar, freeze_due, open_due, remind
from guatu.dispatch.models import Cadence, CheckIn, Round, RoundExtension, RoundReminder
from guatu.dispatch.queries.due import due_rounds
from guatu.dispatch.queries.rhythms import Clock, preview
from guatu.ledgers.models import Entry
from guatu.notices.models import Notice
from guatu.shell.models import CalendarDay, CalendarYear

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = date(2026, 6, 19)


def run(scene: Scene, moment: datetime) -> int:
    return open_due(scene.cadence.pk, moment, after_each=lambda _n: None)


def works(moment: datetime) -> list[str]:
    return [one.work.removeprefix("dispatch.") for one in due_rounds(moment)]


def begin(scene: Scene, day: date = MONDAY, **settings: object) -> Cadence:
    Cadence.objects.filter(pk=scene.cadence.pk).update(begins_on=day, **settings)
    scene.cadence.refresh_from_db()
    return scene.cadence


def test_a_round_opens_by_itself_and_only_once(scene: Scene) -> None:
    begin(scene)
    assert works(at(MONDAY)) == ["open"]

    assert run(scene, at(MONDAY)) == 1
    assert run(scene, at(MONDAY)) == 0

    one = Round.objects.get()
    assert (one.starts_on, one.ends_on, one.due_on) == (date(2026, 6, 13), FRIDAY, FRIDAY)
    assert (one.until, one.check_ins.count()) == (at(date(2026, 6, 20), 0), 3)
    assert works(at(MONDAY)) == []


def test_what_was_missed_is_written_down_in_order_and_asks_nobody(
    scene: Scene, clock: Traveller
) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    later = at(MONDAY + timedelta(days=22))
    clock.move_to(later)

    assert run(scene, later) == 3

    rounds = list(Round.objects.order_by("ordinal"))
    assert [one.ordinal for one in rounds] == [1, 2, 3, 4]
    assert [one.is_missed for one in rounds] == [False, True, True, False]
    assert [one.state for one in rounds] == ["closed", "closed", "closed", "open"]
    assert [one.check_ins.count() for one in rounds] == [3, 0, 0, 3]
    starts = [one.starts_on for one in rounds]
    assert starts == [rounds[0].starts_on + timedelta(days=7 * n) for n in range(4)]
    assert AuditEvent.objects.filter(act="round.miss").count() == 2


def test_a_clock_set_back_opens_and_closes_nothing(scene: Scene, clock: Traveller) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    clock.move_to(at(date(2026, 6, 20), 8))
    run(scene, at(date(2026, 6, 20), 8))
    assert list(Round.objects.values_list("state", flat=True)) == ["closed", "open"]

    clock.move_to(at(MONDAY))
    assert works(at(MONDAY)) == []
    assert run(scene, at(MONDAY)) == 0
    assert close_past_rounds(MONDAY) == 0
    assert Round.objects.count() == 2


def test_a_report_after_the_close_is_late_though_the_clock_went_back(
    scene: Scene, clock: Traveller
) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    clock.move_to(at(date(2026, 6, 20), 8))
    close_past_rounds(date(2026, 6, 20))
    clock.move_to(at(MONDAY, 12))

    assert scene.submit(one, scene.task).is_late


def test_grace_is_within_the_time(scene: Scene, clock: Traveller) -> None:
    begin(scene, due_minute=17 * 60, grace_hours=3)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    assert (one.until, one.late_from) == (at(FRIDAY, 17), at(FRIDAY, 20))

    assert works(at(FRIDAY, 19, 59)) == []
    assert works(at(FRIDAY, 20)) == ["close"]
    clock.move_to(at(FRIDAY, 19, 59))
    assert not scene.submit(one, scene.task).is_late
    clock.move_to(at(FRIDAY, 20))
    assert scene.submit(one, scene.task, "housing_liaison").is_late


def test_a_unit_with_more_time_is_not_late_and_the_others_are(
    scene: Scene, clock: Traveller
) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    saturday = date(2026, 6, 20)
    RoundExtension.objects.create(
        round=one, unit=scene.world.finance, late_at=at(saturday, 12), reason="系统迁移",
        granted_at=at(MONDAY),
    )  # fmt: skip
    clock.move_to(at(saturday, 9))
    close_past_rounds(saturday)

    assert not scene.submit(one, scene.task).is_late
    assert scene.submit(one, scene.task, "housing_liaison").is_late


def test_units_that_are_silent_are_reminded_once_a_step(scene: Scene, clock: Traveller) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    scene.submit(one, scene.task, "housing_liaison")
    clock.move_to(at(FRIDAY, 0, 1))
    assert works(at(FRIDAY, 0, 1)) == ["remind"]

    assert remind(one.pk, "before-24", at(FRIDAY, 0, 1)) == 1
    assert remind(one.pk, "before-24", at(FRIDAY, 0, 2)) == 0

    row = RoundReminder.objects.get()
    assert (row.unit, row.still_open) == (scene.world.finance, 2)
    assert Notice.objects.filter(key=f"round-{one.pk}-before-24").count() == 1
    assert AuditEvent.objects.filter(act="round.remind").count() == 1
    saturday = date(2026, 6, 20)
    clock.move_to(at(saturday, 12))
    close_past_rounds(saturday)
    assert "remind" in works(at(saturday, 12))
    assert remind(one.pk, "after-12", at(saturday, 12)) == 1


def test_a_step_that_passed_unseen_is_not_made_up_for(scene: Scene) -> None:
    begin(scene, remind_before=[48, 24])
    run(scene, at(MONDAY))
    one = Round.objects.get()

    assert remind(one.pk, "before-48", at(FRIDAY, 1)) == 0  # the next step has come
    assert remind(one.pk, "before-24", at(FRIDAY, 1)) == 2
    assert "remind" not in works(at(FRIDAY + timedelta(days=5)))


def test_rounds_freeze_in_order_when_their_days_are_over(scene: Scene, clock: Traveller) -> None:
    begin(scene, freeze_days=2)
    run(scene, at(MONDAY))
    for days in (7, 14):
        clock.move_to(at(MONDAY + timedelta(days=days)))
        run(scene, at(MONDAY + timedelta(days=days)))
    first, second, third = Round.objects.order_by("ordinal")
    now = at(MONDAY + timedelta(days=14))

    assert not freeze_due(second.pk, now)  # not before the first
    assert freeze_due(first.pk, now)
    assert not freeze_due(first.pk, now)
    assert freeze_due(second.pk, now)
    assert not freeze_due(third.pk, now)
    assert list(Round.objects.order_by("ordinal").values_list("state", flat=True)) == [
        "frozen", "frozen", "open",
    ]  # fmt: skip


def test_without_freezing_days_nothing_freezes_by_itself(scene: Scene, clock: Traveller) -> None:
    begin(scene, freeze_days=None)
    run(scene, at(MONDAY))
    later = at(MONDAY + timedelta(days=60))
    clock.move_to(later)
    close_past_rounds(later.date())

    assert "freeze" not in works(later)


def test_a_closed_campaign_opens_and_reminds_no_more_but_closes_and_freezes(
    scene: Scene, clock: Traveller
) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    Campaign.objects.filter(pk=scene.campaign.pk).update(status=Campaign.Status.CLOSED)

    assert works(at(FRIDAY, 1)) == []
    later = at(date(2026, 7, 20))
    assert works(later) == ["close"]
    clock.move_to(later)
    close_past_rounds(later.date())
    assert works(later) == ["freeze"]


def test_a_paused_cadence_waits_and_misses_nothing(scene: Scene, clock: Traveller) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    begin(scene, is_paused=True)
    later = MONDAY + timedelta(days=21)
    clock.move_to(at(later))
    assert run(scene, at(later)) == 0

    begin(scene, later, is_paused=False)
    assert run(scene, at(later)) == 1
    assert not Round.objects.filter(is_missed=True).exists()


def test_a_change_begins_with_the_next_round(scene: Scene, clock: Traveller) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    begin(scene, weekday=3)

    one = Round.objects.get()
    assert (one.ends_on, one.until) == (FRIDAY, at(date(2026, 6, 20), 0))
    ahead = preview(scene.cadence, Clock.at(at(MONDAY)), 2)
    assert [(d.period.starts_on, d.period.ends_on) for d in ahead] == [
        (date(2026, 6, 20), date(2026, 6, 24)),
        (date(2026, 6, 25), date(2026, 7, 1)),
    ]
    clock.move_to(at(date(2026, 6, 22)))
    run(scene, at(date(2026, 6, 22)))
    assert Round.objects.get(ordinal=2).ends_on == date(2026, 6, 24)


def test_a_rest_of_less_than_half_a_period_joins_the_next(scene: Scene) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    begin(scene, weekday=1)

    (first,) = preview(scene.cadence, Clock.at(at(MONDAY)), 1)
    assert (first.period.starts_on, first.period.ends_on) == (
        date(2026, 6, 20),
        date(2026, 6, 29),
    )


def test_a_cadence_begins_in_the_middle_of_a_campaign(scene: Scene) -> None:
    begin(scene, date(2026, 6, 28), every="month", due_day=25)  # June was due before it began

    (first,) = preview(scene.cadence, Clock.at(at(date(2026, 6, 28))), 1)
    assert (first.period.starts_on, first.due_on) == (date(2026, 7, 1), date(2026, 7, 25))
    assert works(at(date(2026, 6, 28))) == []


def test_no_round_begins_after_the_last_day(scene: Scene, clock: Traveller) -> None:
    begin(scene, ends_on=FRIDAY)
    run(scene, at(MONDAY))
    clock.move_to(at(date(2026, 7, 1)))

    assert run(scene, at(date(2026, 7, 1))) == 0


def test_a_round_of_no_units_opens_and_closes(scene: Scene, clock: Traveller) -> None:
    Entry.objects.all().update(closed_on=date(2026, 6, 1))
    begin(scene)

    assert run(scene, at(MONDAY)) == 1
    one = Round.objects.get()
    assert one.check_ins.count() == 0
    assert remind(one.pk, "before-24", at(FRIDAY, 1)) == 0
    clock.move_to(at(date(2026, 6, 20)))
    assert close_past_rounds(date(2026, 6, 20)) == 1


def test_only_leads_are_asked_where_leads_owe(scene: Scene) -> None:
    begin(scene, owes="leads")
    run(scene, at(MONDAY))

    assert not CheckIn.objects.filter(unit=scene.world.housing).exists()
    assert CheckIn.objects.filter(unit=scene.world.finance).count() == 2


@pytest.mark.parametrize(
    ("narrowed", "asked"),
    [
        ({"kinds": ["task"]}, {"task"}),
        ({"kinds": ["project"]}, {"project"}),
        ({"lamps": ["behind"]}, {"task"}),
        ({"weight": "led"}, set()),
        ({"weight": "unled"}, {"task", "project"}),
    ],
)
def test_a_cadence_asks_about_what_it_covers(
    scene: Scene, narrowed: dict[str, object], asked: set[str]
) -> None:
    Entry.objects.filter(pk=scene.task.pk).update(lamp=Lamp.BEHIND)
    begin(scene, **narrowed)
    run(scene, at(MONDAY))

    kinds = set(CheckIn.objects.values_list("entry__kind__code", flat=True))
    assert kinds == asked


def test_two_cadences_do_not_ask_the_same_at_the_same_time(scene: Scene) -> None:
    begin(scene, kinds=["task"])
    run(scene, at(MONDAY))
    other = Cadence.objects.create(
        campaign=scene.campaign, event="重点月报", every="month", asks_check_ins=True
    )

    monthly = open_round(SYSTEM, other, MONDAY)

    assert set(monthly.check_ins.values_list("entry", flat=True)) == {scene.project.pk}


def test_a_cut_off_moves_with_the_calendar_while_it_lies_ahead(scene: Scene) -> None:
    begin(scene, off_days="earlier", due_minute=17 * 60)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    # 19 June 2026 is the Dragon Boat Festival in the built-in table
    assert (one.nominal_on, one.due_on) == (FRIDAY, FRIDAY - timedelta(days=1))

    year = CalendarYear.objects.create(year=2026, source="改")
    assert works(at(MONDAY)) == ["move"]
    assert follow_calendar(one.pk, Clock.at(at(MONDAY)))
    assert not follow_calendar(one.pk, Clock.at(at(MONDAY)))
    one.refresh_from_db()
    assert (one.due_on, one.until) == (FRIDAY, at(FRIDAY, 17))

    CalendarDay.objects.create(year=year, day=FRIDAY, is_worked=False, name="端午节")
    assert not follow_calendar(one.pk, Clock.at(at(FRIDAY, 9)))  # it would be yesterday
    assert works(at(MONDAY)) == ["move"]


def more_time(scene: Scene, one: Round, until: datetime, granted: datetime) -> None:
    RoundExtension.objects.create(
        round=one, unit=scene.world.finance, late_at=until, reason="系统迁移", granted_at=granted
    )


def reminded(one: Round, step: str) -> list[str]:
    rows = one.reminders.filter(step=step).order_by("unit__official_order")
    return [row.unit.name for row in rows]


def remind_all(moment: datetime) -> int:
    """Do what is found due, as the worker does."""
    return sum(
        remind(one.arguments["round"], one.arguments["step"], moment)
        for one in due_rounds(moment)
        if one.work == "dispatch.remind"
    )


def test_a_unit_with_more_time_is_reminded_by_its_own_end(scene: Scene, clock: Traveller) -> None:
    """More time until Monday noon: nothing a day before Friday's end, nor after it, but by its own."""
    begin(scene)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    monday = date(2026, 6, 22)
    more_time(scene, one, at(monday, 12), at(MONDAY, 12))
    housing, finance = scene.world.housing.name, scene.world.finance.name

    clock.move_to(at(FRIDAY, 0, 1))
    assert remind_all(at(FRIDAY, 0, 1)) == 1
    assert reminded(one, "before-24") == [housing]
    saturday = date(2026, 6, 20)
    clock.move_to(at(saturday, 12))
    close_past_rounds(saturday)
    assert remind_all(at(saturday, 12)) == 1
    assert reminded(one, "after-12") == [housing]
    sunday = date(2026, 6, 21)
    clock.move_to(at(sunday, 12))
    assert remind_all(at(sunday, 12)) == 1  # the round is closed; its own end lies ahead
    assert sorted(reminded(one, "before-24")) == sorted([housing, finance])
    (own,) = Notice.objects.filter(key__startswith=f"round-{one.pk}-before-24-")
    assert "2026-06-22 12:00" in own.text
    assert own.due_at == at(monday, 12)


def test_a_unit_whose_more_time_is_over_is_reminded_that_it_is(
    scene: Scene, clock: Traveller
) -> None:
    begin(scene)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    saturday = date(2026, 6, 20)
    more_time(scene, one, at(saturday, 12), at(FRIDAY, 18))
    clock.move_to(at(saturday, 12, 1))
    close_past_rounds(saturday)

    remind_all(at(saturday, 12, 1))
    assert reminded(one, "after-12") == [scene.world.housing.name]
    remind_all(at(date(2026, 6, 21), 0, 1))
    assert len(reminded(one, "after-12")) == 2


def test_a_step_from_before_the_more_time_was_granted_is_left_out(
    scene: Scene, clock: Traveller
) -> None:
    """Who asked for half a day on Friday evening is not told on the spot that it is nearly over."""
    begin(scene)
    run(scene, at(MONDAY))
    one = Round.objects.get()
    more_time(scene, one, at(date(2026, 6, 20), 12), at(FRIDAY, 18))
    clock.move_to(at(FRIDAY, 18, 1))

    remind_all(at(FRIDAY, 18, 1))

    assert reminded(one, "before-24") == [scene.world.housing.name]

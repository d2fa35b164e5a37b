"""What one worker finds due by its clock, a worker whose clock lags does all the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from behind import work_off
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.dispatch.actions import close_past_rounds
from guatu.dispatch.actions.running import open_due
from guatu.dispatch.models import Cadence, Round, RoundReminder
from guatu.dispatch.queries.due import due_rounds
from guatu.dispatch.works import due_each_day
from guatu.jobs import works
from guatu.jobs.models import Job
from guatu.jobs.scheduling import find
from guatu.ledgers.models import Entry, EntryLamp

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 6, 19)
SATURDAY = date(2026, 6, 20)
LAG = timedelta(hours=3)


@pytest.fixture
def begun(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return a scene whose cadence runs from Monday on; nothing but rounds is found due."""
    monkeypatch.setattr(works, "_finders", [due_rounds])
    Cadence.objects.filter(pk=scene.cadence.pk).update(
        begins_on=MONDAY, due_minute=17 * 60, freeze_days=2
    )
    return scene


def found_by_one_done_by_other(clock: Traveller, moment: datetime) -> list[str]:
    """Find by a clock that is right, do it by one that lags; return what was done."""
    clock.move_to(moment)
    find(moment)
    waiting = list(
        Job.objects.filter(state="waiting").order_by("pk").values_list("work", flat=True)
    )
    clock.move_to(moment - LAG)
    work_off()
    clock.move_to(moment)
    assert not Job.objects.exclude(state="done").exists()
    return [work.removeprefix("dispatch.") for work in waiting]


def open_it(scene: Scene, moment: datetime) -> Round:
    open_due(scene.cadence.pk, moment, after_each=lambda _n: None)
    return Round.objects.get()


@pytest.mark.usefixtures("begun")
def test_a_round_opens(clock: Traveller) -> None:
    """On Monday at the first minute; the other clock says Sunday evening still."""
    moment = at(MONDAY, 0, 1)

    assert found_by_one_done_by_other(clock, moment) == ["open"]

    one = Round.objects.get()
    assert (one.state, one.check_ins.count()) == ("open", 3)
    assert find(moment) == 0


def test_units_are_reminded(begun: Scene, clock: Traveller) -> None:
    one = open_it(begun, at(MONDAY))
    moment = at(FRIDAY - timedelta(days=1), 17, 1)

    assert found_by_one_done_by_other(clock, moment) == ["remind"]

    assert RoundReminder.objects.filter(round=one, step="before-24").count() == 2


def test_a_round_closes_and_what_comes_then_is_late_by_either_clock(
    begun: Scene, clock: Traveller
) -> None:
    one = open_it(begun, at(MONDAY))
    moment = at(FRIDAY, 17, 1)

    assert found_by_one_done_by_other(clock, moment) == ["close"]

    one.refresh_from_db()
    assert (one.state, one.closed_at) == ("closed", one.late_from)
    clock.move_to(moment - LAG)
    assert begun.submit(one, begun.task).is_late


def test_a_round_freezes(begun: Scene, clock: Traveller) -> None:
    one = open_it(begun, at(MONDAY))
    clock.move_to(at(SATURDAY))
    close_past_rounds(SATURDAY)
    moment = at(FRIDAY + timedelta(days=2), 17, 1)
    Cadence.objects.filter(pk=begun.cadence.pk).update(is_paused=True)  # the next one is no matter

    assert found_by_one_done_by_other(clock, moment) == ["freeze"]

    one.refresh_from_db()
    assert one.state == "frozen"


def test_the_lamps_of_a_day_are_of_that_day(
    begun: Scene, clock: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry due on Sunday is overdue on Monday, though the worker's clock says Sunday still."""
    monkeypatch.setattr(works, "_finders", [due_each_day])
    Entry.objects.filter(pk=begun.task.pk).update(due_on=MONDAY - timedelta(days=1))

    assert "light" in found_by_one_done_by_other(clock, at(MONDAY, 0, 1))

    assert EntryLamp.objects.filter(entry=begun.task).get().lamp == "overdue"


def test_more_time_given_while_a_round_was_being_frozen_freezes_it_later(
    begun: Scene, clock: Traveller
) -> None:
    """The work that came too early leaves the later due time its own key."""
    one = open_it(begun, at(MONDAY))
    clock.move_to(at(SATURDAY))
    close_past_rounds(SATURDAY)
    Cadence.objects.filter(pk=begun.cadence.pk).update(is_paused=True)
    moment = at(FRIDAY + timedelta(days=2), 17, 1)
    clock.move_to(moment)
    find(moment)
    Cadence.objects.filter(pk=begun.cadence.pk).update(freeze_days=3)
    work_off()
    one.refresh_from_db()
    assert one.state == "closed"

    later = moment + timedelta(days=1)
    clock.move_to(later)
    find(later)
    work_off()
    one.refresh_from_db()
    assert one.state == "frozen"

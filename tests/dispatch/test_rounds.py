"""Opening, closing and freezing rounds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import make_campaign

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import (
    close_past_rounds,
    close_round,
    ensure_cadence,
    freeze_round,
    open_round,
)
from guatu.dispatch.models import Cadence, EntryState, Round, UnitState
from guatu.dispatch.queries.rounds import rounds_overview
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_campaign_without_a_cadence_gets_a_weekly_one_once(scene: Scene) -> None:
    office = scene.world.actor("office")
    campaign = make_campaign(scene.world.district)

    cadence = ensure_cadence(office, campaign)

    assert (cadence.every, cadence.weekday, cadence.asks_check_ins) == ("week", 5, True)
    assert ensure_cadence(office, campaign) == cadence


def test_the_same_period_is_one_round(scene: Scene) -> None:
    one = scene.open()

    assert scene.open(MONDAY + timedelta(days=4)) == one
    assert (one.starts_on, one.ends_on, one.ordinal) == (date(2026, 6, 13), date(2026, 6, 19), 1)
    assert one.slug == f"{scene.campaign.slug}-week-01"
    assert Round.objects.count() == 1


def test_entries_that_came_since_are_asked_when_it_is_opened_again(scene: Scene) -> None:
    one = scene.open()
    insert_entries(
        scene.campaign,
        "task",
        [NewEntry(title="新增事项", leads=(Assigned(unit_id=scene.world.town.pk),))],
    )
    events = AuditEvent.objects.filter(act="round.ask")
    assert not events.exists()

    scene.open()
    scene.open()

    assert one.check_ins.filter(entry__title="新增事项").count() == 1
    assert events.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"closed_on": date(2026, 6, 1)},
        {"starts_on": date(2026, 6, 20)},
        {"roll_up": "worst"},
    ],
)
def test_what_is_done_or_ahead_or_derived_is_not_asked(
    scene: Scene, change: dict[str, object]
) -> None:
    Entry.objects.filter(pk=scene.project.pk).update(**change)

    assert not scene.open().check_ins.filter(entry=scene.project).exists()


def test_the_next_round_closes_the_one_before(scene: Scene) -> None:
    one = scene.open()

    two = scene.open(MONDAY + timedelta(days=7))

    one.refresh_from_db()
    assert (one.state, two.state, two.ordinal) == ("closed", "open", 2)


def test_a_second_weekly_cadence_has_slugs_of_its_own(scene: Scene) -> None:
    one = scene.open()
    other = Cadence.objects.create(campaign=scene.campaign, event="专班周会", every="week")

    assert open_round(SYSTEM, other, MONDAY).slug == f"{one.slug}-{other.pk}"


def test_rounds_past_their_end_close_when_touched(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    friday = one.ends_on
    clock.move_to(at(friday, 23, 59))
    assert close_past_rounds(friday) == 0

    assert close_past_rounds(friday + timedelta(days=1)) == 1

    one.refresh_from_db()
    assert one.state == "closed"
    assert close_past_rounds(friday + timedelta(days=1)) == 0


def test_silence_lights_unreported_when_the_round_closes(scene: Scene) -> None:
    one = scene.open()

    close_round(SYSTEM, one.pk, one.version, today=MONDAY)

    scene.task.refresh_from_db()
    assert scene.task.lamp == "unreported"
    assert scene.task.lamp_reason.inputs == {"missing_reports": 1, "at_least": 1}


@pytest.mark.parametrize("who", ["liaison", "approver", "leader", "assessor", "system"])
def test_only_the_campaign_office_runs_rounds(scene: Scene, who: str) -> None:
    one = scene.open()
    actor = scene.world.actor(who)

    with pytest.raises(NotAllowed):
        open_round(actor, scene.cadence, MONDAY)
    with pytest.raises((NotAllowed, NotFound)):
        close_round(actor, one.pk, one.version, today=MONDAY)


def test_a_round_is_closed_once_and_at_the_version_seen(scene: Scene) -> None:
    one = scene.open()
    with pytest.raises(Stale):
        close_round(SYSTEM, one.pk, one.version + 1, today=MONDAY)
    closed = close_round(SYSTEM, one.pk, one.version, today=MONDAY)

    with pytest.raises(InvalidState):
        close_round(SYSTEM, one.pk, closed.version, today=MONDAY)


def closed(scene: Scene, day: date) -> Round:
    one = scene.open(day)
    return close_round(SYSTEM, one.pk, one.version, today=day)


def frozen(scene: Scene, day: date) -> Round:
    one = closed(scene, day)
    return freeze_round(SYSTEM, one.pk, one.version)


def test_closing_writes_all_states_once_then_only_what_changed(scene: Scene) -> None:
    world = scene.world
    first = frozen(scene, MONDAY)
    assert EntryState.objects.count() == 2
    units = UnitState.objects.count()
    second = frozen(scene, MONDAY + timedelta(days=7))
    assert (EntryState.objects.count(), UnitState.objects.count()) == (2, units)

    Entry.objects.filter(pk=scene.task.pk).update(stage="under_way")
    type(world.finance).objects.filter(pk=world.finance.pk).update(name="区财政和金融局")
    third = frozen(scene, MONDAY + timedelta(days=14))

    states = EntryState.objects.filter(entry=scene.task).order_by("pk")
    assert list(states.values_list("from_round", "to_round", "stage", "to_ordinal")) == [
        (first.pk, second.pk, "assigned", 2),
        (third.pk, None, "under_way", None),
    ]
    names = UnitState.objects.filter(unit=world.finance).order_by("pk")
    assert list(names.values_list("name", "to_ordinal")) == [
        ("区财政局", 2),
        ("区财政和金融局", None),
    ]
    assert EntryState.objects.filter(entry=scene.project).count() == 1


def test_a_frozen_round_keeps_what_stood_when_it_closed(scene: Scene) -> None:
    one = closed(scene, MONDAY)
    Entry.objects.filter(pk=scene.task.pk).update(stage="under_way")
    unit = scene.world.finance
    type(unit).objects.filter(pk=unit.pk).update(name="区财政和金融局")

    freeze_round(SYSTEM, one.pk, one.version)

    assert EntryState.objects.get(entry=scene.task).stage == "assigned"
    assert UnitState.objects.get(unit=unit).name == "区财政局"


def test_rounds_that_end_are_kept_with_the_lamps_of_their_end(scene: Scene) -> None:
    one = scene.open()

    close_past_rounds(one.ends_on + timedelta(days=1))

    assert EntryState.objects.get(entry=scene.task).lamp == "unreported"
    event = AuditEvent.objects.get(act="round.close")
    assert event.details["entry_states"] == 2


def test_a_frozen_round_is_frozen_for_good(scene: Scene) -> None:
    one = frozen(scene, MONDAY)

    with pytest.raises(InvalidState):
        freeze_round(SYSTEM, one.pk, one.version)
    with pytest.raises(InvalidState):
        close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    assert scene.open().state == "frozen"  # the same period: nothing is opened again


def test_an_open_round_is_not_frozen(scene: Scene) -> None:
    one = scene.open()

    with pytest.raises(InvalidState):
        freeze_round(SYSTEM, one.pk, one.version)


def test_the_past_is_frozen_in_its_order(scene: Scene) -> None:
    closed(scene, MONDAY)
    second = closed(scene, MONDAY + timedelta(days=7))

    with pytest.raises(InvalidState):
        freeze_round(SYSTEM, second.pk, second.version)


def test_the_overview_counts(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    scene.submit(one, scene.task)
    clock.move_to(at(one.ends_on + timedelta(days=1)))
    scene.submit(one, scene.project)

    (group,) = rounds_overview(scene.world.actor("office"), MONDAY)
    (line,) = group.lines

    counts = (line.asked, line.received, line.late, line.returned, line.approved)
    assert counts == (3, 2, 1, 0, 0)
    assert group.next_period is None
    assert rounds_overview(scene.world.actor("leader"), MONDAY)[0].may_run is False
    assert rounds_overview(scene.world.actor("liaison"), MONDAY) == []


def test_the_overview_offers_the_period_that_is_not_open(scene: Scene) -> None:
    (group,) = rounds_overview(scene.world.actor("office"), MONDAY)

    assert group.next_period is not None
    assert group.next_period.ends_on == date(2026, 6, 19)

"""Lamps over real rows: what they see, that they write only changes, and how many queries it takes."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from scenes import MONDAY, Scene
from time_machine import Traveller

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Indicator, Observation, Target
from guatu.cli.lamps import lamps as lamps_command
from guatu.core.actors import SYSTEM
from guatu.core.lamps import RuleSetError
from guatu.dispatch.actions import Pick, approve_check_ins, close_round, recompute_lamps
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.facts import lamp_facts, lighting_of
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry, EntryTarget
from guatu.ledgers.queries.rulesets import packed_rule_sets, rules_named
from guatu.shell.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def lamp(entry: Entry) -> tuple[str, str]:
    entry.refresh_from_db()
    return entry.lamp, entry.lamp_reason.rule


def test_all_shipped_rule_sets_can_be_read() -> None:
    assert "default" in packed_rule_sets()
    with pytest.raises(RuleSetError, match=r"other\.toml"):
        rules_named({"other"}, MONDAY)


def test_an_entry_nobody_spoke_of_is_not_started(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)

    assert lamp(scene.task) == ("not_started", "not_begun")


def test_only_what_changed_is_written_in_one_row_a_job(scene: Scene) -> None:
    jobs = AuditEvent.objects.filter(act="lamp.recompute")
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    before = jobs.count()

    assert recompute_lamps(SYSTEM, scene.campaign, MONDAY) == 0
    assert jobs.count() == before
    assert recompute_lamps(SYSTEM, scene.campaign, date(2026, 7, 31)) == 2
    assert jobs.count() == before + 1
    assert lamp(scene.project) == ("overdue", "overdue")
    assert lamp(scene.task) == ("behind", "missed_milestones")  # June passed undecided


def test_some_entries_can_be_lit_alone(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, date(2027, 1, 1), entry_ids={scene.task.pk})

    assert lamp(scene.task) == ("overdue", "overdue")
    assert Entry.objects.get(pk=scene.project.pk).lamp == "not_started"


def report(scene: Scene, day: date, clock: Traveller, **values: object) -> None:
    clock.move_to(timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9)))
    row = scene.submit(scene.open(day), scene.task, **values)
    approve_check_ins(scene.world.actor("approver"), [Pick(id=row.pk, version=row.version)], day)


def test_no_news_three_times_in_a_row_stalls(scene: Scene, clock: Traveller) -> None:
    report(scene, MONDAY, clock, said="启动")
    for week in (1, 2):
        report(scene, MONDAY + timedelta(days=7 * week), clock, is_unchanged=True)
    scene.task.milestones.update(outcome="met", decided_on=MONDAY)
    assert lamp(scene.task) == ("on_pace", "on_pace")

    report(scene, MONDAY + timedelta(days=21), clock, is_unchanged=True)

    assert lamp(scene.task) == ("behind", "stalled")
    assert scene.task.lamp_reason.inputs == {"unchanged_rounds": 3, "at_least": 3}


def test_news_ends_the_row(scene: Scene, clock: Traveller) -> None:
    scene.task.milestones.update(outcome="met", decided_on=MONDAY)
    for week in range(3):
        report(scene, MONDAY + timedelta(days=7 * week), clock, is_unchanged=True)
    assert lamp(scene.task)[1] == "stalled"

    report(scene, MONDAY + timedelta(days=21), clock, said="恢复推进")

    assert lamp(scene.task)[1] == "on_pace"


def test_what_nobody_approved_does_not_stall(scene: Scene) -> None:
    scene.submit(scene.open(), scene.task, is_unchanged=True)

    (chunk,) = lamp_facts(lighting_of(scene.campaign, MONDAY))

    assert {fact.unchanged_rounds for _kind, fact in chunk.facts} == {0}


def test_a_late_report_ends_the_silence(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    assert lamp(scene.task)[0] == "unreported"
    clock.shift(timedelta(days=7))

    scene.submit(one, scene.task)

    assert lamp(scene.task)[0] == "not_started"  # received, not yet approved


def test_progress_is_held_against_the_pace_where_the_kind_counts(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.project, said="推进", progress=100)
    approve_check_ins(scene.world.actor("approver"), [Pick(id=row.pk, version=row.version)], MONDAY)

    assert lamp(scene.project) == ("behind", "behind_pace")
    assert scene.project.lamp_reason.inputs == {
        "progress": 100,
        "pace": 233,
        "gap": 133,
        "at_least": 100,
    }


def test_a_figure_not_yet_published_keeps_the_entry_from_red(scene: Scene) -> None:
    world = scene.world
    indicator = Indicator.objects.create(name="财政收入", owner=world.district, shape="cumulative")
    target = Target.objects.create(
        campaign=scene.campaign, indicator=indicator, unit=world.finance, op=">=", mantissa=1
    )
    EntryTarget.objects.create(entry=scene.project, target=target)
    observation = Observation.objects.create(
        indicator=indicator,
        unit=world.finance,
        period_start=date(2026, 7, 1),
        period_end=date(2026, 7, 31),
        as_of=date(2026, 7, 31),
        facet="cumulative",
        reported_at=timezone.now(),
    )
    recompute_lamps(SYSTEM, scene.campaign, date(2026, 8, 3))
    assert lamp(scene.project) == ("pending", "pending")

    Observation.objects.filter(pk=observation.pk).update(mantissa=5)
    recompute_lamps(SYSTEM, scene.campaign, date(2026, 8, 3))

    assert lamp(scene.project) == ("overdue", "overdue")


def test_lamps_are_not_for_everybody_to_write(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        recompute_lamps(scene.world.actor("liaison"), scene.campaign, MONDAY)


def queries_for(scene: Scene, count: int) -> tuple[int, int]:
    """Return how many queries it takes to light `count` more entries, and how many not to change them."""
    finance = Assigned(unit_id=scene.world.finance.pk)
    insert_entries(
        scene.campaign,
        "task",
        [NewEntry(title=f"事项{n}", leads=(finance,), due_on=MONDAY) for n in range(count)],
    )
    scene.open()
    day = date(2027, 1, 1) + timedelta(days=count)
    CheckIn.objects.update(is_unchanged=True)
    Entry.objects.update(lamp="on_pace")
    with CaptureQueriesContext(
        connection,
    ) as writing:
        recompute_lamps(SYSTEM, scene.campaign, day)
    with CaptureQueriesContext(connection) as reading:
        recompute_lamps(SYSTEM, scene.campaign, day)
    return len(writing), len(reading)


def test_the_number_of_queries_does_not_grow(scene: Scene) -> None:
    """Beyond one batch of the database's own, writing takes one query a batch more, reading none."""
    few = queries_for(scene, 5)

    assert queries_for(scene, 60) == few
    assert queries_for(scene, 300)[1] == few[1]


def test_the_command_lights_a_campaign(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["guatu.cli.lamps"]  # the command has the module's name in guatu.cli
    monkeypatch.setattr(module, "set_up_django", lambda _folder: None)
    Entry.objects.filter(pk=scene.project.pk).update(lamp="done")

    result = CliRunner().invoke(lamps_command, [scene.campaign.slug])

    assert (result.exit_code, result.output) == (0, "1 lamps changed\n")
    wrong = CliRunner().invoke(lamps_command, ["nothing"])
    assert (wrong.exit_code, "no campaign nothing" in wrong.output) == (1, True)

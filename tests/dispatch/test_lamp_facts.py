"""What the local rules see of real rows: starts, statistics, money, months, returns, limits."""

from __future__ import annotations

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.core.lamps import EntryFacts, MoneyFact, MonthFact
from guatu.dispatch.actions import (
    Pick,
    approve_check_ins,
    close_round,
    recompute_lamps,
    return_check_in,
    submit_check_ins,
)
from guatu.dispatch.queries import facts as facts_module
from guatu.dispatch.queries.facts import lamp_facts, lighting_of
from guatu.ledgers.actions.rulesets import Reasoned, choose_rules, install_rule_sets
from guatu.ledgers.models import (
    DueShift,
    Entry,
    LampRuleSet,
    LampSpell,
    SeriesValue,
    StagePassage,
)
from guatu.planning.models import Adjustment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def lit_by(scene: Scene, code: str) -> None:
    install_rule_sets()
    why = Reasoned(reason="试行", effective_on=MONDAY)
    row = LampRuleSet.objects.get(code=code)
    choose_rules(SYSTEM, scene.campaign, row, kind=None, why=why, today=MONDAY)


def facts_of(scene: Scene, entry: Entry, day: date = MONDAY) -> EntryFacts:
    (chunk,) = lamp_facts(lighting_of(scene.campaign, day))
    return next(facts for _kind, facts in chunk.facts if facts.entry_id == entry.pk)


def to_stage(entry: Entry, stage: str, day: date) -> None:
    StagePassage.objects.create(
        entry=entry, from_stage=entry.stage, to_stage=stage, passed_on=day,
        recorded_at=timezone.now(),
    )  # fmt: skip
    Entry.objects.filter(pk=entry.pk).update(stage=stage)


def test_work_begins_with_the_stage_that_says_so(scene: Scene) -> None:
    lit_by(scene, "yinchuan_2025")
    to_stage(scene.project, "signed", date(2026, 6, 2))

    signed = facts_of(scene, scene.project)
    to_stage(scene.project, "started", date(2026, 6, 5))
    to_stage(scene.project, "building", date(2026, 6, 9))
    building = facts_of(scene, scene.project)

    assert (signed.has_begun, signed.has_started, signed.started_on) == (True, False, None)
    assert (building.has_started, building.started_on) == (True, date(2026, 6, 5))
    assert facts_of(scene, scene.task).has_started is None  # a task has no such stage


def test_statistics_have_it_once_the_track_has_reached_its_end(scene: Scene) -> None:
    lit_by(scene, "yinchuan_2025")
    assert facts_of(scene, scene.project).in_statistics is False
    assert facts_of(scene, scene.task).in_statistics is None

    Entry.objects.filter(pk=scene.project.pk).update(fields={"inclusion": "included"})

    assert facts_of(scene, scene.project).in_statistics is True


def test_money_is_summed_up_to_the_end_of_last_month(scene: Scene) -> None:
    lit_by(scene, "yinchuan_2025")
    assert facts_of(scene, scene.project).money is None
    for month, planned, paid in ((4, 100, 80), (5, 100, 110), (6, 500, 0)):
        for field, number in (("planned", planned), ("paid", paid)):
            SeriesValue.objects.create(
                entry=scene.project, field=field, month=date(2026, month, 1), number=number
            )

    found = facts_of(scene, scene.project).money

    assert found == MoneyFact(planned=200, paid=190, through=date(2026, 5, 31))


def test_last_months_reports_are_missing_or_late(scene: Scene, clock: Traveller) -> None:
    lit_by(scene, "ouhai_2020")
    clock.move_to(at(date(2026, 5, 18)))
    one = scene.open(date(2026, 5, 18))
    clock.move_to(at(date(2026, 5, 25)))
    close_round(SYSTEM, one.pk, one.version, today=date(2026, 5, 25))
    clock.move_to(at(MONDAY))
    may = date(2026, 5, 1)
    assert facts_of(scene, scene.task).month == MonthFact(missing=1, first_day=may)

    scene.submit(one, scene.task)

    assert facts_of(scene, scene.task).month == MonthFact(late=1, first_day=may)
    assert facts_of(scene, scene.task, date(2026, 7, 1)).month == MonthFact()  # June asked nothing


def test_a_report_sent_back_counts_in_its_round(scene: Scene, clock: Traveller) -> None:
    lit_by(scene, "suqian_2025")
    one = scene.open()
    row = scene.submit(one, scene.task)
    approver = scene.world.actor("approver")
    for time in range(2):
        row.refresh_from_db()
        return_check_in(approver, Pick(id=row.pk, version=row.version), "佐证不足", MONDAY)
        clock.shift(timedelta(minutes=5))
        scene.write(scene.check_in(one, scene.task), said=f"补充后再报{time}")
        submit_check_ins(scene.world.actor("liaison"), one)
    assert facts_of(scene, scene.task).returns == 2

    row.refresh_from_db()
    approve_check_ins(approver, [Pick(id=row.pk, version=row.version)], MONDAY)
    scene.open(MONDAY + timedelta(days=7))

    assert facts_of(scene, scene.task).returns == 0


def test_the_limit_of_a_stage_ends_with_its_last_day(scene: Scene) -> None:
    lit_by(scene, "limits")
    Entry.objects.filter(pk=scene.task.pk).update(
        stage_since=date(2026, 6, 1), limit_at=at(date(2026, 6, 12), 0), limit_for="stage"
    )

    found = facts_of(scene, scene.task)

    assert (found.limit_on, found.limit_since) == (date(2026, 6, 11), date(2026, 6, 1))
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    scene.task.refresh_from_db()
    assert (scene.task.lamp, scene.task.lamp_reason.rule) == ("behind", "stage_limit")


def test_what_no_rule_looks_at_is_not_read(scene: Scene) -> None:
    def asked(code: str) -> str:
        lit_by(scene, code)
        with CaptureQueriesContext(connection) as queries:
            list(lamp_facts(lighting_of(scene.campaign, MONDAY)))
        return " ".join(query["sql"] for query in queries)

    yinchuan, default = asked("yinchuan_2025"), asked("default")

    for table in ("ledgers_seriesvalue", "ledgers_stagepassage"):
        assert table in yinchuan
        assert table not in default
    assert "ledgers_milestone" in default
    assert "ledgers_milestone" not in yinchuan


def test_chunks_take_all_entries_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        scene.task.pk, scene.task.title = None, f"事项{number}"
        scene.task.save()
    lighting = lighting_of(scene.campaign, MONDAY)
    (whole,) = lamp_facts(lighting)
    monkeypatch.setattr(facts_module, "CHUNK", 3)

    parts = list(lamp_facts(lighting))

    assert [len(part.facts) for part in parts] == [3, 3, 1]
    assert [row for part in parts for row in part.facts] == whole.facts


def test_old_lamps_begin_a_spell_on_their_day(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    LampSpell.objects.all().delete()
    step = importlib.import_module("guatu.ledgers.migrations.0007_spells_begin")

    step.begin(apps, None)
    step.begin(apps, None)  # again changes nothing

    row = LampSpell.objects.get(entry=scene.project)
    assert (row.lamp, row.rule, row.from_on, row.to_on) == (
        "not_started", "not_begun", MONDAY, None,
    )  # fmt: skip
    assert LampSpell.objects.count() == 2


def test_old_postponements_become_moves_of_a_due_date(scene: Scene) -> None:
    for state, kind, after in (
        ("approved", "postpone", {"due_on": "2026-08-29"}),
        ("refused", "postpone", {"due_on": "2026-09-30"}),
        ("approved", "suspend", {"validity": "suspended"}),
    ):
        Adjustment.objects.create(
            campaign=scene.campaign, entry=scene.project, unit=scene.world.finance, kind=kind,
            state=state, reason="管线迁改", before={"due_on": "2026-07-30"}, after=after,
            asked_at=timezone.now(), decided_at=timezone.now(), decided_by=7,
            effective_on=MONDAY,
        )  # fmt: skip
    step = importlib.import_module("guatu.planning.migrations.0006_due_shifts")

    step.enter(apps, None)

    row = DueShift.objects.get()
    assert (row.days, row.source, row.approved_by) == (30, "adjustment", 7)
    assert (row.shifted_on, row.to_due_on) == (MONDAY, date(2026, 8, 29))

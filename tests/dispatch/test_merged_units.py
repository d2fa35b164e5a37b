"""A unit that merges in the middle of a round: its successor owes once, and no word is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from scenes import MONDAY, Scene
from time_machine import Traveller

from guatu.accounts.actions import merge_unit
from guatu.audit.actions import store_evidence
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import Pick, return_check_in
from guatu.dispatch.actions.running import silent_units
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Round, SummaryPart
from guatu.dispatch.queries.rounds import units_of_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def merge(scene: Scene) -> None:
    """Merge finance, which leads the task, into housing, which supports it."""
    world = scene.world
    merge_unit(SYSTEM, world.finance, world.housing, effective_on=MONDAY, version=1)


def rows(scene: Scene, one: Round) -> list[tuple[str, str, str, str]]:
    found = CheckIn.objects.filter(round=one, entry=scene.task).order_by("unit__name")
    return [(row.unit.name, row.role, row.state, row.said) for row in found]


def stream(scene: Scene) -> str:
    page = scene.world.client("office").get(reverse("dispatch:entry-stream", args=[scene.task.pk]))
    assert page.status_code == 200
    return str(page.content.decode())


HOUSING = "区住房和城乡建设局"


def test_a_draft_goes_into_the_successors_and_counts_nowhere(scene: Scene) -> None:
    one = scene.open()
    mine = scene.write(scene.check_in(one, scene.task), said="清单已拟定", problem="请审计局会签")
    file = store_evidence(SYSTEM, b"%PDF-1.4 list", "list.pdf")
    CheckInEvidence.objects.create(check_in=mine, evidence=file)
    scene.write(
        scene.check_in(one, scene.task, scene.world.housing), "housing_liaison", said="配合"
    )

    merge(scene)

    assert rows(scene, one) == [(HOUSING, "lead", "draft", "配合\n清单已拟定")]
    row = CheckIn.objects.get(round=one, entry=scene.task)
    assert row.problem == "请审计局会签"
    assert [link.evidence for link in row.evidence.all()] == [file]
    assert [(unit.name, unit.asked, unit.open) for unit in units_of_round(one)] == [(HOUSING, 2, 2)]
    assert silent_units(one) == {scene.world.housing.pk: 2}
    changes = AuditEvent.objects.get(act="unit.merge").changes
    gone = changes.get(object_type="dispatch.checkin", object_id=str(mine.pk))
    assert gone.before is not None
    assert (gone.before["said"], gone.after) == ("清单已拟定", None)


def test_words_begun_stand_at_a_report_that_was_handed_in(scene: Scene) -> None:
    one = scene.open()
    begun = "清单已拟定，" * 100
    CheckIn.objects.filter(pk=scene.check_in(one, scene.task).pk).update(said=begun, version=2)
    scene.submit(one, scene.task, "housing_liaison", said="我局已配合")

    merge(scene)

    assert rows(scene, one) == [(HOUSING, "lead", "submitted", "我局已配合")]
    notes = CheckInMove.objects.filter(from_state="submitted", to_state="submitted").order_by("pk")
    assert [note.reason[:8] for note in notes] == ["区财政局并入本单位"[:8]] * 2
    assert "".join(note.reason.partition("：")[2] for note in notes) == begun
    assert "区财政局并入本单位前未提交的填报" in stream(scene)
    assert [unit.name for unit in units_of_round(one)] == [HOUSING]


def test_a_report_that_was_handed_in_is_the_one_that_stays(scene: Scene) -> None:
    one = scene.open()
    mine = scene.submit(one, scene.task, said="已公布")
    scene.write(
        scene.check_in(one, scene.task, scene.world.housing), "housing_liaison", said="配合"
    )

    merge(scene)

    assert rows(scene, one) == [(HOUSING, "lead", "submitted", "已公布")]
    assert CheckIn.objects.get(round=one, entry=scene.task).pk == mine.pk
    assert "配合" in stream(scene)


def test_what_is_being_reworked_takes_the_words_and_is_to_be_handed_in(
    scene: Scene, clock: Traveller
) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.task), said="清单已拟定")
    own = scene.submit(one, scene.task, "housing_liaison", said="配合")
    pick = Pick(id=own.pk, version=own.version)
    return_check_in(scene.world.actor("housing_approver"), pick, "写具体", MONDAY)
    clock.shift(60)

    merge(scene)

    clock.shift(60)

    assert rows(scene, one) == [(HOUSING, "lead", "returned", "配合\n清单已拟定")]
    assert (
        scene.submit(one, scene.task, "housing_liaison", said="配合，清单已拟定").state
        == "submitted"
    )


def test_two_reports_that_were_handed_in_both_stay(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="已公布")
    scene.submit(one, scene.task, "housing_liaison", said="配合")

    merge(scene)

    assert {said for _unit, _role, _state, said in rows(scene, one)} == {"已公布", "配合"}


def test_a_summary_names_who_was_silent_as_before(scene: Scene) -> None:
    """Housing merges into finance: its draft goes, the summary of finance keeps its name."""
    one = scene.open()
    lead = scene.submit(one, scene.task, said="已公布")
    assert lead.unreported_units == [HOUSING]
    world = scene.world

    merge_unit(SYSTEM, world.housing, world.finance, effective_on=MONDAY, version=1)

    lead.refresh_from_db()
    assert (lead.unreported_units, SummaryPart.objects.count()) == ([HOUSING], 0)
    assert rows(scene, one) == [("区财政局", "lead", "submitted", "已公布")]


def test_a_frozen_round_keeps_the_old_unit(scene: Scene) -> None:
    one = scene.open(date(2026, 6, 8))
    Round.objects.filter(pk=one.pk).update(state="frozen")

    merge(scene)

    assert len(rows(scene, one)) == 2

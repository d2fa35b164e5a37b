"""Entries pass from stage to stage with proof; closing needs a second person (T10)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from worlds import World

from guatu.audit.models import AuditEvent, Evidence
from guatu.core.actors import Role
from guatu.core.lamps import Lamp
from guatu.ledgers.actions import Passage, Proof, Report, apply_report, pass_stage
from guatu.ledgers.models import Closing, Entry, StagePassage
from guatu.ledgers.queries import definition_of, open_stages, stage_line, visible_entry
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)
FILE = Proof(payload="完成情况".encode(), file_name="说明.txt")


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def go(world: World, entry: Entry, to_stage: str, name: str = "office", **fields: Any) -> Entry:
    actor = world.actor(name)
    row = visible_entry(actor, entry.pk)
    values = {"passed_on": TODAY} | fields
    passage = Passage(to_stage=to_stage, **values)
    pass_stage(actor, row, version=row.version, passage=passage, today=TODAY)
    return Entry.objects.get(pk=entry.pk)


def test_the_lead_unit_moves_on_and_asks_for_the_closing(people: World, entry: Entry) -> None:
    go(people, entry, "under_way", "approver")
    asked = go(people, entry, "closing", "approver", proof=FILE)

    assert asked.closed_on is None
    assert Closing.objects.get().state == Closing.State.ASKED
    events = AuditEvent.objects.filter(act="entry.pass-stage").order_by("number")
    assert [event.change_count for event in events] == [2, 4]  # the file is in the record too


def test_a_kind_with_a_check_is_closed_by_the_check_alone(people: World, entry: Entry) -> None:
    people.add("second", people.district, Role.CAMPAIGN_OFFICE, title="督查室副主任")
    go(people, entry, "closing", note="直接申请", proof=FILE)

    with pytest.raises(InvalidState):
        go(people, entry, "closed", "second", proof=FILE)

    entry.refresh_from_db()
    assert entry.closed_on is None


def without_check(entry: Entry) -> None:
    """Let the kind be one that knows no review and check before its last stage."""
    kind = entry.kind
    kind.definition = {k: v for k, v in kind.definition.items() if k != "closing_stage"}
    kind.save()


def test_who_asked_for_closing_does_not_close(people: World, entry: Entry) -> None:
    without_check(entry)
    go(people, entry, "under_way")
    go(people, entry, "closing", proof=FILE)

    with pytest.raises(NotAllowed):
        go(people, entry, "closed", proof=FILE)

    people.add("second", people.district, Role.CAMPAIGN_OFFICE, title="督查室副主任")
    assert go(people, entry, "closed", "second", proof=FILE).closed_on == TODAY


def test_nobody_closes_what_nobody_else_said_was_done(people: World, entry: Entry) -> None:
    without_check(entry)
    with pytest.raises(NotAllowed):
        go(people, entry, "closed", proof=FILE, note="跳过各环节")

    entry.refresh_from_db()
    assert entry.closed_on is None


def test_opening_again_needs_a_note_and_is_counted_for_ever(people: World, entry: Entry) -> None:
    without_check(entry)
    people.add("second", people.district, Role.CAMPAIGN_OFFICE, title="督查室副主任")
    go(people, entry, "closing", note="直接申请", proof=FILE)
    go(people, entry, "closed", "second", proof=FILE)

    with pytest.raises(InvalidState):
        go(people, entry, "under_way")

    back = go(people, entry, "under_way", note="群众反映未到位")
    assert (back.closed_on, back.reopened_count) == (None, 1)
    assert Closing.objects.get().steps.get().note == "群众反映未到位"


@pytest.mark.parametrize(
    ("to_stage", "fields"),
    [
        ("nowhere", {}),
        ("assigned", {}),
        ("under_way", {"passed_on": date(2026, 3, 17)}),
        ("closing", {"proof": FILE}),  # skips a stage without a word
        ("closing", {"note": "跳过"}),  # without its proof
        ("under_way", {"note": "长" * 501}),
    ],
)
def test_passages_that_cannot_be(
    people: World, entry: Entry, to_stage: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(InvalidState):
        go(people, entry, to_stage, **fields)

    assert not StagePassage.objects.exists()
    assert not Evidence.objects.exists()


def test_a_unit_neither_closes_nor_goes_back(people: World, entry: Entry) -> None:
    without_check(entry)
    go(people, entry, "closing", note="x", proof=FILE)

    for stage in ("closed", "assigned"):
        with pytest.raises(NotAllowed):
            go(people, entry, stage, "approver", note="x", proof=FILE)


@pytest.mark.parametrize("name", ["liaison", "leader", "assessor", "supporter", "supervisor"])
def test_others_move_nothing(people: World, entry: Entry, name: str) -> None:
    with pytest.raises(NotAllowed):
        go(people, entry, "under_way", name)


def test_two_people_at_once_the_second_is_told(people: World, entry: Entry) -> None:
    go(people, entry, "under_way")
    actor = people.actor("approver")
    row = visible_entry(actor, entry.pk)
    passage = Passage(to_stage="closing", passed_on=TODAY, proof=FILE)

    with pytest.raises(Stale):
        pass_stage(actor, row, version=1, passage=passage, today=TODAY)


def test_the_stage_line_shows_the_way_and_its_proof(people: World, entry: Entry) -> None:
    go(people, entry, "under_way")
    row = go(people, entry, "closing", proof=FILE)
    kind = definition_of(row.kind)

    line = stage_line(row, kind)

    assert [step.standing for step in line] == ["passed", "passed", "current", "ahead"]
    assert line[2].passage is not None
    assert line[2].passage.evidence is not None
    assert line[2].passage.evidence.file_name == "说明.txt"
    leads = frozenset({people.finance.pk})
    assert [stage.code for stage in open_stages(people.actor("office"), row, kind, leads)] == [
        "assigned",
        "under_way",
    ]
    assert open_stages(people.actor("approver"), row, kind, leads) == []


def report(hour: int, **fields: Any) -> Report:

    return Report(reported_at=datetime(2026, 3, 16, hour, tzinfo=UTC), **fields)


def test_a_report_leaves_its_words_and_lamp_and_not_the_version(entry: Entry) -> None:
    change = apply_report(entry, report(9, said="第一行\n 第二行", reported_lamp=Lamp.ON_PACE))

    row = Entry.objects.get(pk=entry.pk)
    assert change is not None
    assert change.before is not None
    assert change.before["reported_lamp"] is None
    assert (row.last_said, row.reported_lamp, row.lamp, row.version) == (
        "第一行 第二行",
        "on_pace",
        "not_started",
        1,
    )


def test_an_older_report_changes_nothing(entry: Entry) -> None:
    apply_report(entry, report(9, said="新"))

    assert apply_report(entry, report(8, said="旧")) is None
    assert Entry.objects.get(pk=entry.pk).last_said == "新"


def test_a_long_report_is_shortened_on_the_sheet(entry: Entry) -> None:
    apply_report(entry, report(9, said="长" * 500))

    assert Entry.objects.get(pk=entry.pk).last_said == "长" * 199 + "…"


def test_a_kind_without_a_quantity_takes_no_percentage(entry: Entry) -> None:
    with pytest.raises(InvalidState):
        apply_report(entry, report(9, progress=500))

"""The field ledgers of the demo: investment, relocation, requests of firms, livelihood, risk points."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guatu.audit.actions import record
from guatu.core.actors import SYSTEM
from guatu.core.kinds import KindDefinition
from guatu.demo.fieldcourses import FieldCourse, course_to
from guatu.demo.fieldlines import GENERATORS, FieldLine
from guatu.demo.fieldlogs import log_rows
from guatu.demo.lines import BATCH, drawn
from guatu.demo.series import at_hour
from guatu.dispatch.actions import recompute_lamps
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, set_limits
from guatu.ledgers.models import Entry, Kind, LogRow, StagePassage
from guatu.ledgers.queries import definition_of

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

WORDS = Path(__file__).parent / "words" / "fields.toml"
MARK = "模拟数据"
HISTORY = timedelta(days=200)
DONE = 0.97  # of the quantity: what is finished still awaits its acceptance


def lay_fields(stage: Stage) -> None:
    """Lay the ledgers, each entry with its past; the lamps are computed once, over all."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    laid = {code: lay_kind(stage, Kind.objects.get(code=code), words[code]) for code in GENERATORS}
    recompute_lamps(SYSTEM, stage.general, stage.today)
    record(SYSTEM, "demo.fields", of=stage.general, details=laid)


def lay_kind(stage: Stage, kind: Kind, words: dict[str, Any]) -> int:
    """Put the entries of one kind into the campaign and return how many there are."""
    definition = definition_of(kind)
    draw = drawn(stage.seed, "fields", kind.code)
    lines = list(GENERATORS[kind.code](words, draw, stage.today))
    earliest = max(stage.general.starts_on, stage.today - HISTORY)
    courses = [
        course_to(draw, definition, line.place, today=stage.today, earliest=earliest)
        for line in lines
    ]
    entries = insert_entries(
        stage.general,
        kind.code,
        [new_entry(stage, line, course) for line, course in zip(lines, courses, strict=True)],
    )
    keep_past(definition, entries, courses)
    rows = [
        row
        for entry in entries
        for row in log_rows(definition, entry, words=words, draw=draw, today=stage.today)
    ]
    LogRow.objects.bulk_create(rows, batch_size=BATCH)
    set_limits(definition, entries)
    return len(entries)


def new_entry(stage: Stage, line: FieldLine, course: FieldCourse) -> NewEntry:
    units = stage.settled.units
    due = None if line.days_ahead is None else stage.today + timedelta(days=line.days_ahead)
    return NewEntry(
        title=line.title,
        number=line.number,
        leads=(Assigned(unit_id=units[line.lead].pk),),
        supervisors=((Assigned(unit_id=units[line.supervisor].pk),) if line.supervisor else ()),
        starts_on=course.starts_on,
        due_on=due,
        stage=course.stage,
        amount_fen=line.amount_fen,
        place=line.site,
        fields=line.fields_at(),
    )


def keep_past(
    kind: KindDefinition, entries: Sequence[Entry], courses: Sequence[FieldCourse]
) -> None:
    """Write the passages, and since when each entry stands where it does."""
    passages = []
    for entry, course in zip(entries, courses, strict=True):
        entry.stage_since = course.since
        entry.closed_on = course.closed_on
        entry.created_at = at_hour(course.starts_on, 9)
        if kind.has_quantity:
            entry.progress = share_done(entry)
        passages += [
            StagePassage(
                entry=entry,
                from_stage=before,
                to_stage=after,
                passed_on=day,
                recorded_at=at_hour(day, 15),
                note=MARK,
            )
            for before, after, day in course.passages
        ]
    StagePassage.objects.bulk_create(passages, batch_size=BATCH)
    Entry.objects.bulk_update(
        entries, ["stage_since", "closed_on", "created_at", "progress"], batch_size=BATCH
    )


def share_done(entry: Entry) -> int:
    """Return the progress of an item by its quantity, in thousandths."""
    if entry.closed_on is not None:
        return 1000
    quantity, done = int(entry.fields["quantity"]), int(entry.fields.get("done", 0))
    return min(1000 * done // quantity, int(1000 * DONE))

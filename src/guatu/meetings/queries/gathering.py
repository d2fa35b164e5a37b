"""What goes into the papers of a round: who did not report, what changed, the dispatch table, the agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.changes import Changes, changes_between, picture_before
from guatu.dispatch.queries.details import Part, has_kept, kept_of
from guatu.dispatch.queries.pasts import states_at, units_at
from guatu.ledgers.models import Duty
from guatu.ledgers.queries import in_force_entries
from guatu.ledgers.queries.lampspells import lit_on
from guatu.meetings.models import AgendaItem, Meeting
from guatu.meetings.queries.items import ItemLine, item_lines, spoken_of
from guatu.meetings.queries.meetings import visible_meetings
from guatu.meetings.queries.raising import silent_fact, silent_of

ROWS = 5000  # of the table: on A3 that is a book already; what is left out is counted
BATCH = 500
NO_NEWS = "="  # said in words where it is shown
REWRITTEN = "↩"  # sent back: its words are its unit's own until it comes again
COLUMNS = (
    "pk", "number", "title", "unit_id", "unit__name", "unit__short_name", "due_on", "lamp",
    "progress", "lamp_reason__rule", "lamp_reason__inputs",
)  # fmt: skip
THEN = (
    "entry_id", "entry__number", "title", "entry__title", "unit_id", "due_on", "lamp",
    "progress", "rule", "entry__ledger_id", "entry__position",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One line of the dispatch table. `inputs` is None where only the rule is known, of a close."""

    entry_id: int
    number: str
    title: str
    unit_id: int
    unit: str
    due_on: date | None
    lamp: str
    progress: int | None
    rule: str
    inputs: Mapping[str, Any] | None
    said: str
    problem: str
    is_silent: bool
    lit_on: date | None = None  # of a close: the day as of which `inputs` are


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that a package is made of, read at one moment."""

    round: Round
    today: date
    silent: Sequence[tuple[int, str, int]]
    changes: Changes
    rows: Sequence[TableRow]
    left_out: int
    meeting: Meeting | None
    agenda: Sequence[ItemLine]
    then: Mapping[int, dict[str, Any]] | None = None  # why the agenda's entries were lit


def is_past(one: Round) -> bool:
    """Say whether a round has a picture: its papers speak of its close, not of now."""
    return one.state != Round.State.OPEN and one.cadence.asks_check_ins


def table_rows(actor: Actor, one: Round) -> tuple[list[TableRow], int]:
    """Return the entries that are not done, by unit in 建制顺序, and how many had no room.

    Of a round that is over they are those of its close, as they stood and were called then.
    """
    if is_past(one):
        return rows_then(actor, one)
    entries = in_force_entries(actor, one.campaign).exclude(lamp=Lamp.DONE)
    entries = entries.order_by("unit__official_order", "unit__path", "ledger_id", "position", "pk")
    found = list(entries.values_list(*COLUMNS)[:ROWS])
    left_out = max(entries.count() - ROWS, 0) if len(found) == ROWS else 0
    said = said_in(one, [row[0] for row in found])
    return [line_of(row, said.get(row[0])) for row in found], left_out


def rows_then(actor: Actor, one: Round) -> tuple[list[TableRow], int]:
    units = units_at(one)
    states = states_at(actor, one).exclude(lamp=Lamp.DONE).values_list(*THEN)
    places = {pk: (unit.official_order, unit.path) for pk, unit in units.items()}
    found = [row for row in states if row[4] in places]
    found.sort(key=lambda row: (*places[row[4]], *row[9:], row[0]))
    kept = found[:ROWS]
    said = said_in(one, [row[0] for row in kept])
    lit = lit_on([row[0] for row in kept], close_day(one))
    rows = []
    for pk, number, title, title_now, unit_id, due_on, lamp, progress, rule, *_place in kept:
        line = (pk, number, title or title_now, unit_id, units[unit_id].label, "", due_on, lamp,
                progress, rule, None)  # fmt: skip
        row = line_of(line, said.get(pk))
        spell = lit.get(pk)
        if spell is not None and (spell.lamp, spell.rule) == (lamp, rule):
            row = replace(row, inputs=spell.inputs, lit_on=spell.since)
        rows.append(row)
    return rows, len(found) - len(kept)


def agenda_then(
    actor: Actor, one: Round, agenda: Sequence[ItemLine]
) -> dict[int, dict[str, Any]] | None:
    """Return why the agenda's entries were lit at a round's close: the lamp, its rule, what that saw.

    With it, where the round kept them, the nodes of then.
    """
    if not is_past(one):
        return None
    wanted = [line.item.entry_id for line in agenda if line.item.entry_id]
    rows = states_at(actor, one).filter(entry__in=wanted)
    lit = lit_on(wanted, close_day(one))
    nodes = kept_of(one, Part.NODES, wanted) if has_kept(one, Part.NODES) else None
    found = {}
    for pk, lamp, rule in rows.values_list("entry_id", "lamp", "rule"):
        fact: dict[str, Any] = {"code": "lamp", "lamp": lamp, "rule": rule or ""}
        spell = lit.get(pk)
        if spell is not None and (spell.lamp, spell.rule) == (lamp, rule):
            fact |= {"inputs": spell.inputs, "lit_on": spell.since.isoformat()}
        if nodes is not None:
            fact |= {"nodes": nodes.get(pk, []), "closed_on": close_day(one).isoformat()}
        found[pk] = fact
    return found


def close_day(one: Round) -> date:
    return timezone.localdate(one.closed_at) if one.closed_at else one.last_day


def said_in(one: Round, entry_ids: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    """Return what the lead of each entry says in the round: words, what is needed, whether silent."""
    said: dict[int, tuple[str, str, bool]] = {}
    for at in range(0, len(entry_ids), BATCH):
        rows = CheckIn.objects.filter(
            round=one, role=Duty.Role.LEAD, entry__in=entry_ids[at : at + BATCH]
        ).order_by("pk")
        columns = ("entry_id", "said", "problem", "is_unchanged", "received_at", "state")
        for entry_id, words, problem, is_unchanged, received_at, state in rows.values_list(
            *columns
        ):
            if received_at is None:  # a draft is nobody's business but its writer's
                said.setdefault(entry_id, ("", "", True))
            elif state == CheckIn.State.RETURNED:
                said.setdefault(entry_id, (REWRITTEN, "", False))
            else:
                told = NO_NEWS if is_unchanged and not words else words
                said.setdefault(entry_id, (told, problem, False))
    return said


def line_of(row: Sequence[Any], said: tuple[str, str, bool] | None) -> TableRow:
    pk, number, title, unit_id, name, short, due_on, lamp, progress, rule, inputs = row
    words, problem, is_silent = said or ("", "", False)
    return TableRow(
        entry_id=pk, number=number, title=title, unit_id=unit_id, unit=short or name,
        due_on=due_on, lamp=lamp, progress=progress, rule=rule or "", inputs=inputs,
        said=words, problem=problem, is_silent=is_silent,
    )  # fmt: skip


def next_meeting(actor: Actor, one: Round) -> Meeting | None:
    """Return the meeting that the papers are for: the next one that is prepared."""
    rows = visible_meetings(actor, one.campaign).filter(
        state__in=[Meeting.State.PREPARED, Meeting.State.RUNNING], held_on__gte=one.starts_on
    )
    return rows.order_by("held_on", "pk").first()


def changed_since(actor: Actor, one: Round) -> Changes:
    """Return what changed since the round before: to its close once it is over, else until now.

    The clock packs a round as it closes: compared with its own picture nothing would have changed.
    """
    earlier = picture_before(one.campaign, one)
    later = None if one.state == Round.State.OPEN else one
    return changes_between(actor, one.campaign, earlier, later)


def agenda_for(actor: Actor, meeting: Meeting | None, today: date) -> list[ItemLine]:
    return spoken_of(item_lines(actor, meeting, today)) if meeting else []


def of_this_round(
    agenda: Sequence[ItemLine], one: Round, silent: Sequence[tuple[int, str, int]]
) -> list[ItemLine]:
    """Return an agenda whose line of units that did not report tells of the round that is packed.

    A meeting was prepared while another round was due: two numbers in one package would
    contradict each other. Rounds of other cadences stay as they were told.
    """
    return [
        line if line.item.about != AgendaItem.About.SILENT
        else replace(line, facts=silent_facts(line.facts, one, silent))
        for line in agenda
        if line.item.about != AgendaItem.About.SILENT or silent_facts(line.facts, one, silent)
    ]  # fmt: skip


def silent_facts(
    facts: Sequence[dict[str, Any]], one: Round, silent: Sequence[tuple[int, str, int]]
) -> list[dict[str, Any]]:
    others = [fact for fact in facts if fact.get("event") not in {"", None, one.cadence.event}]
    if not silent:
        return others
    named = _("Round no. %(ordinal)d") % {"ordinal": one.ordinal}
    return [{**silent_fact(one, silent, is_named=True), "event": named}, *others]


def not_reported(actor: Actor, one: Round) -> list[tuple[int, str, int]]:
    return silent_of(actor, one)

"""Laying the nodes of an entry's line as milestones, and setting their days by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition, NodeLine, node_line_of
from guatu.ledgers.actions.goals import Moved, note
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, Milestone, MilestoneChange
from guatu.ledgers.policies import can_edit_entry
from guatu.ledgers.queries import definition_of, spoken
from guatu.ledgers.queries.nodes import laid_nodes, placed_on
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

FIELDS = ("entry", "kind", "title", "node", "due_on")


def lay_nodes(actor: Actor, entries: Sequence[Entry], kind: KindDefinition) -> list[Change]:
    """Lay the nodes of entries that have a line and none of its nodes yet: a building block, no audit row.

    Milestones that a person wrote stay; a node of the same title is taken to be that milestone.
    """
    lines = {entry.pk: line for entry in entries if (line := node_line_of(kind, entry.fields))}
    if not lines:
        return []
    known: dict[int, set[str]] = {pk: set() for pk in lines}
    rows = Milestone.objects.filter(entry_id__in=lines)
    for entry_id, node, title in rows.values_list("entry_id", "node", "title"):
        known[entry_id] |= {node, title}
    fresh = [
        new_row(entry, placed.node.code, spoken(placed.node.name), placed.day)
        for entry in entries
        if entry.pk in lines
        for placed in placed_on(entry, lines[entry.pk])
        if placed.day is not None
        and known[entry.pk].isdisjoint({placed.node.code, spoken(placed.node.name)})
    ]
    made = Milestone.objects.bulk_create(fresh, batch_size=500)
    note_all(actor, made)
    return [Change.of(row, after=plain(row, *FIELDS)) for row in made]


def note_all(actor: Actor, rows: Sequence[Milestone]) -> None:
    """Write the history of many nodes that were just set, in one statement."""
    now = timezone.now()
    MilestoneChange.objects.bulk_create(
        [
            MilestoneChange(
                entry_id=row.entry_id,
                milestone=row,
                act=MilestoneChange.Act.SET,
                kind=row.kind,
                title=row.title,
                to_on=row.due_on,
                person_id=actor.person_id,
                changed_at=now,
            )
            for row in rows
        ],
        batch_size=500,
    )


def change_line(actor: Actor, entry: Entry, kind: KindDefinition) -> list[Change]:
    """Give an entry the nodes of the line that its fields name now; undecided nodes of another go."""
    line = node_line_of(kind, entry.fields)
    codes = {node.code for node in line.nodes} if line else set()
    titles = {spoken(node.name) for node in line.nodes} if line else set()
    rows = Milestone.objects.filter(entry=entry, outcome=Milestone.Outcome.OPEN).exclude(node="")
    gone = [row for row in rows if row.node not in codes or row.title not in titles]
    changes = [drop(actor, row) for row in gone]
    return changes + lay_nodes(actor, [entry], kind)


def drop(actor: Actor, row: Milestone) -> Change:
    change = Change.of(row, before=plain(row, *FIELDS))
    note(actor, row, MilestoneChange.Act.DROPPED, Moved(from_on=row.due_on))
    Milestone.objects.filter(pk=row.pk).delete()
    return change


def new_row(entry: Entry, code: str, title: str, day: date) -> Milestone:
    return Milestone(
        entry=entry, kind=Milestone.Kind.NODE, title=title[:200], node=code, due_on=day
    )


@transaction.atomic
def set_nodes(
    actor: Actor, entry: Entry, *, version: int, days: Mapping[str, date | None]
) -> list[Milestone]:
    """Set the days of an entry's undecided nodes; None strikes a node from this entry."""
    if not can_edit_entry(actor, entry):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    line = node_line_of(definition_of(entry.kind), entry.fields)
    if line is None:
        raise InvalidState(_("This line has no nodes of its kind; choose what it is first."))
    changes = moved_nodes(actor, entry, line, days)
    if changes:
        update_at_version(entry, version)
        tell_followers(entry)
        record(actor, "entry.set-nodes", of=entry, changes=changes)
    return list(Milestone.objects.filter(entry=entry).exclude(node="").order_by("due_on", "pk"))


def moved_nodes(
    actor: Actor, entry: Entry, line: NodeLine, days: Mapping[str, date | None]
) -> list[Change]:
    unknown = set(days) - {node.code for node in line.nodes}
    if unknown:
        raise InvalidState(
            _("The line has no such node: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
        )
    laid = laid_nodes(list(Milestone.objects.filter(entry=entry)))
    changes: list[Change] = []
    for node in line.nodes:
        if node.code not in days:
            continue
        row, day = laid.get(node.code), days[node.code]
        if row is None and day is not None:
            changes.append(place(actor, new_row(entry, node.code, spoken(node.name), day)))
        elif row is not None and row.due_on != day:
            changes.append(move(actor, row, day))
    return changes


def place(actor: Actor, row: Milestone) -> Change:
    row.save(force_insert=True)
    note(actor, row, MilestoneChange.Act.SET, Moved(to_on=row.due_on))
    return Change.of(row, after=plain(row, *FIELDS))


def move(actor: Actor, row: Milestone, day: date | None) -> Change:
    """Let a node stand on another day, or nowhere; a decided one is history and stays."""
    if row.outcome != Milestone.Outcome.OPEN:
        raise InvalidState(_("“%(node)s” is decided already: its day stays.") % {"node": row.title})
    if day is None:
        return drop(actor, row)
    before, kept = plain(row, *FIELDS), Moved(from_on=row.due_on, to_on=day)
    update_at_version(row, row.version, due_on=day)
    note(actor, row, MilestoneChange.Act.MOVED, kept)
    return Change.of(row, before=before, after=plain(row, *FIELDS))

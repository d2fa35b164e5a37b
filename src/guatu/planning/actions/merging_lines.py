"""Writing what a corrected plan changes into standing lines: only the fields that a person took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain
from guatu.campaigns.actions import NewTarget
from guatu.campaigns.actions.carrying import Owed, carry_figures
from guatu.campaigns.actions.targets import find_or_make, key_of, store
from guatu.campaigns.models import Campaign, Phase, Target, Validity
from guatu.ledgers.actions import NewEntry
from guatu.ledgers.actions.duties import state as duties_state
from guatu.ledgers.actions.insertion import duty_rows
from guatu.ledgers.actions.shifts import ShiftNote, Source, keep_shift
from guatu.ledgers.actions.values import checked, write_values
from guatu.ledgers.models import Duty, Entry, PostDuty
from guatu.ledgers.queries import definition_of
from guatu.planning.actions.entries import Setting, new_project, new_target, new_task
from guatu.planning.actions.merging_values import differences_of
from guatu.planning.fields import Kind, day, number
from guatu.planning.models import DraftItem, DraftMatch, LineSource
from guatu.planning.queries.standing import target_values
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

ENTRY_COLUMNS = {
    "title": "title",
    "name": "title",
    "deadline": "due_on",
    "standard": "standard",
    "stage": "standard",
    "investment_yi": "amount_fen",
    "origin": "origin",
}
PARTS = frozenset({"lead", "support", "owner"})
TARGET_RECORDED = (
    "indicator_id", "unit_id", "op", "amount_fen", "mantissa", "scale", "high_amount_fen",
    "high_mantissa", "high_scale", "measure", "is_growth", "written", "due_on", "plan_id",
    "quote_start", "quote_end", "validity",
)  # fmt: skip
ENTRY_RECORDED = (
    "title", "number", "heading", "standard", "due_on", "starts_on", "amount_fen", "origin",
    "plan_id", "quote_start", "quote_end", "validity",
)  # fmt: skip
FIGURE = frozenset({"value", "value_high", "unit"})


@dataclass(slots=True, kw_only=True)
class Applied:
    """What was written: for the record, and the entries whose lamps are lit anew."""

    changes: list[Change]
    entries: list[Entry]
    targets: list[Target]


def apply_matches(setting: Setting, matches: Sequence[DraftMatch]) -> Applied:
    """Write what was taken and withdraw what was said to go: a building block of merging."""
    done = Applied(changes=[], entries=[], targets=[])
    for match in matches:
        if match.choice == DraftMatch.Choice.TAKE and match.item is not None:
            take_line(setting, match, match.item, done)
        elif match.choice == DraftMatch.Choice.WITHDRAW:
            withdraw_line(match, done)
    return done


def take_line(setting: Setting, match: DraftMatch, item: DraftItem, done: Applied) -> None:
    if match.entry is not None:
        take_entry(setting, match, item, done)
    elif match.target is not None:
        take_target(setting, match, item, done)
    elif match.phase is not None:
        take_phase(match.phase, item, match.taken, done)


def take_entry(setting: Setting, match: DraftMatch, item: DraftItem, done: Applied) -> None:
    """Write the taken fields of a task or project; its words are the new plan's from now on."""
    entry = match.entry
    if entry is None:
        return
    new = new_task(setting, item, ()) if item.kind == Kind.TASK else new_project(setting, item)
    taken = set(match.taken)
    columns: dict[str, Any] = {
        column: getattr(new, column) for name, column in ENTRY_COLUMNS.items() if name in taken
    }
    if columns.get("due_on") and entry.starts_on and columns["due_on"] < entry.starts_on:
        columns["starts_on"] = columns["due_on"]
    if new.number:
        columns["number"] = new.number
    if "area_mu" in taken:
        columns["fields"] = checked(
            definition_of(entry.kind), {**without(entry.fields, "area"), **new.fields}
        )
    keep_source(entry=entry)
    before = plain(entry, *ENTRY_RECORDED) | duties_state(entry)
    columns |= {"heading": new.heading, "plan_id": new.plan_id}
    columns |= {"quote_start": new.quote_start, "quote_end": new.quote_end}
    if taken & (PARTS | {"leaders"}):
        columns["unit_id"] = replace_parts(setting, entry, new, taken)
    old_due = entry.due_on
    update_at_version(entry, entry.version, **columns)
    keep_shift(entry, old_due, ShiftNote(source=Source.PLAN))
    if "area_mu" in taken:
        write_values(definition_of(entry.kind), [entry])
    after = plain(entry, *ENTRY_RECORDED) | duties_state(entry)
    done.changes.append(Change.of(entry, before=before, after=after))
    done.entries.append(entry)


def without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def replace_parts(setting: Setting, entry: Entry, new: NewEntry, taken: set[str]) -> int:
    """Write the units and leaders that were taken, and return whose the entry is from now on.

    Who supervises stays; posts of the units follow the units, those of leaders the leaders.
    """
    if taken & PARTS:
        roles = (Duty.Role.LEAD, Duty.Role.SUPPORT)
        Duty.objects.filter(entry=entry, role__in=roles).delete()
        Duty.objects.bulk_create(
            [
                *duty_rows(entry, Duty.Role.LEAD, new.leads),
                *duty_rows(entry, Duty.Role.SUPPORT, new.supports),
            ]
        )
    levels = {PostDuty.Level.LEADER.value} if "leaders" in taken else set()
    if taken & PARTS:
        levels |= set(PostDuty.Level.values) - {PostDuty.Level.LEADER.value}
    PostDuty.objects.filter(entry=entry, level__in=levels).delete()
    PostDuty.objects.bulk_create(
        [
            PostDuty(entry=entry, post_id=one.post_id, level=one.level)
            for one in dict.fromkeys(new.posts)
            if one.level in levels
        ]
    )
    if not taken & PARTS:
        return entry.unit_id
    return new.leads[0].unit_id if new.leads else setting.campaign.unit_id


def take_target(setting: Setting, match: DraftMatch, item: DraftItem, done: Applied) -> None:
    """Write the taken fields of a target; a figure is taken with its unit of measure."""
    target = match.target
    if target is None:
        return
    new, taken = new_target(setting, item), set(match.taken)
    columns: dict[str, Any] = {}
    if taken & FIGURE:
        columns |= figure_columns(new, target, taken)
    if "indicator" in taken:
        columns["indicator"] = find_or_make(setting.campaign, [new])[key_of(new)]
    simple = {"op": "op", "growth": "is_growth", "deadline": "due_on", "owner": "unit_id"}
    columns |= {column: getattr(new, column) for name, column in simple.items() if name in taken}
    if "origin" in taken:
        columns["origin"] = new.origin
    keep_source(target=target)
    before, owed = plain(target, *TARGET_RECORDED), Owed.of(target)
    columns |= {"plan_id": new.plan_id, "quote_start": new.quote_start}
    columns |= {"quote_end": new.quote_end, "written": new.written[:200]}
    update_at_version(target, target.version, **columns)
    done.changes.append(Change.of(target, before=before, after=plain(target, *TARGET_RECORDED)))
    done.changes.extend(carry_figures(owed, target))
    done.targets.append(target)


def figure_columns(new: NewTarget, target: Target, taken: set[str]) -> dict[str, Any]:
    """Return the columns of a figure of which some parts are taken, the others stand."""
    if not {"value", "value_high", "unit"} <= taken:
        standing = target_values(target)
        unit = new.measure if "unit" in taken else target.measure
        keeps = {name: standing[name] for name in ("value", "value_high") if name not in taken}
        new = replace(
            new,
            measure=unit,
            value=number(keeps["value"]) or new.value if "value" in keeps else new.value,
            value_high=number(keeps["value_high"]) if "value_high" in keeps else new.value_high,
        )
    low, high = store(new, new.value), store(new, new.value_high)
    return {
        "amount_fen": low.amount_fen,
        "mantissa": low.mantissa,
        "scale": low.scale,
        "high_amount_fen": high.amount_fen,
        "high_mantissa": high.mantissa,
        "high_scale": high.scale,
        "measure": new.measure,
    }


def take_phase(phase: Phase, item: DraftItem, taken: Sequence[str], done: Applied) -> None:
    fields = ("name", "starts_on", "ends_on", "plan_id", "quote_start", "quote_end")
    before = plain(phase, *fields)
    values = {
        "name": str(item.fields["name"])[:100],
        "starts_on": day(item.fields["start"]),
        "ends_on": day(item.fields["end"]),
    }
    names = {"name": "name", "start": "starts_on", "end": "ends_on"}
    columns: dict[str, Any] = {names[name]: values[names[name]] for name in taken if name in names}
    first = columns.get("starts_on") or phase.starts_on
    if (columns.get("ends_on") or phase.ends_on) < first:
        raise InvalidState(_("“%(title)s” is due before it starts.") % {"title": phase.name})
    columns |= {"plan_id": item.draft.plan_id, "quote_start": item.start, "quote_end": item.end}
    update_at_version(phase, phase.version, **columns)
    done.changes.append(Change.of(phase, before=before, after=plain(phase, *fields)))


def withdraw_line(match: DraftMatch, done: Applied) -> None:
    """Ask no more for a line that the new plan leaves out; it stays with all that was reported."""
    row = match.entry or match.target
    if row is not None:
        before = plain(row, "validity")
        update_at_version(row, row.version, validity=Validity.WITHDRAWN)
        done.changes.append(Change.of(row, before=before, after=plain(row, "validity")))
        if match.entry is not None:
            done.entries.append(match.entry)
        elif match.target is not None:
            done.targets.append(match.target)
    elif match.phase is not None:
        phase = match.phase
        before = plain(phase, "campaign_id", "ordinal", "name", "starts_on", "ends_on")
        done.changes.append(Change.of(phase, before=before))
        phase.delete()


def keep_source(*, entry: Entry | None = None, target: Target | None = None) -> None:
    """Keep the words that a line came from until now as its earlier source."""
    row = entry or target
    if row is None or row.plan_id is None or row.quote_start is None or row.quote_end is None:
        return
    LineSource.objects.get_or_create(
        entry=entry,
        target=target,
        plan_id=row.plan_id,
        quote_start=row.quote_start,
        quote_end=row.quote_end,
        defaults={"relation": LineSource.Relation.EARLIER, "added_at": timezone.now()},
    )


def refuse_changed(match: DraftMatch, standing: dict[str, str]) -> None:
    """Refuse to write over what somebody changed after the person had looked.

    Raises
    ------
    InvalidState
        `fields` names the line.
    """
    for one in match.differences:
        name = one["field"]
        if name not in match.taken or name not in standing:
            continue
        if differences_of({name: one["standing"]}, {name: standing[name]}, {}):
            raise InvalidState(
                _("“%(title)s” was changed since you decided: look at it again.")
                % {"title": match.name[:60]},
                first=f"match-{match.pk}",
            )


def renumber(campaign: Campaign, matches: Sequence[DraftMatch]) -> list[Change]:
    """Give entries that stay the numbers of the new plan: it counts anew what lies behind an addition."""
    changed = []
    for match in matches:
        item, entry = match.item, match.entry
        if item is None or entry is None or match.choice != DraftMatch.Choice.NONE:
            continue
        written = str(item.fields.get("number") or "")
        was = str((match.before.fields if match.before else {}).get("number") or "")
        if written and written != entry.number == was and entry.campaign_id == campaign.pk:
            changed.append((entry, plain(entry, "number")))
            entry.number, entry.version = written, entry.version + 1
    rows = [entry for entry, _before in changed]
    Entry.objects.bulk_update(rows, ["number", "version"], batch_size=500)
    return [Change.of(row, before=before, after=plain(row, "number")) for row, before in changed]

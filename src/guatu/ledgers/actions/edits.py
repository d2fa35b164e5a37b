"""Making and changing single entries: at the version that was read, before and after in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from dataclasses import Field as DataclassField
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.kinds import Filler, KindDefinition
from guatu.ledgers.actions.insertion import LONGEST_TITLE, NewEntry, insert_entries
from guatu.ledgers.actions.limits import set_limits
from guatu.ledgers.actions.nodes import change_line, lay_nodes
from guatu.ledgers.actions.recording import flat_fields, made_changes, private_names
from guatu.ledgers.actions.shifts import ShiftNote, Source, keep_shift
from guatu.ledgers.actions.values import Double, check_unit_fields, checked, named, write_values
from guatu.ledgers.followers import ask_guards, tell_followers
from guatu.ledgers.models import Duty, Entry, Kind
from guatu.ledgers.policies import can_add_entry, can_create_entry, can_edit_entry, can_fill_field
from guatu.ledgers.queries import definition_of, visible_entries
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.versions import update_at_version

# what the campaign office changes; stage, duties, progress and lamps have acts of their own
EDITABLE = (
    "title", "number", "heading", "standard", "starts_on", "due_on", "place", "amount_fen",
    "parent_id", "roll_up",
)  # fmt: skip


# what a unit writes of an entry that it adds itself
OWN = frozenset({"title", "number", "due_on", "place", "amount_fen", "leads", "fields", "position"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryEdit:
    """New values of columns (names in `EDITABLE`) and of extra fields; None empties a field.

    `reason` is asked for where the due date is put off (T12).
    """

    columns: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    def shift_note(self, actor: Actor) -> ShiftNote:
        """Return on whose word a due date changes with this edit."""
        return ShiftNote(source=Source.EDIT, reason=self.reason, approved_by=actor.person_id)


@transaction.atomic
def create_entry(actor: Actor, campaign: Campaign, *, kind_code: str, new: NewEntry) -> Entry:
    """Add one line to a ledger of the campaign."""
    owner = new.leads[0].unit_id if new.leads else new.unit_id or campaign.unit_id
    path = Unit.objects.values_list("path", flat=True).get(pk=owner)
    if not can_create_entry(actor, path):
        check_own(actor, kind_code, new, owner)
    if new.parent_id is not None:
        check_visible(actor, new.parent_id)
    try:
        (entry,) = insert_entries(campaign, kind_code, [new])
    except Double as double:
        raise named(actor, double) from double
    lay_nodes(actor, [entry], definition_of(entry.kind))
    tell_followers(entry)
    record(actor, "entry.create", of=entry, changes=made_changes([entry]))
    return entry


def check_own(actor: Actor, kind_code: str, new: NewEntry, owner: int) -> None:
    """Refuse a line of the actor's own unit unless its kind is one to which units add, and no more of it."""
    kind = Kind.objects.filter(code=kind_code).first()
    if kind is None or not can_add_entry(actor, kind, owner):
        raise NotAllowed(_("Your post does not allow this."))
    declared = definition_of(kind)
    fields = [declared.field(key) for key, value in new.fields.items() if value is not None]
    is_plain = all(
        getattr(new, one.name) == blank(one) for one in dataclass_fields(new) if one.name not in OWN
    )
    may_fill = all(field is None or field.filled_by is Filler.UNIT for field in fields)
    if not is_plain or not may_fill or len(new.leads) != 1:
        raise NotAllowed(_("What was approved changes through the campaign office alone."))


def blank(one: DataclassField[Any]) -> Any:
    return None if one.default is MISSING else one.default


@transaction.atomic
def edit_entry(actor: Actor, entry: Entry, *, version: int, edit: EntryEdit) -> Entry:
    """Change columns and extra fields of an entry; an edit that changes nothing writes nothing."""
    kind = definition_of(entry.kind)
    fields = merged(known_fields(kind, entry), edit.fields)
    columns = {name: value for name, value in edit.columns.items() if getattr(entry, name) != value}
    standing = known_fields(kind, entry)
    touched = {key for key in {*fields, *standing} if fields.get(key) != standing.get(key)}
    if not columns and not touched:
        return entry
    check_permission(actor, entry, kind, columns=columns, touched=touched)
    check_tracks(kind, touched)
    check_columns(entry, columns, edit.reason)
    ask_guards(entry, columns)
    if columns.get("parent_id"):
        check_parent(actor, entry, columns["parent_id"])
    if touched:
        columns["fields"] = {**dormant(kind, entry), **checked(kind, fields)}
        check_unit_fields(kind, [columns["fields"]])
    before, old_due = snapshot(entry, columns, touched), entry.due_on
    update_at_version(entry, version, **columns)
    keep_shift(entry, old_due, edit.shift_note(actor))
    if touched:
        rewrite_values(actor, kind, entry)
    if "starts_on" in columns:
        set_limits(kind, [entry])
    change = Change.of(
        entry,
        before=before,
        after=snapshot(entry, columns, touched),
        private=private_names(kind),
    )
    nodes = [] if touched.isdisjoint(line_fields(kind)) else change_line(actor, entry, kind)
    tell_followers(entry)
    record(
        actor,
        "entry.edit",
        of=entry,
        changes=[change, *nodes],
        details={"reason": edit.reason} if edit.reason else {},
    )
    return entry


def rewrite_values(actor: Actor, kind: KindDefinition, entry: Entry) -> None:
    try:
        write_values(kind, [entry])
    except Double as double:
        raise named(actor, double) from double


def line_fields(kind: KindDefinition) -> set[str]:
    return {line.field for line in kind.node_lines}


def check_tracks(kind: KindDefinition, touched: set[str]) -> None:
    """Refuse to write the state of a track by hand: only a step with its day and proof moves it (T7)."""
    if any(kind.track(key) for key in touched):
        raise InvalidState(_("A track moves by its steps, each with its day; it is not filled in."))


def known_fields(kind: KindDefinition, entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in entry.fields.items() if kind.field(key) is not None}


def dormant(kind: KindDefinition, entry: Entry) -> dict[str, Any]:
    """Return the values of fields that the kind no longer has: they stay until it has them again."""
    return {key: value for key, value in entry.fields.items() if kind.field(key) is None}


def merged(fields: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    both = {**fields, **given}
    return {key: value for key, value in both.items() if value not in (None, "", {})}


def check_permission(
    actor: Actor,
    entry: Entry,
    kind: KindDefinition,
    *,
    columns: Mapping[str, Any],
    touched: set[str],
) -> None:
    leads = lead_ids(entry)
    fields = [kind.field(key) for key in sorted(touched)]
    may = all(field is None or can_fill_field(actor, entry, field, leads) for field in fields)
    if not may or (columns and not can_edit_entry(actor, entry)):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))


def lead_ids(entry: Entry) -> frozenset[int]:
    return frozenset(entry.duties.filter(role=Duty.Role.LEAD).values_list("unit_id", flat=True))


def check_columns(entry: Entry, columns: Mapping[str, Any], reason: str) -> None:
    unknown = set(columns) - set(EDITABLE)
    if unknown:
        raise InvalidState(
            _("These have acts of their own: %(names)s.") % {"names": sorted(unknown)}
        )
    title = columns.get("title", entry.title)
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise InvalidState(_("A title has 1 to 300 characters."))
    starts_on = columns.get("starts_on", entry.starts_on)
    due_on = columns.get("due_on", entry.due_on)
    if starts_on and due_on and due_on < starts_on:
        raise InvalidState(_("“%(title)s” is due before it starts.") % {"title": title[:40]})
    if is_put_off(entry.due_on, due_on) and not reason.strip():
        raise InvalidState(_("Say why the due date is put off; the reason stays in the record."))


def is_put_off(before: date | None, after: date | None) -> bool:
    return before is not None and (after is None or after > before)


def check_parent(actor: Actor, entry: Entry, parent_id: int) -> None:
    """Refuse a parent that stands beneath the entry itself; it may be in another campaign (D7)."""
    check_visible(actor, parent_id)
    above: int | None = parent_id
    while above is not None:
        if above == entry.pk:
            raise InvalidState(_("An entry cannot stand beneath itself."))
        above = Entry.objects.values_list("parent_id", flat=True).get(pk=above)


def check_visible(actor: Actor, parent_id: int) -> None:
    if not visible_entries(actor).filter(pk=parent_id).exists():
        raise NotFound(
            _("There is no entry %(number)s for it to stand under.") % {"number": parent_id}
        )


def snapshot(entry: Entry, columns: Mapping[str, Any], touched: set[str]) -> dict[str, object]:
    """Return the columns and fields that an edit touches, as they are now."""
    names = [name for name in columns if name != "fields"]
    state = plain(entry, *names) if names else {}
    return state | flat_fields({key: entry.fields.get(key) for key in sorted(touched)})

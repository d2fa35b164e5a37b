"""What the record holds of new entries: each entry with its duties, ties and milestones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from guatu.audit.actions import Change, plain
from guatu.core.kinds import KindDefinition
from guatu.ledgers.models import Duty, Entry, EntryTarget, Milestone, PostDuty
from guatu.ledgers.queries import definition_of

CREATED = (
    "ledger",
    "title",
    "number",
    "unit",
    "stage",
    "starts_on",
    "due_on",
    "amount_fen",
    "origin",
    "validity",
)
MILESTONE = ("entry", "kind", "title", "due_on")


def made_changes(entries: Sequence[Entry]) -> list[Change]:
    """Return the changes of entries just made: duties as `set_duties` records them, read set-wise."""
    parts = parts_of(entries)
    private = {e.kind_id: private_names(definition_of(e.kind)) for e in entries}
    changes = [
        Change.of(
            entry,
            after=plain(entry, *CREATED) | parts[entry.pk] | flat_fields(entry.fields),
            private=private[entry.kind_id],
        )
        for entry in entries
    ]
    milestones = Milestone.objects.filter(entry__in=entries).order_by("pk")
    return changes + [Change.of(row, after=plain(row, *MILESTONE)) for row in milestones]


def parts_of(entries: Sequence[Entry]) -> dict[int, dict[str, list[int]]]:
    """Return unit ids by role in order, posts by level and targets of each entry."""
    names = (*(role.value for role in Duty.Role), *(level.value for level in PostDuty.Level))
    found: defaultdict[int, dict[str, list[int]]] = defaultdict(
        lambda: {name: [] for name in (*names, "targets")}
    )
    duties = Duty.objects.filter(entry__in=entries).order_by("ordinal")
    for entry_id, role, unit_id in duties.values_list("entry_id", "role", "unit_id"):
        found[entry_id][role].append(unit_id)
    posts = PostDuty.objects.filter(entry__in=entries).order_by("post_id")
    for entry_id, level, post_id in posts.values_list("entry_id", "level", "post_id"):
        found[entry_id][level].append(post_id)
    ties = EntryTarget.objects.filter(entry__in=entries).order_by("target_id")
    for entry_id, target_id in ties.values_list("entry_id", "target_id"):
        found[entry_id]["targets"].append(target_id)
    return found


def flat_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return extra fields under names of their own, so that a private one can be recorded as such."""
    return {f"fields.{key}": value for key, value in fields.items()}


def private_names(kind: KindDefinition) -> frozenset[str]:
    return frozenset(f"fields.{field.key}" for field in kind.fields if field.is_private)

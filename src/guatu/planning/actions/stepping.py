"""Writing down what an act did to a draft's rows, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from guatu.core.actors import Actor
from guatu.planning.models import Draft, DraftItem, DraftStep, DraftUnit

Values = dict[str, Any]
StepChange = dict[str, Any]

ITEM = "item"
UNIT = "unit"
ITEM_VALUES = ("kind", "ordinal", "state", "fields", "decided_by")
UNIT_VALUES = (
    "name",
    "match",
    "decision",
    "unit_id",
    "create_kind",
    "create_parent_id",
    "new_members",
    "same_as_id",
    "keeps_alias",
)


def values_of(row: DraftItem | DraftUnit) -> Values:
    """Return what a step keeps of a row; a unit name with the units that its group means."""
    if isinstance(row, DraftItem):
        kept = {name: getattr(row, name) for name in ITEM_VALUES}
        return kept | {"decided_at": row.decided_at.isoformat() if row.decided_at else None}
    kept = {name: getattr(row, name) for name in UNIT_VALUES}
    return kept | {"expands": sorted(unit.pk for unit in row.expands.all())}


def change_of(
    row: DraftItem | DraftUnit, *, before: Values | None, after: Values | None
) -> StepChange:
    """Return what became of one row: only what differs, or all of it where it came or went."""
    if before is not None and after is not None:
        differing = [name for name in after if before.get(name) != after[name]]
        before = {name: before.get(name) for name in differing}
        after = {name: after[name] for name in differing}
    return {
        "of": ITEM if isinstance(row, DraftItem) else UNIT,
        "id": row.pk,
        "before": before,
        "after": after,
    }


def record_step(
    actor: Actor,
    draft: Draft,
    act: str,
    changes: Iterable[StepChange],
    *,
    undoes: DraftStep | None = None,
) -> DraftStep:
    """Write the step of an act; `touch` has raised the draft's version to its number."""
    return DraftStep.objects.create(
        draft=draft,
        number=Draft.objects.values_list("version", flat=True).get(pk=draft.pk),
        act=act,
        changes=list(changes),
        person_id=actor.person_id,
        done_at=timezone.now(),
        undoes=undoes,
    )

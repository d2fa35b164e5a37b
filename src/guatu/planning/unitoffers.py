"""What the form of one unit name offers: members of a group to tick or to make, a place where a name may part."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guatu.accounts.models import Unit
from guatu.core.paths import subtree_range
from guatu.planning.models import Draft, DraftUnit

# 区住建局区交通局, 区住建局和区交通局: a new name begins with the level of government, or after a word.
PARTING = re.compile(
    r"(?<=[局委办部院心会])(?=[省市区县州旗镇乡][^\s]{2})|[、，,；;\s]+|[和与及](?=[省市区县州旗])"
)
KINDS_OF_GROUPS = (
    (re.compile("[镇乡街]"), Unit.Kind.TOWNSHIP),
    (re.compile("[村社]"), Unit.Kind.VILLAGE),
    (re.compile("企|公司"), Unit.Kind.FIRM),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A unit that a group may mean."""

    id: int
    name: str
    is_meant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Units that a group may mean and that the same draft is to create."""

    kind: str
    names: list[str]


def kind_meant(name: str) -> str:
    """Return the kind of unit that a group's name speaks of."""
    return next((k for words, k in KINDS_OF_GROUPS if words.search(name)), Unit.Kind.DEPARTMENT)


def members_planned(draft: Draft) -> dict[int, Planned]:
    """Return by group what the same draft makes of the kind meant: no unit stands for it yet.

    Only places go by their kind: 各部门 would mean each office that the plan happens to name.
    """
    rows = list(draft.units.order_by("name", "pk"))
    made = [
        row
        for row in rows
        if row.decision == DraftUnit.Decision.CREATE
        or (row.decision, row.match, row.same_as_id)
        == (DraftUnit.Decision.PENDING, DraftUnit.Match.NONE, None)
    ]
    found = {}
    for row in rows:
        kind = kind_meant(row.name)
        names = [one.name for one in made if one.create_kind == kind]
        asks = row.match == DraftUnit.Match.GROUP and row.decision == DraftUnit.Decision.PENDING
        if asks and names and kind in {Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE}:
            found[row.pk] = Planned(kind=kind, names=names)
    return found


def members_offered(row: DraftUnit) -> list[Offered]:
    """Return the units of the kind that a group's name speaks of, those it now means ticked."""
    if row.match != DraftUnit.Match.GROUP:
        return []
    kind = kind_meant(row.name)
    first, end = subtree_range(row.draft.plan.unit.path)
    units = Unit.objects.filter(
        valid_to__isnull=True, kind=kind, path__gte=first, path__lt=end
    ).order_by("official_order", "path")
    meant = {unit.pk for unit in row.expands.all()}
    return [Offered(id=u.pk, name=u.label, is_meant=u.pk in meant) for u in units]


def parts_offered(name: str) -> str:
    """Return how a name may part into several, as one types it; empty where nothing tells."""
    parts = [part for part in PARTING.split(name) if part and part.strip()]
    return "、".join(parts) if len(parts) > 1 else ""

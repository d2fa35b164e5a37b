"""From the unit names of a draft to units: created where needed, aliases kept, groups expanded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from guatu.accounts.models import Unit, UnitAlias
from guatu.audit.actions import Change, plain
from guatu.core.paths import STEP, child_path, subtree_range
from guatu.planning.models import Draft, DraftUnit

Decision = DraftUnit.Decision
LEARNT = frozenset({DraftUnit.Match.SIMILAR, DraftUnit.Match.NONE})


@dataclass(slots=True, kw_only=True)
class Units:
    """Which units each name stands for, in order; what was created and learnt on the way."""

    by_name: dict[str, tuple[int, ...]] = field(default_factory=dict)
    created: list[Unit] = field(default_factory=list)
    aliases: list[UnitAlias] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        made = [
            Change.of(u, before=None, after=plain(u, "name", "kind", "parent_id", "path"))
            for u in self.created
        ]
        return made + [
            Change.of(a, before=None, after=plain(a, "unit_id", "name")) for a in self.aliases
        ]

    def of(self, name: str) -> tuple[int, ...]:
        return self.by_name.get(name[:100], ())


def settle_units(draft: Draft) -> Units:
    """Carry out the decisions on a draft's unit names: a building block of confirming."""
    rows = list(
        draft.units.select_related("unit", "create_parent", "draft__plan__unit").prefetch_related(
            "expands"
        )
    )
    units = Units()
    created = create_units([row for row in rows if row.decision == Decision.CREATE])
    units.created = [unit for unit, is_new in created.values() if is_new]
    for row in rows:
        units.by_name[row.name] = meaning(row, {name: u.pk for name, (u, _n) in created.items()})
    units.aliases = learn_aliases(rows)
    return units


def meaning(row: DraftUnit, created: dict[str, int]) -> tuple[int, ...]:
    if row.decision == Decision.CREATE:
        return (created[row.name],)
    if row.decision == Decision.USE and row.unit_id is not None:
        return (row.unit_id,)
    if row.decision == Decision.EXPAND:
        members = sorted(row.expands.all(), key=lambda u: (u.official_order, u.path))
        return tuple(unit.pk for unit in members)
    return ()


def create_units(rows: Sequence[DraftUnit]) -> dict[str, tuple[Unit, bool]]:
    """Create the units of `rows`; one that somebody created meanwhile is used, not doubled."""
    known = Unit.objects.filter(name__in=[row.name for row in rows], valid_to__isnull=True)
    found = {unit.name: (unit, False) for unit in known}
    order = Unit.objects.aggregate(last=Max("official_order"))["last"] or 0
    by_parent: defaultdict[int, list[DraftUnit]] = defaultdict(list)
    for row in rows:
        if row.name not in found:
            by_parent[row.create_parent_id or row.draft.plan.unit_id].append(row)
    new = []
    for parent_id, group in sorted(by_parent.items()):
        parent = Unit.objects.select_for_update().get(pk=parent_id)  # its next child's number
        last = last_child(parent)
        for place, row in enumerate(group, start=1):
            order += 1
            new.append(
                Unit(
                    name=row.name,
                    kind=row.create_kind,
                    parent=parent,
                    path=child_path(parent.path, last + place),
                    official_order=order,
                )
            )
    made = Unit.objects.bulk_create(new)
    return found | {unit.name: (unit, True) for unit in made}


def last_child(parent: Unit) -> int:
    """Return the number of the last child that a unit has had, closed ones included."""
    first, end = subtree_range(parent.path)
    paths = Unit.objects.filter(path__gt=first, path__lt=end).aggregate(last=Max("path"))["last"]
    depth = len(parent.path)
    return int(paths[depth : depth + STEP]) if paths else 0


def learn_aliases(rows: Sequence[DraftUnit]) -> list[UnitAlias]:
    """Keep the names under which a person recognised a unit; the next plan knows them."""
    new = [
        UnitAlias(unit_id=row.unit_id, name=row.name)
        for row in rows
        if row.decision == Decision.USE and row.match in LEARNT and row.unit_id is not None
    ]
    known = set(
        UnitAlias.objects.filter(name__in=[alias.name for alias in new]).values_list(
            "unit_id", "name"
        )
    )
    return UnitAlias.objects.bulk_create(
        [alias for alias in new if (alias.unit_id, alias.name) not in known]
    )

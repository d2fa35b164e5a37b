"""From the unit names of a draft to units: created where needed, aliases kept, groups expanded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import gettext as _

from guatu.accounts.actions.paths import free_paths
from guatu.accounts.models import Unit, UnitAlias
from guatu.audit.actions import Change, plain
from guatu.planning.models import Draft, DraftUnit
from guatu.shell.errors import InvalidState

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
    """Create the units of `rows`; one that its parent got meanwhile is used, not doubled.

    Names are looked for beneath the parent that a person chose: another town may have a village
    of the same name.
    """
    by_parent: defaultdict[int, list[DraftUnit]] = defaultdict(list)
    for row in rows:
        by_parent[parent_of(row)].append(row)
    known = Unit.objects.filter(
        parent_id__in=by_parent, name__in=[row.name for row in rows], valid_to__isnull=True
    )
    there = {(unit.parent_id, unit.name): unit for unit in known}
    found: dict[str, tuple[Unit, bool]] = {}
    new: list[Unit] = []
    order = Unit.objects.aggregate(last=Max("official_order"))["last"] or 0
    for parent_id, group in sorted(by_parent.items()):
        found |= {
            row.name: (there[parent_id, row.name], False)
            for row in group
            if (parent_id, row.name) in there
        }
        missing = [row for row in group if row.name not in found]
        parent = Unit.objects.get(pk=parent_id)
        if missing and parent.valid_to is not None:
            raise InvalidState(_("%(unit)s is closed.") % {"unit": parent.name})
        paths = free_paths(parent, len(missing)) if missing else []
        new += [
            Unit(name=row.name, kind=row.create_kind, parent=parent, path=path)
            for row, path in zip(missing, paths, strict=True)
        ]
    for place, unit in enumerate(new, start=1):
        unit.official_order = order + place
    return found | {unit.name: (unit, True) for unit in Unit.objects.bulk_create(new)}


def parent_of(row: DraftUnit) -> int:
    return row.create_parent_id or row.draft.plan.unit_id


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

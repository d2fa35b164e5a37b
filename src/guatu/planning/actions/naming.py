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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A unit that is to be there afterwards."""

    name: str
    kind: str
    parent_id: int


Created = dict[tuple[int, str], tuple[Unit, bool]]


def settle_units(draft: Draft) -> Units:
    """Carry out the decisions on a draft's unit names: a building block of confirming."""
    rows = list(
        draft.units.select_related("unit", "create_parent", "draft__plan__unit")
        .prefetch_related("expands")
        .order_by("pk")
    )
    units = Units()
    created = create_units([wanted for row in rows for wanted in wanted_of(row)])
    units.created = [unit for unit, is_new in created.values() if is_new]
    names = {row.pk: row.name for row in rows}
    for row in rows:
        units.by_name[row.name] = meaning(row, created)
    for row in rows:
        if row.decision == Decision.SAME and row.same_as_id in names:
            units.by_name[row.name] = units.by_name[names[row.same_as_id]]
    units.aliases = learn_aliases(rows, units)
    return units


def wanted_of(row: DraftUnit) -> list[Wanted]:
    """Return the units that a person's word on a name asks to create."""
    parent_id = row.create_parent_id or row.draft.plan.unit_id
    if row.decision == Decision.CREATE:
        return [Wanted(name=row.name, kind=row.create_kind, parent_id=parent_id)]
    if row.decision == Decision.EXPAND:
        return [
            Wanted(name=name, kind=row.create_kind, parent_id=parent_id) for name in row.new_members
        ]
    return []


def meaning(row: DraftUnit, created: Created) -> tuple[int, ...]:
    if row.decision == Decision.USE and row.unit_id is not None:
        return (row.unit_id,)
    if row.decision not in {Decision.CREATE, Decision.EXPAND}:
        return ()
    new = [created[wanted.parent_id, wanted.name][0] for wanted in wanted_of(row)]
    known = row.expands.all() if row.decision == Decision.EXPAND else ()
    members = {unit.pk: unit for unit in (*known, *new)}
    in_order = sorted(members.values(), key=lambda u: (u.official_order, u.path))
    return tuple(unit.pk for unit in in_order)


def create_units(wanted: Sequence[Wanted]) -> Created:
    """Create units; one that its parent got meanwhile is used, not doubled.

    Names are looked for beneath the parent that a person chose: another town may have a village
    of the same name. What two names ask for is created once.
    """
    by_parent: defaultdict[int, dict[str, Wanted]] = defaultdict(dict)
    for one in wanted:
        by_parent[one.parent_id].setdefault(one.name, one)
    known = Unit.objects.filter(
        parent_id__in=by_parent, name__in=[one.name for one in wanted], valid_to__isnull=True
    )
    found: Created = {(unit.parent_id or 0, unit.name): (unit, False) for unit in known}
    new: list[Unit] = []
    order = Unit.objects.aggregate(last=Max("official_order"))["last"] or 0
    for parent_id, group in sorted(by_parent.items()):
        missing = [one for one in group.values() if (parent_id, one.name) not in found]
        if not missing:
            continue
        parent = Unit.objects.get(pk=parent_id)
        if parent.valid_to is not None:
            raise InvalidState(_("%(unit)s is closed.") % {"unit": parent.name})
        new += [
            Unit(name=one.name, kind=one.kind, parent=parent, path=path)
            for one, path in zip(missing, free_paths(parent, len(missing)), strict=True)
        ]
    for place, unit in enumerate(new, start=1):
        unit.official_order = order + place
    made = Unit.objects.bulk_create(new)
    return found | {(unit.parent_id or 0, unit.name): (unit, True) for unit in made}


def learn_aliases(rows: Sequence[DraftUnit], units: Units) -> list[UnitAlias]:
    """Keep the names under which a person recognised a unit; the next plan knows them."""
    learnt = [
        (meant[0], row.name)
        for row in rows
        if row.keeps_alias and is_learnt(row) and len(meant := units.by_name[row.name]) == 1
    ]
    names = [name for _unit_id, name in learnt]
    known = set(UnitAlias.objects.filter(name__in=names).values_list("unit_id", "name"))
    return UnitAlias.objects.bulk_create(
        UnitAlias(unit_id=unit_id, name=name)
        for unit_id, name in learnt
        if (unit_id, name) not in known
    )


def is_learnt(row: DraftUnit) -> bool:
    """Say whether a name is another one of a unit by a person's word alone."""
    return row.decision == Decision.SAME or (row.decision == Decision.USE and row.match in LEARNT)

"""Reads of units: the tree in 建制顺序, one unit, all names for matching."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Unit, UnitAlias
from guatu.core.actors import Actor
from guatu.core.paths import STEP, subtree_range
from guatu.core.unitnames import UnitName
from guatu.shell.errors import NotFound

PLACES = (Unit.Kind.GOVERNMENT, Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE)
Row = tuple[int, str, str, str, str, int | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNode:
    """One line of the tree; `level` is its depth in what is shown, from 0."""

    unit_id: int
    name: str
    short_name: str
    kind: str
    path: str
    level: int
    is_open: bool


def within(path: str, field: str = "path") -> Q:
    """Return the condition for rows whose `field` lies in the subtree of `path`."""
    first, end = subtree_range(path)
    return Q(**{f"{field}__gte": first, f"{field}__lt": end})


def units_in(path: str) -> QuerySet[Unit]:
    """Return the open units of a subtree, in 建制顺序."""
    return Unit.objects.filter(within(path), valid_to__isnull=True)


def units_around(home: Unit, *, kept: Iterable[int | None] = ()) -> QuerySet[Unit]:
    """Return the open units that the work of `home` may be put to, in 建制顺序.

    These are its own, those above it and their departments. Neighbours are nobody's to choose from:
    a district beside, another town. What stands already (`kept`) stays a choice.
    """
    above = [home.path[:end] for end in range(STEP, len(home.path) + 1, STEP)]
    departments = Q(parent__path__in=above) & ~Q(kind__in=PLACES)
    known = Q(path__in=above) | departments | within(home.path) | Q(pk__in=[*filter(None, kept)])
    return Unit.objects.filter(known, valid_to__isnull=True)


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Return the units that the actor may look at: its scopes, or all for those who keep them."""
    if policies.sees_all_units(actor):
        return Unit.objects.all()
    scopes = actor.scopes()
    if not scopes:
        return Unit.objects.none()
    return Unit.objects.filter(reduce(or_, (within(scope) for scope in scopes)))


def visible_unit(actor: Actor, unit_id: int) -> Unit:
    unit = visible_units(actor).select_related("parent").filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such unit, or it is not for your eyes."))
    return unit


def unit_tree(actor: Actor, *, words: str = "", closed: bool = False) -> list[UnitNode]:
    """Return the visible units as a tree in 建制顺序: children follow their parent.

    With `words`, only units that bear them in a name or alias remain, each under those of its
    superiors that are visible.
    """
    rows = list(
        (visible_units(actor) if closed else visible_units(actor).filter(valid_to__isnull=True))
        .order_by("official_order", "path")
        .values_list("pk", "name", "short_name", "kind", "path", "parent_id", "valid_to")
    )
    keep = found_paths(actor, words) if words else None
    known = {row[0] for row in rows}
    children: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        if keep is None or row[4] in keep:
            children[row[5] if row[5] in known else None].append(row)
    return list(walk(children, None, 0))


def walk(children: dict[int | None, list[Row]], parent: int | None, level: int) -> list[UnitNode]:
    found: list[UnitNode] = []
    for row in children[parent]:
        pk, name, short_name, kind, path, _parent, valid_to = row
        node = UnitNode(
            unit_id=pk,
            name=name,
            short_name=short_name,
            kind=kind,
            path=path,
            level=level,
            is_open=valid_to is None,
        )
        found += [node, *walk(children, pk, level + 1)]
    return found


def found_paths(actor: Actor, words: str) -> frozenset[str]:
    """Return the paths of the units that bear `words`, and of all above them."""
    hits = (
        visible_units(actor)
        .filter(
            Q(name__icontains=words)
            | Q(short_name__icontains=words)
            | Q(pk__in=UnitAlias.objects.filter(name__icontains=words).values("unit_id"))
        )
        .values_list("path", flat=True)
    )
    return frozenset(path[:end] for path in hits for end in range(4, len(path) + 1, 4))


def unit_names(actor: Actor) -> list[UnitName]:
    """Return all names of the open units that the actor sees, in 建制顺序, for `match_unit_names`."""
    aliases: dict[int, list[str]] = defaultdict(list)
    units = visible_units(actor).filter(valid_to__isnull=True)
    for unit_id, name in (
        UnitAlias.objects.filter(unit__in=units).order_by("pk").values_list("unit_id", "name")
    ):
        aliases[unit_id].append(name)
    return [
        UnitName(unit_id=pk, name=name, short_name=short, aliases=tuple(aliases[pk]), kind=kind)
        for pk, name, short, kind in units.order_by("official_order", "path").values_list(
            "pk", "name", "short_name", "kind"
        )
    ]

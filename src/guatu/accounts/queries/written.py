"""Units as people write them: a name, or 镇/村 where two units bear one name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit, UnitAlias
from guatu.core.paths import STEP
from guatu.shell.errors import InvalidState

ABOVE = "/"  # 东山镇/新民村; a leading one says that nothing is above
SHOWN = 40


def units_meant(names: Iterable[str]) -> dict[str, Unit]:
    """Return the one unit in force that each name means.

    Raises
    ------
    InvalidState
        If a name means no unit, or several; the message says how to write it.
    """
    wanted = list(dict.fromkeys(names))
    found = units_written(wanted)
    for name in wanted:
        if not found[name]:
            raise InvalidState(
                _("There is no unit “%(name)s”. Write its name as in the list of units.")
                % {"name": name[:SHOWN]}
            )
        if len(found[name]) > 1:
            choices = written_names(found[name]).values()
            raise InvalidState(
                _("“%(name)s” may be several units. Write which: %(choices)s.")
                % {"name": name[:SHOWN], "choices": "、".join(choices)}
            )
    return {name: found[name][0] for name in wanted}


def units_written(names: Iterable[str]) -> dict[str, list[Unit]]:
    """Return the units in force that each name may mean; a full name wins over all others."""
    wanted = list(dict.fromkeys(names))
    ends = {name: parts_of(name)[-1] for name in wanted}
    known = {*wanted, *ends.values()}
    full: defaultdict[str, list[Unit]] = defaultdict(list)
    other: defaultdict[str, list[Unit]] = defaultdict(list)
    rows = Unit.objects.filter(Q(name__in=known) | Q(short_name__in=known), valid_to=None)
    for unit in rows.order_by("official_order", "path"):
        full[unit.name].append(unit)
        other[unit.short_name].append(unit)
    aliases = UnitAlias.objects.filter(name__in=known, unit__valid_to=None).select_related("unit")
    for alias in aliases.order_by("pk"):
        other[alias.name].append(alias.unit)
    found = {name: full[name] or unique(other[name]) for name in wanted}
    placed = [name for name in wanted if not found[name] and len(parts_of(name)) > 1]
    above = chains([unit for name in placed for unit in (*full[ends[name]], *other[ends[name]])])
    for name in placed:
        _last, *over = reversed(parts_of(name))
        found[name] = [
            unit
            for unit in unique([*full[ends[name]], *other[ends[name]]])
            if stands_under(above[unit.pk], over)
        ]
    return found


def parts_of(name: str) -> list[str]:
    """Return the names from the top to the unit itself."""
    return [part.strip() for part in unicodedata.normalize("NFKC", name).split(ABOVE)]


def unique(units: Iterable[Unit]) -> list[Unit]:
    return list({unit.pk: unit for unit in units}.values())


def chains(units: Sequence[Unit]) -> dict[int, list[Unit]]:
    """Return the units above each, the nearest first."""
    prefixes = {unit.pk: prefixes_of(unit.path) for unit in units}
    paths = {path for above in prefixes.values() for path in above}
    rows = {unit.path: unit for unit in Unit.objects.filter(path__in=paths)} if paths else {}
    return {pk: [rows[path] for path in above if path in rows] for pk, above in prefixes.items()}


def prefixes_of(path: str) -> list[str]:
    return [path[:end] for end in range(len(path) - STEP, 0, -STEP)]


def stands_under(above: Sequence[Unit], over: Sequence[str]) -> bool:
    """Say whether the names `over`, the nearest first, are those of the units above."""
    bears = [{unit.name, unit.short_name} - {""} for unit in above] + [{""}]
    return len(over) <= len(bears) and all(
        part in names for part, names in zip(over, bears, strict=False)
    )


def written_names(units: Iterable[Unit]) -> dict[int, str]:
    """Return how to write each unit: its name, with as much above it as tells it apart."""
    rows = list(units)
    bearers = Unit.objects.filter(name__in={unit.name for unit in rows}, valid_to=None)
    same: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in bearers:
        same[unit.name].append(unit)
    doubled = [unit for group in same.values() if len(group) > 1 for unit in group]
    above = {
        pk: [one.name for one in chain] + [""]
        for pk, chain in chains([*doubled, *(u for u in rows if len(same[u.name]) > 1)]).items()
    }
    return {unit.pk: told_apart(unit, same[unit.name], above) for unit in rows}


def told_apart(unit: Unit, same: Sequence[Unit], above: dict[int, list[str]]) -> str:
    others = [above[other.pk] for other in same if other.pk != unit.pk]
    if not others:
        return unit.name
    own = above[unit.pk]
    depth = next(
        (n for n in range(1, len(own)) if all(other[:n] != own[:n] for other in others)), len(own)
    )
    return ABOVE.join([*reversed(own[:depth]), unit.name])

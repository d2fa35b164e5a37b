"""Lines pasted from a sheet, a unit and a value each, given to the units of a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from guatu.campaigns.models import Target

MOST_LINES = 600
_BLANKS = re.compile(r"\s+")
_CELLS = re.compile(r"\t+|\s{2,}|[,，;；](?=\S*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """The values by target; the lines of units that have theirs already, and of no unit at all."""

    values: dict[int, str]
    unknown: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


def pasted(text: str, targets: Sequence[Target], *, settled: Sequence[Target] = ()) -> Pasted:
    """Return what was pasted, by target: lines of unit and value, or values alone, one a row."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
    named, told = names_of(targets), names_of(settled)
    values: dict[int, str] = {}
    unknown: list[str] = []
    late: list[str] = []
    for line in lines:
        unit, value = halves(line)
        target_id = named.get(folded(unit))
        if target_id is None and folded(unit) in told:
            late.append(line)
        elif target_id is None or not value:
            unknown.append(line)
        else:
            values[target_id] = value
    if not values and not late and len(unknown) == len(targets):
        rows = zip(targets, lines, strict=True)
        return Pasted(values={target.pk: line for target, line in rows})
    return Pasted(values=values, unknown=tuple(unknown), settled=tuple(late))


def names_of(targets: Sequence[Target]) -> dict[str, int]:
    """Return the keys of targets by what their units are called."""
    return {
        folded(name): t.pk for t in targets for name in (t.unit.name, t.unit.short_name) if name
    }


def halves(line: str) -> tuple[str, str]:
    """Return the first and the last cell of a line; a single blank parts them where no tab does."""
    cells = [cell.strip() for cell in _CELLS.split(line) if cell.strip()]
    if len(cells) == 1:
        unit, _blank, value = line.rpartition(" ")
        return unit, value
    return cells[0], cells[-1]


def folded(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()

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
    """The values by target, and the lines whose unit is none of the table's."""

    values: dict[int, str]
    unknown: tuple[str, ...]


def pasted(text: str, targets: Sequence[Target]) -> Pasted:
    """Return what was pasted, by target: lines of unit and value, or values alone, one a row."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
    named = {
        folded(name): t.pk for t in targets for name in (t.unit.name, t.unit.short_name) if name
    }
    values: dict[int, str] = {}
    unknown: list[str] = []
    for line in lines:
        unit, value = halves(line)
        target_id = named.get(folded(unit))
        if target_id is None or not value:
            unknown.append(line)
        else:
            values[target_id] = value
    if not values and len(unknown) == len(targets):
        rows = zip(targets, lines, strict=True)
        return Pasted(values={target.pk: line for target, line in rows}, unknown=())
    return Pasted(values=values, unknown=tuple(unknown))


def halves(line: str) -> tuple[str, str]:
    """Return the first and the last cell of a line; a single blank parts them where no tab does."""
    cells = [cell.strip() for cell in _CELLS.split(line) if cell.strip()]
    if len(cells) == 1:
        unit, _blank, value = line.rpartition(" ")
        return unit, value
    return cells[0], cells[-1]


def folded(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()

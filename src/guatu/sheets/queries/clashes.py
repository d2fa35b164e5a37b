"""Workbooks of one drop that are of one unit and say different things of the same lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

from guatu.sheets.models import ReturnedBook, SheetReturn
from guatu.sheets.queries.comparing import Comes, Line

State = ReturnedBook.State
WRITES = frozenset({Comes.CHANGED, Comes.CONFLICT})


def lines_to_write(book: ReturnedBook) -> int:
    """Return how many lines a workbook would change."""
    comes = book.counts.get("comes", {})
    return sum(comes.get(one.value, 0) for one in WRITES)


def has_news(book: ReturnedBook) -> bool:
    """Say whether a workbook that was compared anew still has something to write or to decide."""
    return any(book.counts["comes"].get(one.value) for one in (*WRITES, Comes.CLOSED))


def clashes_of(batch: SheetReturn) -> dict[int, dict[int, int]]:
    """Return for each workbook that waits the others that gainsay it, and in how many lines.

    Whichever were written first would win without a word, so a person chooses one of them.
    """
    waiting = batch.books.filter(state=State.STAGED).exclude(unit=None).order_by("place")
    several = Counter(waiting.values_list("unit_id", flat=True))
    units = [unit_id for unit_id, count in several.items() if count > 1]
    by_unit: defaultdict[int | None, list[tuple[int, Mapping[int, object]]]] = defaultdict(list)
    for book in waiting.filter(unit__in=units).only("unit_id", "lines"):
        by_unit[book.unit_id].append((book.pk, said_in(book)))
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for books in by_unit.values():
        for (one, said), (other, gainsaid) in combinations(books, 2):
            if count := sum(said[key] != gainsaid[key] for key in said.keys() & gainsaid.keys()):
                found[one][other] = found[other][one] = count
    return dict(found)


def said_in(book: ReturnedBook) -> dict[int, object]:
    """Return what a workbook would write, by the check-in."""
    lines = [Line.of(kept) for kept in book.lines]
    return {
        line.id: {(one.cell, one.sheet) for one in line.differences}
        for line in lines
        if line.comes in WRITES
    }

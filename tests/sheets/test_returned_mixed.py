"""A hundred workbooks as a drawer of lots makes them: several ways at once, in several formats; a table of hits."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import date

import pytest
from scenes import Scene, make_scene
from sheetbooks import Typed, grid_of, payload_of, written
from sheetways import WAYS, Grid
from worlds import World

from guatu.core.returned import Cell
from guatu.interchange.workbooks import read_workbook
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.roundreading import by_name, read_book

# How a workbook is read; what is written of it, test_exchange writes on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
MIXED = 100
WORDS: Typed = {
    "资金直达": {"本期进展": "一、发放两批，共“320户”\n二、走访；核对", "下一步": "月底前, 再发一批"},
    "停车": {"本期进展": "=桩基完成", "存在问题及需谁协调": "缺地\t3亩"},
}  # fmt: skip


def parted_by(sign: str, encoding: str) -> Callable[[Grid], bytes]:
    def write(grid: Grid) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=sign).writerows(grid)
        return out.getvalue().encode(encoding)

    return write


FORMATS: dict[str, Callable[[Grid], bytes]] = {
    "xlsx": written,
    "csv in GBK": parted_by(",", "gb18030"),
    "csv in UTF-8 with its mark": parted_by(",", "utf-8-sig"),
    "semicolons": parted_by(";", "gb18030"),
    "tabs in UTF-16": parted_by("\t", "utf-16"),
}


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def test_words_reach_their_items_in_every_mixture(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    one = scene.open()
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    issued = issue.books.get(unit=scene.world.finance)
    titles = {int(pk): base["title"] for pk, base in issued.base.items()}
    plain = grid_of(payload_of(issued), WORDS)
    lots = random.Random(6)  # noqa: S311 no secret: which ways are tried
    missed = []
    for number in range(MIXED):
        ways = lots.sample(sorted(WAYS), k=lots.randint(0, 4))
        ways.sort(key="a foot under it".__eq__)  # a foot that is sorted in is told as added rows
        form = sorted(FORMATS)[number % len(FORMATS)]
        grid = [list(row) for row in plain]
        for way in ways:
            grid = WAYS[way](squared(grid))
        if not holds(FORMATS[form](squared(grid)), issued.code, titles):
            missed.append((form, *ways))
    with capsys.disabled():
        print(f"\nreturned workbooks: {MIXED - len(missed)} of {MIXED} mixtures read right")  # noqa: T201 the score is to be seen

    assert missed == []


def squared(grid: Grid) -> Grid:
    width = max(map(len, grid))
    return [[*row, *[""] * (width - len(row))] for row in grid]


def holds(payload: bytes, code: str, titles: dict[int, str]) -> bool:
    """Say whether every row that says something says it of its own item, cell by cell."""
    book = read_book(read_workbook(payload, name="表", keeps_lines=True), near=date(2026, 6, 15))
    rows, _moved = by_name(book.rows[code], titles)
    for row in rows:
        wanted = next(cells for part, cells in WORDS.items() if part in titles[row.check_in_id])
        said = {
            "本期进展": row.texts[Cell.SAID],
            "下一步": row.texts[Cell.NEXT],
            "存在问题及需谁协调": row.texts[Cell.PROBLEM],
        }
        if row.faults or any(
            said[head].split() != str(text).split() for head, text in wanted.items()
        ):
            return False
        if said["本期进展"].count("\n") != str(wanted["本期进展"]).count("\n"):
            return False
    return {row.check_in_id for row in rows} == set(titles)

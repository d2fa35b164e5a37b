"""Tables of a document that are one ledger, and those that are not."""

from __future__ import annotations

from guatu.core.adopting.grids import Grid
from guatu.core.adopting.heads import find_head
from guatu.core.adopting.joining import joined
from guatu.core.adopting.lines import lines_of

HEAD = ("序号", "任务名称", "牵头单位")
MEANINGS = ("number", "title", "lead")


def table(title: str, *rows: tuple[str, ...], merged: tuple[tuple[int, ...], ...] = ()) -> Grid:
    return Grid(title=title, rows=rows, merged=merged)  # type: ignore[arg-type]


def read(*grids: Grid) -> list[list[tuple[str, str]]]:
    """Return of each ledger the title of every line with the last heading over it."""
    found = []
    for grid in joined(grids):
        head = find_head(grid)
        lines = lines_of(grid, head, MEANINGS)[0] if head else ()
        found.append([(line.texts[1], "".join(line.headings[-1:])) for line in lines])
    return found


FIRST = table("2026年台账", HEAD, ("1", "修路", "区住建局"))


def test_a_table_broken_by_a_page_goes_on_with_its_head_or_without() -> None:
    again = table("", HEAD, ("2", "种树", "区林业局"))
    bare = table("续表", ("3", "建桥", "区交通局"), ("", "", "区水利局"))

    assert read(FIRST, again, bare) == [[("修路", ""), ("种树", ""), ("建桥", "")]]


def test_merged_cells_keep_their_places_in_what_is_put_to_it() -> None:
    bare = table("", ("2", "种树", "区林业局"), ("3", "建桥", ""), merged=((0, 2, 1, 2),))
    (whole,) = joined([FIRST, bare])

    assert [whole.at(row, 2) for row in range(4)] == [
        "牵头单位",
        "区住建局",
        "区林业局",
        "区林业局",
    ]


def test_tables_of_one_head_under_headings_are_one_with_their_headings() -> None:
    roads = table("一、交通", HEAD, ("1", "修路", "区住建局"))
    trees = table("二、生态", HEAD, ("1", "种树", "区林业局"))

    assert read(roads, trees) == [[("修路", "一、交通"), ("种树", "二、生态")]]


def test_other_tables_stay_for_themselves() -> None:
    phones = table("联系表", ("单位", "电话"), ("区住建局", "1"))
    unheaded = table("附：说明", ("甲", "乙", "丙"))
    narrow = table("", ("甲", "乙"))

    assert len(joined([phones, FIRST])) == 2
    assert len(joined([FIRST, unheaded])) == 2
    assert len(joined([FIRST, narrow])) == 2

"""Rows in panels: each in exactly one, in their order, never a heading without a row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.core.chart.filling import Room, filled


def continued(name: str) -> str:
    return f"{name}+"


@given(
    sizes=st.lists(st.integers(1, 12), max_size=8),
    heights=st.lists(st.floats(0.5, 9), min_size=1, max_size=12),
    room=st.floats(1, 30),
    panels=st.integers(1, 3),
    most=st.sampled_from([0, 5]),
)
def test_every_row_stands_once_in_order_under_its_name(
    sizes: list[int], heights: list[float], room: float, panels: int, most: int
) -> None:
    numbers = iter(range(sum(sizes)))
    groups = [(f"g{n}", [next(numbers) for _ in range(size)]) for n, size in enumerate(sizes)]

    def height(row: int) -> float:
        return heights[row % len(heights)]

    whole = Room(height=room, heading=1.0, row=height, panels=panels, most=most)
    sheets = list(filled(groups, whole, continued))
    blocks = [block for sheet in sheets for panel in sheet for block in panel]

    assert [row for _name, rows in blocks for row in rows] == list(range(sum(sizes)))
    assert all(rows for _name, rows in blocks)
    assert all(len(sheet) <= panels for sheet in sheets)
    firsts = {rows[0]: name for name, rows in groups}
    for name, rows in blocks:
        assert (name == firsts[rows[0]]) if rows[0] in firsts else name.endswith("+")
    for sheet in sheets:
        if most:
            assert sum(len(rows) for panel in sheet for _name, rows in panel) <= most
        for panel in sheet:
            used = sum(1 + sum(map(height, rows)) for _name, rows in panel)
            assert used <= room + 0.01 or sum(len(rows) for _name, rows in panel) == 1


def test_a_room_without_rows_is_one_empty_sheet() -> None:
    room: Room[int] = Room(height=5, heading=1, row=float)

    assert list(filled([], room, continued)) == [[[]]]

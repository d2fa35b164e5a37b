"""Widths of columns by what stands in them: short texts whole, long ones share what is left."""

from __future__ import annotations

from guatu.core.tablebook import Column, Row, fitted, text_width

LONG = "推进老旧厂房改造并完成配套道路、管网和停车设施建设" * 4
COLUMNS = (
    Column(title="序号", width=4),
    Column(title="事项", width=40),
    Column(title="完成时限", width=10),
    Column(title="需协调", width=30),
    Column(title="单位意见", width=20),
)


def widths(*rows: tuple[str, ...]) -> dict[str, int]:
    made = fitted(COLUMNS, [Row(cells=row) for row in rows], room=396, kept={"单位意见"})
    return {column.title: column.width for column in made}


def test_short_cells_and_heads_stand_on_one_line() -> None:
    found = widths(("1", LONG, "2027年11月30日\n还有373天", "", ""))

    sign = 10.5 * 25.4 / 72 / 2
    for title, text in (("序号", "序号"), ("完成时限", "2027年11月30日"), ("需协调", "需协调")):
        assert found[title] * 2 - 4 >= text_width(text) * sign, title
    assert found["需协调"] < 12  # nothing stands in it
    assert sum(found.values()) <= 198


def test_what_is_empty_leaves_its_room_to_long_texts_but_not_that_for_the_pen() -> None:
    empty = widths(("1", LONG, "3月1日", "", ""))
    full = widths(("1", LONG, "3月1日", LONG, ""))

    assert empty["事项"] > full["事项"]
    assert min(empty["单位意见"], full["单位意见"]) >= 20
    assert sum(full.values()) >= 190


def test_a_table_without_rows_has_its_heads_whole() -> None:
    assert all(width > 0 for width in widths().values())

"""The picture: known places of bars, diamonds and labels, and what holds for any lines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.chart import (
    Frame,
    Lane,
    Line,
    Look,
    Node,
    Phase,
    Picture,
    Shape,
    Span,
    Step,
    Zoom,
    picture_of,
)
from guatu.core.chart.measuring import text_width
from guatu.core.chart.tracks import APART
from guatu.core.lamps import Lamp, Outcome

TODAY = date(2026, 6, 18)
YEAR = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))
PHASES = (
    Phase(name="动员部署阶段", starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 28)),
    Phase(name="攻坚推进阶段", starts_on=date(2026, 2, 1), ends_on=date(2026, 11, 30)),
    Phase(name="总结评估阶段", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31)),
)
FRAME = Frame(span=YEAR, today=TODAY, phases=PHASES, deadlines=(("行动截止", date(2026, 12, 31)),))


def word(step: Step, first: date) -> str:
    return f"{first.month}月" if step is Step.MONTH else str(first.year)


def look(zoom: Zoom = Zoom.WHOLE) -> Look:
    return Look(zoom=zoom, tick=word, undated="未定时限", narrowest=730)


def drawn(*lines: Line, zoom: Zoom = Zoom.WHOLE) -> Picture:
    return picture_of([("标题", lines)], FRAME, look(zoom))


def line(**fields: object) -> Line:
    values = {"pk": 1, "title": "建设标准厂房", "lamp": Lamp.ON_PACE, "standing": "在建", **fields}
    return Line(**values)  # type: ignore[arg-type]  # any field of a line


def day_of(number: int) -> date:
    return date.fromordinal(date(2025, 12, 31).toordinal() + number)


def share(number: int) -> Any:
    return pytest.approx(number / 365 * 100, abs=0.002)


def test_a_bar_runs_from_the_start_to_the_end_of_the_due_day_its_done_share_filled() -> None:
    (row,) = drawn(line(starts_on=day_of(74), due_on=day_of(146), progress=400)).rows
    bar = row.track.bar

    assert row.track.shape is Shape.BAR
    assert bar is not None
    assert (bar.left, bar.right, bar.done) == (share(73), share(146), 40)
    assert (row.track.runs_in, row.track.runs_out) == (False, False)


def test_a_line_past_its_day_is_over_until_today_a_closed_one_until_its_closure() -> None:
    late, closed, early = drawn(
        line(starts_on=day_of(10), due_on=day_of(100)),
        line(starts_on=day_of(10), due_on=day_of(100), closed_on=day_of(120), lamp=Lamp.DONE),
        line(starts_on=day_of(10), due_on=day_of(300)),
    ).rows

    assert late.track.over is not None
    assert (late.track.over.left, late.track.over.right) == (share(100), share(169))
    assert closed.track.over is not None
    assert (closed.track.over.right, closed.track.closed_at) == (share(120), share(120))
    assert closed.track.bar is not None
    assert closed.track.bar.done == 100
    assert early.track.over is None


def test_a_moved_date_leaves_a_ghost_of_what_was_issued() -> None:
    moved, kept = drawn(
        line(starts_on=day_of(1), due_on=day_of(300), first_due_on=day_of(200)),
        line(starts_on=day_of(1), due_on=day_of(300), first_due_on=day_of(300)),
    ).rows

    assert moved.track.ghost is not None
    assert moved.track.ghost.right == share(200)
    assert kept.track.ghost is None


def test_lines_without_dates_say_so_and_open_ends_run_to_the_edge() -> None:
    undated, due, start = drawn(line(), line(due_on=day_of(73)), line(starts_on=day_of(74))).rows

    assert undated.track.bar is None
    assert [(label.text, label.lane) for label in undated.track.labels] == [
        ("未定时限", Lane.MIDDLE)
    ]
    assert due.track.shape is Shape.DUE_ONLY
    assert due.track.bar is not None
    assert (due.track.bar.left, due.track.bar.right) == (0, share(73))
    assert start.track.shape is Shape.START_ONLY
    assert start.track.bar is not None
    assert (start.track.bar.left, start.track.bar.right) == (share(73), 100)


def test_nodes_too_close_are_one_with_their_number_as_the_worst_of_them() -> None:
    nodes = (
        Node(title="开工", due_on=day_of(100), outcome=Outcome.MET),
        Node(title="封顶", due_on=day_of(102), outcome=Outcome.MISSED),
        Node(title="验收", due_on=day_of(200)),
        Node(title="明年的", due_on=date(2028, 1, 1)),
    )
    (row,) = drawn(line(starts_on=day_of(1), due_on=day_of(250), nodes=nodes)).rows

    assert [(mark.outcome, mark.count) for mark in row.track.marks] == [
        (Outcome.MISSED, 2),
        (Outcome.OPEN, 1),
    ]
    assert [label.text for label in row.track.labels if label.lane is Lane.ABOVE] == ["验收"]
    (near,) = drawn(line(starts_on=day_of(1), due_on=day_of(250), nodes=nodes), zoom=Zoom.DAY).rows
    assert [mark.count for mark in near.track.marks] == [1, 1, 1]


def test_the_next_node_is_the_open_one_due_first_and_none_of_a_closed_line() -> None:
    nodes = (Node(title="后", due_on=day_of(90)), Node(title="先", due_on=day_of(80)))

    assert line(nodes=nodes).next_node() == nodes[1]
    assert line(nodes=nodes, closed_on=day_of(70)).next_node() is None


def test_the_head_has_today_deadlines_and_overlapping_phases_in_lanes() -> None:
    head = drawn(line(due_on=day_of(100))).head

    assert head.today == pytest.approx((168.5) / 365 * 100, abs=0.002)
    assert [flag.at for flag in head.flags] == [100]
    assert [(band.name, band.lane) for band in head.bands] == [
        ("动员部署阶段", 0),
        ("攻坚推进阶段", 1),
        ("总结评估阶段", 0),
    ]
    assert head.bands[2].text == "总结评…"
    assert [cell.text for cell in head.small][:3] == ["1月", "2月", "3月"]


def test_today_beyond_the_scale_is_not_drawn() -> None:
    frame = Frame(span=YEAR, today=date(2029, 1, 1))

    assert picture_of([], frame, look()).head.today is None


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
NODES = st.builds(
    Node,
    title=st.text(alphabet="节点月目标12", min_size=1, max_size=30),
    due_on=DAYS,
    outcome=st.sampled_from(Outcome),
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
    starts_on, due_on = (draw(st.sampled_from([day, None])) for day in days)
    return Line(
        pk=draw(st.integers(1, 10**6)),
        title=draw(st.text(alphabet="建设园区ABC", min_size=1, max_size=60)),
        lamp=draw(st.sampled_from(Lamp)),
        standing=draw(
            st.sampled_from(["", "在建", "在建 40%", "一个很长很长很长很长很长的环节名称"])
        ),
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=draw(st.none() | DAYS),
        closed_on=draw(st.none() | DAYS),
        progress=draw(st.none() | st.integers(0, 1000)),
        nodes=tuple(draw(st.lists(NODES, max_size=8))),
    )


GROUPS = st.lists(
    st.tuples(st.text(alphabet="标题", max_size=3), st.lists(lines(), max_size=4)), max_size=4
)
ZOOMS = st.sampled_from(Zoom)


@given(groups=GROUPS, zoom=ZOOMS)
def test_every_line_is_drawn_exactly_once_in_its_order(
    groups: Sequence[tuple[str, list[Line]]], zoom: Zoom
) -> None:
    picture = picture_of(groups, FRAME, look(zoom))

    assert [(group.name, [row.line for row in group.rows]) for group in picture.groups] == [
        (name, rows) for name, rows in groups
    ]


@given(one=lines(), zoom=ZOOMS)
def test_nothing_lies_outside_the_scale(one: Line, zoom: Zoom) -> None:
    picture = drawn(one, zoom=zoom)
    (row,) = picture.rows
    track = row.track
    for bar in (track.bar, track.ghost, track.over):
        if bar is not None:
            assert bar.left >= 0
            assert bar.width >= 0
            assert bar.right <= 100.002
            assert 0 <= bar.done <= 100
    assert all(0 <= mark.at <= 100 for mark in track.marks)
    for label in track.labels:
        assert label.at >= 0
        assert picture.scale.pixels(label.at) + label.room <= picture.scale.width + 1


@given(one=lines(), zoom=ZOOMS)
def test_nothing_in_a_row_lies_on_something_else(one: Line, zoom: Zoom) -> None:
    picture = drawn(one, zoom=zoom)
    (row,) = picture.rows

    lanes = [label.lane for label in row.track.labels]
    assert len(lanes) == len(set(lanes))
    if row.track.bar or row.track.marks:
        assert Lane.MIDDLE not in lanes
    # each begins where the last day it stands for says, but the edge ones, which are moved inside
    inner = [mark for mark in row.track.marks if 1 < mark.at < 99]
    for before, after in pairwise(inner):
        assert picture.scale.pixels(after.at - before.at) >= APART * 12 - 0.05


@given(one=lines(), zoom=ZOOMS)
def test_every_node_on_the_scale_is_in_one_diamond(one: Line, zoom: Zoom) -> None:
    picture = drawn(one, zoom=zoom)
    (row,) = picture.rows
    shown = [node for mark in row.track.marks for node in mark.nodes]

    assert sorted(shown, key=repr) == sorted(
        (node for node in one.nodes if picture.scale.holds(node.due_on)), key=repr
    )


@given(zoom=ZOOMS)
def test_words_of_the_head_fit_their_ticks(zoom: Zoom) -> None:
    picture = drawn(line(due_on=day_of(100)), zoom=zoom)

    for cell in (*picture.head.large, *picture.head.small):
        assert text_width(cell.text, 12) <= picture.scale.pixels(cell.width)
    for band in picture.head.bands:
        assert text_width(band.text, 12) <= picture.scale.pixels(band.width)


def test_a_phase_without_room_for_its_name_has_a_number_where_a_legend_names_it() -> None:
    phases = (
        Phase(name="动员部署阶段", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 12)),
        Phase(name="攻坚推进阶段", starts_on=date(2026, 1, 13), ends_on=date(2026, 12, 31)),
    )
    frame = replace(FRAME, phases=phases)
    looks = (replace(look(), has_keys=True), look())
    numbered, plain = (picture_of([], frame, one).head.bands for one in looks)

    assert [(band.text, band.key) for band in numbered] == [
        ("①", "① 动员部署阶段"), ("攻坚推进阶段", ""),
    ]  # fmt: skip
    assert [band.key for band in plain] == ["", ""]
    assert plain[0].text != "①"


@pytest.mark.parametrize(
    ("width", "size", "words"),
    [
        (730, 12.0, ["1月", "12月"]),
        (730, 26.0, ["1", "12"]),  # 12月 and what parts it from the next take 2.45 em
        (400, 21.0, ["一季度", "四季度"]),
        (240, 20.0, ["一季", "四季"]),
    ],
)
def test_ticks_are_named_in_few_signs_before_their_words_touch(
    width: int, size: float, words: list[str]
) -> None:
    def quarter(first: date) -> str:
        return f"{'一二三四'[(first.month - 1) // 3]}季"

    def full(step: Step, first: date) -> str:
        return word(step, first) if step is not Step.QUARTER else f"{quarter(first)}度"

    def short(step: Step, first: date) -> str:
        return str(first.month) if step is Step.MONTH else quarter(first)

    seen = Look(zoom=Zoom.WHOLE, tick=full, short=short, undated="", narrowest=width, size=size)
    cells = picture_of([("标题", [line()])], FRAME, seen).head.small

    assert [cells[0].text, cells[-1].text] == words
    for cell in cells:
        assert text_width(cell.text, size) < width * cell.width / 100 - size / 4 or not cell.text

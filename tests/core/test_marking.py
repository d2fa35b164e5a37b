"""However marks overlap, the runs join to the text and each says what covers it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.core.marking import Mark, paragraphs


def mark(key: int, start: int, end: int) -> Mark:
    return Mark(key=key, start=start, end=end)


def test_overlapping_and_nested_marks_are_cut_apart() -> None:
    (one,) = paragraphs("零一二三四五", [mark(1, 0, 4), mark(2, 2, 6), mark(3, 2, 3)])

    assert [(run.text, run.keys, run.opens) for run in one.runs] == [
        ("零一", (1,), (1,)),
        ("二", (3, 1, 2), (3, 2)),
        ("三", (1, 2), ()),
        ("四五", (2,), ()),
    ]


def test_blank_lines_are_left_out_and_offsets_stay() -> None:
    found = paragraphs("甲\r\n\r\n　乙丙\n", [mark(7, 6, 8)])

    assert [(p.start, p.end, [(r.start, r.text, r.keys) for r in p.runs]) for p in found] == [
        (0, 1, [(0, "甲", ())]),
        (5, 8, [(5, "　", ()), (6, "乙丙", (7,))]),
    ]


def test_a_mark_over_two_lines_opens_once() -> None:
    found = paragraphs("甲\n乙", [mark(1, 0, 3)])

    assert [run.opens for p in found for run in p.runs] == [(1,), ()]


TEXTS = st.text(st.sampled_from("甲乙 \u3000\r\n\x0cAB。"), max_size=40)
SPANS = st.lists(st.tuples(st.integers(-2, 42), st.integers(-2, 42)), max_size=8)


@given(TEXTS, SPANS)
def test_every_character_is_under_exactly_its_marks(
    text: str, spans: list[tuple[int, int]]
) -> None:
    marks = [mark(key, *span) for key, span in enumerate(spans)]
    valid = [m for m in marks if 0 <= m.start < m.end <= len(text)]

    seen = 0
    for paragraph in paragraphs(text, marks):
        assert "".join(run.text for run in paragraph.runs) == text[paragraph.start : paragraph.end]
        assert not text[seen : paragraph.start].strip()
        seen = paragraph.end
        for run in paragraph.runs:
            assert run.text
            for place in range(run.start, run.start + len(run.text)):
                assert set(run.keys) == {m.key for m in valid if m.start <= place < m.end}
    assert not text[seen:].strip()

"""Two versions of a text: which clauses are one, and by which characters they differ."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import calls_of

from guatu.core.planreading.compare.clauses import (
    ClausePair,
    Outcome,
    PieceKind,
    clauses_of,
    compare_clauses,
    identity_of,
    inline,
)

OLD = """湖桥县2026年攻坚方案

一、主要目标
全年完成技改投资12亿元。新增停车泊位300个。
二、重点任务
（一）整治河道。清理河道淤泥8公里，拆除违建12处。
（二）修缮校舍。暑期前完成3所学校的屋面防水。
三、保障
每周调度一次。
"""
SENTENCES = st.lists(
    st.text(
        alphabet="一二三四五完成新建改造河道校舍公里个处年月日0123456789", min_size=6, max_size=30
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


def text_of(sentences: list[str]) -> str:
    return "".join(f"{one}。\n" for one in sentences)


def outcomes(pairs: list[ClausePair]) -> Counter[Outcome]:
    return Counter(pair.outcome for pair in pairs)


@given(SENTENCES)
def test_a_text_is_the_same_as_itself(sentences: list[str]) -> None:
    text = text_of(sentences)

    assert outcomes(compare_clauses(text, text)) == {Outcome.SAME: len(sentences)}


@given(SENTENCES, SENTENCES)
def test_the_other_way_round_swaps_added_and_removed(one: list[str], other: list[str]) -> None:
    there, back = (
        outcomes(compare_clauses(text_of(a), text_of(b))) for a, b in ((one, other), (other, one))
    )

    assert there[Outcome.ADDED] == back[Outcome.REMOVED]
    assert there[Outcome.REMOVED] == back[Outcome.ADDED]
    assert there[Outcome.CHANGED] == back[Outcome.CHANGED]
    assert there[Outcome.SAME] + there[Outcome.MOVED] == back[Outcome.SAME] + back[Outcome.MOVED]


@given(SENTENCES, SENTENCES)
def test_every_clause_stands_in_one_pair(one: list[str], other: list[str]) -> None:
    old, new = text_of(one), text_of(other)
    pairs = compare_clauses(old, new)

    assert sorted(p.old for p in pairs if p.old) == clauses_of(old)
    assert [p.new for p in pairs if p.new] == clauses_of(new)


@given(SENTENCES, st.data())
def test_one_clause_changed_is_one_change(sentences: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sentences) - 1))
    changed = [*sentences[:at], f"{sentences[at]}并验收", *sentences[at + 1 :]]
    found = outcomes(compare_clauses(text_of(sentences), text_of(changed)))

    assert found == Counter({Outcome.CHANGED: 1, Outcome.SAME: len(sentences) - 1})


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_join_to_both_wordings(old: str, new: str) -> None:
    pieces = inline(old, new)

    assert "".join(p.text for p in pieces if p.kind is not PieceKind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED) == new


def test_a_figure_that_changed_is_shown_within_its_clause() -> None:
    pairs = compare_clauses(OLD, OLD.replace("12亿元", "15亿元"))
    (changed,) = [pair for pair in pairs if pair.outcome is Outcome.CHANGED]

    assert [(p.kind.value, p.text) for p in changed.pieces] == [
        ("same", "全年完成技改投资"),
        ("removed", "12"),
        ("added", "15"),
        ("same", "亿元。"),
    ]


def test_a_clause_that_stands_elsewhere_has_moved() -> None:
    sentence = "新增停车泊位300个。"
    new = OLD.replace(sentence, "").replace("每周调度一次。", f"每周调度一次。{sentence}")

    assert outcomes(compare_clauses(OLD, new)) == {Outcome.SAME: 10, Outcome.MOVED: 1}


def test_what_was_removed_stands_where_it_was() -> None:
    pairs = compare_clauses(OLD, OLD.replace("清理河道淤泥8公里，拆除违建12处。", ""))
    place = [pair.outcome for pair in pairs].index(Outcome.REMOVED)
    before = pairs[place - 1].old

    assert before is not None
    assert OLD[before.start : before.end] == "（一）整治河道。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全年　完成１２亿元，\r\n", "全年完成12亿元,\n"),
        ("“强基”——提质", '"强基"--提质'),
        ("a\u200bb\ufeff", "ab"),
    ],
)
def test_blanks_and_width_are_not_the_text(one: str, other: str) -> None:
    assert identity_of(one) == identity_of(other)


@pytest.mark.parametrize(("one", "other"), [("12亿元", "13亿元"), ("以上", "以下"), ("1.5", "15")])
def test_figures_and_words_are(one: str, other: str) -> None:
    assert identity_of(one) != identity_of(other)


def test_a_long_text_takes_linear_work() -> None:
    """All clauses reworded: eight times as many take eight times the work, not sixty-four."""

    def pair(count: int) -> tuple[str, str]:
        text = "".join(text_of([f"第{n}项完成改造{n * 7}处并于{n}月验收"]) for n in range(count))
        return text, text.replace("月验收", "月底验收")

    few, many = pair(500), pair(4000)

    assert calls_of(lambda: compare_clauses(*many)) < 12 * calls_of(lambda: compare_clauses(*few))
    assert outcomes(compare_clauses(*many))[Outcome.CHANGED] > 3500


def test_a_clause_without_an_end_is_compared_by_its_ends() -> None:
    old = "开头" + "长" * 4000 + "结尾"
    pieces = inline(old, old.replace("开头", "开端"))

    assert [(p.kind.value, p.text) for p in pieces[:3]] == [
        ("same", "开"),
        ("removed", "头"),
        ("added", "端"),
    ]


def test_a_real_plan_against_itself_and_a_changed_one(shared: Path) -> None:
    text = (shared / "plans/echeng-2024-action-plan.txt").read_text(encoding="utf-8")
    whole = compare_clauses(text, text)
    at = clauses_of(text)[len(whole) // 2]
    changed = f"{text[: at.end - 1]}（以统计口径为准）{text[at.end - 1 :]}"

    assert outcomes(whole) == {Outcome.SAME: len(whole)}
    assert outcomes(compare_clauses(text, changed)) == {
        Outcome.SAME: len(whole) - 1,
        Outcome.CHANGED: 1,
    }

"""Which line of one version is which of the other, and what a new plan is to a known one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.planreading.compare.clauses import Outcome, compare_clauses
from guatu.core.planreading.compare.items import Line, LinePair, compare_lines
from guatu.core.planreading.compare.kin import Ground, Kin, Paper, suggestions_for

NAMES = ("整治河道", "修缮校舍", "新增停车泊位", "完成技改投资", "培育规上企业", "改造老旧小区")


def lines_of(rows: list[tuple[str, str]]) -> tuple[str, list[Line]]:
    text, lines = "", []
    for key, (name, value) in enumerate(rows):
        words = f"{name}{value}处。\n"
        lines.append(
            Line(key=key, family="figure", name=name, start=len(text), end=len(text) + len(words),
                 values={"value": value})
        )  # fmt: skip
        text += words
    return text, lines


def compared(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[LinePair]:
    (text, lines), (other, others) = lines_of(old), lines_of(new)
    return compare_lines(lines, others, compare_clauses(text, other))


ROWS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(1, 999).map(str)), min_size=1, max_size=6,
    unique_by=lambda row: row[0],
)  # fmt: skip


@given(ROWS)
def test_a_version_is_the_same_as_itself(rows: list[tuple[str, str]]) -> None:
    pairs = compared(rows, rows)

    assert {pair.outcome for pair in pairs} == {Outcome.SAME}
    assert [(pair.old, pair.new) for pair in pairs] == [(n, n) for n in range(len(rows))]


@given(ROWS, ROWS)
def test_the_other_way_round_swaps_added_and_removed(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    there, back = (
        Counter(p.outcome for p in compared(*way)) for way in ((one, other), (other, one))
    )

    assert there[Outcome.ADDED] == back[Outcome.REMOVED]
    assert there[Outcome.REMOVED] == back[Outcome.ADDED]
    assert there[Outcome.CHANGED] == back[Outcome.CHANGED]


@given(ROWS, st.data())
def test_one_figure_changed_is_one_change(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    new = [*rows[:at], (rows[at][0], "1234"), *rows[at + 1 :]]
    changed = [pair for pair in compared(rows, new) if pair.outcome is not Outcome.SAME]

    assert [(p.outcome, p.old, p.new, p.fields) for p in changed] == [
        (Outcome.CHANGED, at, at, ("value",))
    ]


def test_of_two_lines_with_one_name_the_words_decide() -> None:
    old = [("新建充电桩", "20"), ("整治河道", "8"), ("新建充电桩", "35")]
    new = [("新建充电桩", "35"), ("整治河道", "8")]
    pairs = compared(old, new)

    assert [(p.outcome, p.old, p.new) for p in pairs] == [
        (Outcome.SAME, 2, 0),
        (Outcome.SAME, 1, 1),
        (Outcome.REMOVED, 0, None),
    ]


def test_a_line_reworded_is_known_again_and_less_sure() -> None:
    (pair,) = compared([("改造老旧小区", "12")], [("改造老旧居民小区", "12")])

    assert (pair.outcome, pair.old, pair.new) == (Outcome.SAME, 0, 0)
    assert 60 <= pair.confidence < 100


def test_another_name_is_another_line() -> None:
    assert [p.outcome for p in compared([("整治河道", "8")], [("修缮校舍", "8")])] == [
        Outcome.ADDED,
        Outcome.REMOVED,
    ]


BODY = "".join(
    f"第{n}项：{name}，全年完成{n * 13}处，由牵头单位逐月推进并在年底前组织验收。\n"
    for n, name in enumerate(NAMES, start=1)
)


def paper(key: int, title: str, text: str = BODY, **fields: str) -> Paper:
    return Paper(key=key, title=title, issuer=fields.get("issuer", "湖桥县人民政府"), text=text)


@pytest.mark.parametrize(
    ("title", "text", "kin"),
    [
        ("湖桥县2026年攻坚行动方案", BODY.replace("13处", "15处"), Kin.CORRECTION),
        ("湖桥县2026年攻坚行动方案（修订）", BODY.replace("河道", "河湖"), Kin.CORRECTION),
        ("湖桥县2026年攻坚行动方案", f"来源：县政府网\n{BODY}", Kin.SAME),
        ("湖桥县2027年攻坚行动方案", BODY.replace("13处", "15处"), Kin.SUCCESSOR),
        (
            "湖桥县校舍修缮专项方案",
            "根据《湖桥县2026年攻坚行动方案》，暑期前完成三所学校屋面防水，逐校验收，资金由县级统筹。",
            Kin.SPECIAL,
        ),
    ],
)
def test_a_relation_is_suggested(title: str, text: str, kin: Kin) -> None:
    found = suggestions_for(paper(1, title, text), [paper(7, "湖桥县2026年攻坚行动方案")])

    assert [(one.key, one.kin) for one in found] == [(7, kin)]


def test_a_suggestion_gives_its_grounds() -> None:
    (one,) = suggestions_for(
        paper(1, "湖桥县2027年攻坚行动方案"), [paper(7, "湖桥县2026年攻坚行动方案")]
    )

    assert dict(one.grounds) == {
        Ground.WORDS: "100",
        Ground.TITLE: "",
        Ground.ISSUER: "",
        Ground.YEARS: "2026 → 2027",
    }


def test_the_likeliest_comes_first_and_strangers_not_at_all() -> None:
    other = (
        "关于加强农机安全管理的通知：各乡镇农机站每月检查拖拉机牌证，登记造册，督促整改，建立台账，逐级上报。"
        * 3
    )
    known = [
        paper(5, "湖桥县2025年攻坚行动方案", BODY[: len(BODY) // 2]),
        paper(6, "湖桥县农机安全通知", other),
        paper(7, "湖桥县2026年攻坚行动方案"),
    ]
    found = suggestions_for(
        paper(1, "湖桥县2026年攻坚行动方案", BODY.replace("13处", "15处")), known
    )

    assert [one.key for one in found] == [7, 5]


def test_values_need_no_name_in_common() -> None:
    values: Mapping[str, str] = {}
    line = Line(key=1, family="task", name="甲", start=0, end=1, values=values)

    assert compare_lines([], [line], []) == [LinePair(outcome=Outcome.ADDED, new=1)]

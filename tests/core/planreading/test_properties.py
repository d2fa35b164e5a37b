"""What holds for any text: nothing raises, quotes are exact, no number is lost, work is linear."""

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work import calls_of

from guatu.core.planreading import DraftPlan, read_plan
from guatu.core.planreading.unused import NUMERAL
from guatu.core.text.folding import fold

WORDS = [
    *(
        "一、",
        "（一）",
        "1.",
        "2．",
        "①",
        "一是",
        "第一阶段：",
        "（1月3日—2月）",
        "牵头单位：",
        "责任单位：",
        "区发改局",
        "、",
        "，",
        "。",
        "；",
        "\n",
    ),
    *(
        "\t",
        "|",
        "“",
        "”",
        "（",
        "）",
        "等",
        "项目",
        "工程",
        "推进",
        "新增",
        "建成",
        "总投资",
        "3.5亿元",
        "120个",
        "增长7%",
        "以上",
        "左右",
        "不少于",
        "三个",
    ),
    *(
        "每周",
        "调度",
        "2025年",
        "去年",
        "由3%提高到5%",
        "产业园",
        "大桥",
        "的",
        "和",
        "\u00a0",
        "\r\n",
        "目标",
        "牵头",
        "配合",
        "完成时限：",
        "力争",
    ),
]
DOCUMENTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)


def evidences(draft: DraftPlan) -> list[tuple[str, int, int]]:
    items = chain(
        draft.targets, draft.facts, draft.tasks, draft.phases, draft.projects, draft.cadence,
        draft.clauses, draft.unused,
    )  # fmt: skip
    return [(item.quote, item.start, item.end) for item in items]


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_any_text_is_read_and_quoted_exactly(text: str) -> None:
    draft = read_plan(text)

    assert draft.text == text
    assert all(text[start:end] == quote and quote for quote, start, end in evidences(draft))
    assert draft.title is None or draft.title in text


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_no_number_is_lost(text: str) -> None:
    draft = read_plan(text)
    folded = fold(text)
    held = [
        (item.start, item.end)
        for item in chain(
            draft.targets, draft.facts, draft.tasks, draft.phases, draft.projects, draft.cadence,
            draft.unused,
        )
    ]  # fmt: skip
    for match in NUMERAL.finditer(folded.text):
        start, end = folded.bounds(match.start(), match.end())
        assert any(a < end and start < b for a, b in held), match.group()


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_confidence_is_a_share_and_reasons_are_given(text: str) -> None:
    draft = read_plan(text)
    items = [*draft.targets, *draft.facts, *draft.tasks, *draft.phases, *draft.projects]

    assert all(0 <= item.confidence <= 1 for item in items)


@pytest.mark.parametrize(
    "unit",
    [
        "推动甲、乙、丙、丁等项目建设，",
        "（（（（",
        "”“”“、、、、和和和",
        "1.1.1.1.",
        "新增企业5家以上、",
        "一是二是三是",
        "牵头单位：区发改局、",
        "每周每月每季度",
        "3月3月—",
        "建设建设建设园园园",
        "1\t2\t3\t",
        "由由由3%提高到",
        "项目项目工程工程",
        "投资1亿元的的的",
    ],
)
def test_work_grows_with_the_text_and_not_faster(unit: str) -> None:
    def work(length: int) -> int:
        text = (unit * (length // len(unit) + 1))[:length]
        return calls_of(lambda: read_plan(text))

    assert work(12_500) < 12 * work(1_250)


def texts_of_plans() -> list[str]:
    folder = Path(__file__).resolve().parents[2] / "golden" / "plans"
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]


PLANS = texts_of_plans()


@st.composite
def cuttings(draw: st.DrawFn) -> str:
    """Slices of plans one behind the other, cut anywhere."""
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from(PLANS))
        start = draw(st.integers(0, len(text)))
        pieces.append(text[start : start + draw(st.integers(0, 400))])
    return "".join(pieces)


@settings(max_examples=60, deadline=None)
@given(cuttings())
def test_cuttings_of_plans_are_read_and_quoted_exactly(text: str) -> None:
    draft = read_plan(text)

    assert all(text[start:end] == quote and quote for quote, start, end in evidences(draft))
    assert len({issue.code for issue in draft.issues}) <= len(draft.issues)


def test_two_hundred_thousand_characters_are_read() -> None:
    text = "".join(PLANS)
    text = (text * (200_000 // len(text) + 1))[:200_000]

    draft = read_plan(text)

    assert len(draft.targets) > 1_000


@pytest.mark.parametrize(
    "unit",
    [
        "新增甲乙企业{}家，",
        "推进甲{}丙水厂扩建工程（总投资{}亿元）建设。\n",
        "——抓甲{}。每周调度一次。\n",
    ],
    ids=["one sentence", "named projects", "dashed items"],
)
def test_a_longer_text_takes_no_more_than_its_share(unit: str) -> None:
    def work(count: int) -> int:
        text = "".join(unit.replace("{}", str(i)) for i in range(count))
        return calls_of(lambda: read_plan(text))

    assert work(1_600) < 10 * work(200)

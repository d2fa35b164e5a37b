"""Lines broken at a margin become paragraphs again, other lines stay."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.planreading import DraftPlan, read_plan
from guatu.core.text.folding import fold
from guatu.core.text.wrapping import unwrapped

PLAN = (Path(__file__).resolve().parents[2] / "golden/plans/wuling-2025.txt").read_text("utf-8")


def broken(text: str, width: int) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line[at : at + width] for at in range(0, len(line), width)] or [""]
    return "\n".join(lines)


def ledger(draft: DraftPlan) -> list[object]:
    return [
        [(t.indicator, t.op, t.value, t.unit) for t in draft.targets],
        [(f.indicator, f.value) for f in draft.facts],
        [(t.number, t.title, t.lead, t.support, t.deadline) for t in draft.tasks],
        [(p.name, p.first, p.last) for p in draft.phases],
        [(p.name, p.investment_yi, p.stage) for p in draft.projects],
        [(c.event, c.every) for c in draft.cadence],
    ]


@pytest.mark.parametrize("width", [26, 28, 32, 36, 40])
def test_a_plan_broken_at_a_margin_gives_the_same_ledger(width: int) -> None:
    wrapped = broken(PLAN, width)
    draft = read_plan(wrapped)

    assert ledger(draft) == ledger(read_plan(PLAN))
    assert all(wrapped[t.start : t.end] == t.quote for t in draft.targets)


def test_ordinary_lines_are_left_alone() -> None:
    folded = fold(PLAN)

    assert unwrapped(folded) is folded


def test_a_list_of_short_lines_is_left_alone() -> None:
    folded = fold(
        "\n".join(["牵头单位：县水利局", "完成时限：三月底", "1、清淤河道", "推进管护"] * 4)
    )

    assert unwrapped(folded) is folded


@given(st.lists(st.text(alphabet="甲乙丙，。1（ \u3000", min_size=0, max_size=40), max_size=14))
def test_only_line_ends_are_left_out(lines: list[str]) -> None:
    folded = fold("\n".join(lines))
    joined = unwrapped(folded)

    assert joined.text.replace("\n", "") == folded.text.replace("\n", "")
    assert list(joined.offsets) == sorted(set(joined.offsets))

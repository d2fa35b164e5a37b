"""How long a document is against what the rules allow its sort."""

from __future__ import annotations

import pytest

from guatu.core.burden.lengths import Paper, is_comprehensive, length_of


@pytest.mark.parametrize(
    ("count", "paper", "over"),
    [(4000, Paper.SPECIAL, 0), (4001, Paper.SPECIAL, 1), (5000, Paper.GENERAL, 0), (5003, Paper.GENERAL, 3)],
)  # fmt: skip
def test_exactly_the_limit_is_within_it(count: int, paper: Paper, over: int) -> None:
    found = length_of("字" * count, paper)

    assert (found.characters, found.over) == (count, over)


def test_blanks_and_ends_of_lines_are_no_characters() -> None:
    assert length_of("　一、目标\n\n  二、 措施。\r\n", Paper.GENERAL).characters == 9


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("全区经济工作会议", True),
        ("区委全体会议", True),
        ("年度综合性会议", True),
        ("周调度会（第8次）", False),
        ("城市更新专题调度会", False),
        ("月调度会", False),
    ],
)
def test_a_comprehensive_meeting_is_known_by_its_title(title: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_comprehensive(title) is is_one

"""What changed from one version of a list to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.core.versions import Turn, differences

LISTS = st.dictionaries(st.text("abc", min_size=1), st.lists(st.integers(0, 3), min_size=1))


def test_lines_come_go_and_read_otherwise() -> None:
    before = {"1": ["甲", "red"], "2": ["乙", "green"], "3": ["丙", "green"]}
    after = {"1": ["甲", "yellow"], "3": ["丙", "green"], "4": ["丁", "red"]}

    found = [(one.turn, one.name) for one in differences(before, after)]

    assert found == [(Turn.ALTERED, "甲"), (Turn.ADDED, "丁"), (Turn.GONE, "乙")]


@given(LISTS, LISTS)
def test_what_is_the_same_is_not_named(
    before: dict[str, list[int]], after: dict[str, list[int]]
) -> None:
    named = {one.key for one in differences(before, after)}

    assert named == {k for k in {*before, *after} if before.get(k) != after.get(k)}
    assert differences(after, after) == []

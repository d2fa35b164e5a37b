"""Volumes: what counts as made later, and the hash over the papers in their order."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.volumes import GRACE, is_after_act, volume_digest

DAY = date(2026, 6, 1)
PAPERS = st.lists(
    st.tuples(st.text("0123456789abcdef", min_size=64, max_size=64), st.text(min_size=1)),
    min_size=2,
    unique=True,
)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-30, False), (0, False), (GRACE.days, False), (GRACE.days + 1, True), (400, True)],
)
def test_a_paper_is_made_later_after_the_last_day_of_grace(days: int, *, expected: bool) -> None:
    assert expected == is_after_act(DAY, DAY + timedelta(days=days))


def test_the_hash_is_over_place_hash_and_name() -> None:
    told = [(1, "a" * 64, "合同.pdf"), (2, "b" * 64, "照片.jpg")]
    written = f"1\t{'a' * 64}\t合同.pdf\n2\t{'b' * 64}\t照片.jpg\n"

    assert hashlib.sha256(written.encode()).hexdigest() == volume_digest(told)


@given(PAPERS, st.data())
def test_a_paper_moved_or_missing_is_another_volume(
    papers: list[tuple[str, str]], data: st.DataObject
) -> None:
    def digest(rows: list[tuple[str, str]]) -> str:
        return volume_digest((at, *row) for at, row in enumerate(rows, start=1))

    moved = data.draw(st.permutations(papers))
    whole = digest(papers)

    assert (digest(list(moved)) == whole) == (list(moved) == papers)
    assert digest(papers[:-1]) != whole

"""Numbers out of addresses: plain digits within bounds, or none."""

from __future__ import annotations

import pytest

from guatu.shell.inputs import whole


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("17", 17), ("2147483647", 2**31 - 1), ("007", 7)]
)
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.0", "1e3", "٣", "²", " 1", "2147483648", "9" * 5000, "Infinity"]
)
def test_anything_else_is_none(text: str) -> None:
    assert whole(text) is None


def test_the_bound_is_the_callers() -> None:
    assert whole("31", most=30) is None
    assert whole("9223372036854775807", most=2**63 - 1) == 2**63 - 1

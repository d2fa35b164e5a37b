"""Numerals: parsing is the inverse of writing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.text.numerals import format_numeral, parse_numeral


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", "0"),
        ("1.70", "1.7"),
        ("1,500", "1500"),
        ("1.3万", "13000"),
        ("3千", "3000"),
        ("2千万", "20000000"),
        ("十", "10"),
        ("十五", "15"),
        ("两百", "200"),
        ("一百零三", "103"),
        ("二〇二五", "2025"),
        ("三点五", "3.5"),
        ("二百三十万", "2300000"),
        ("一亿零五百万", "105000000"),
        ("六千七百万亿", "670000000000000000"[:-2]),
    ],
)
def test_a_written_number_has_its_value(written: str, value: str) -> None:
    assert parse_numeral(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", "甲", "1.2.3", "三点", "点五", "一二十", "1" * 30, "12个"])
def test_what_is_no_number_has_none(written: str) -> None:
    assert parse_numeral(written) is None


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_reading_gives_back_what_was_written(value: int) -> None:
    assert parse_numeral(format_numeral(value)) == value


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_arabic_decimals_keep_their_value(value: Decimal) -> None:
    assert parse_numeral(f"{value:f}") == value

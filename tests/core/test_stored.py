"""Figures are stored exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.stored import (
    LARGEST,
    MONEY,
    convert,
    from_fen,
    join_decimal,
    split_decimal,
    store_figure,
    to_fen,
)

EXACT_NUMBERS = st.builds(
    lambda mantissa, scale: Decimal(mantissa).scaleb(-scale),
    st.integers(-(10**17), 10**17),
    st.integers(0, 6),
)


@given(EXACT_NUMBERS)
def test_a_number_comes_back_as_it_was_written(value: Decimal) -> None:
    mantissa, scale = split_decimal(value)

    assert (join_decimal(mantissa, scale), -scale) == (value, value.as_tuple().exponent)


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(sorted(MONEY)))
def test_money_comes_back_to_the_fen(amount_fen: int, unit: str) -> None:
    assert to_fen(from_fen(amount_fen, unit), unit) == amount_fen


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [
        ("405", "亿元", 40_500_000_000_00),
        ("19.8", "亿元", 1_980_000_000_00),
        ("0.01", "元", 1),
        ("123456789012345678.91", "元", 12_345_678_901_234_567_891),
        ("-3.5", "万元", -3_500_000),
    ],
)
def test_money_is_whole_fen(value: str, unit: str, fen: int) -> None:
    if fen > LARGEST:
        with pytest.raises(ValueError, match=r"too much money|too many digits"):
            to_fen(Decimal(value), unit)
    else:
        assert to_fen(Decimal(value), unit) == fen


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("0.001", "元"),
        ("1.00000000000000000000000000000000001", "亿元"),  # 28 digits would call this whole
        ("1", "美元"),
        ("NaN", "元"),
    ],
)
def test_what_is_no_whole_number_of_fen_is_refused(value: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"fen|money|digits|finite"):
        to_fen(Decimal(value), unit)


@pytest.mark.parametrize("value", ["1E+999999999", "1E-999999999", "Infinity", "9" * 20])
def test_what_does_not_fit_is_refused_at_once(value: str) -> None:
    with pytest.raises(ValueError, match=r"digits|finite"):
        split_decimal(Decimal(value))


def test_a_figure_keeps_its_unit_and_its_digits() -> None:
    figures = [
        store_figure(Decimal(v), m) for v, m in (("1.70", None), ("36.50", "亿元"), ("13", "亩"))
    ]

    assert [(f.amount_fen, f.mantissa, f.scale, f.measure, str(f.value)) for f in figures] == [
        (None, 170, 2, None, "1.70"),
        (365_000_000_000, None, 0, "亿元", "36.5"),
        (None, 13, 0, "亩", "13"),
    ]


def test_no_figure_yet_is_no_zero() -> None:
    assert store_figure(None, "亿元").value is None


@given(EXACT_NUMBERS)
def test_conversion_there_and_back_is_exact_between_decimal_factors(value: Decimal) -> None:
    there = convert(value, Decimal(1), Decimal(10000))

    assert convert(there, Decimal(10000), Decimal(1)) == value

"""Exact numbers as they are stored: an integer mantissa and a scale, and money as integer fen."""

from __future__ import annotations

from decimal import Decimal

FEN_PER_YUAN = 100
MONEY = {"元": 1, "万元": 10**4, "亿元": 10**8, "千元": 10**3, "百万元": 10**6}
LARGEST = 2**63 - 1


def split_decimal(value: Decimal) -> tuple[int, int]:
    """Return `(mantissa, scale)` with `value == mantissa / 10**scale`, the scale as written.

    Raises
    ------
    ValueError
        If the value is not finite or its mantissa does not fit 64 bits.
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is no finite number")  # noqa: TRY004 the value is wrong, not its type
    mantissa = int("".join(map(str, digits)) or "0") * 10 ** max(exponent, 0)
    if mantissa > LARGEST:
        raise ValueError(f"{value} has too many digits to be stored")
    return (-mantissa if sign else mantissa), max(-exponent, 0)


def join_decimal(mantissa: int, scale: int) -> Decimal:
    """Return the number that `split_decimal` took apart."""
    return Decimal(mantissa).scaleb(-scale)


def is_money(unit: str | None) -> bool:
    return unit in MONEY


def to_fen(value: Decimal, unit: str) -> int:
    """Return an amount of money in fen, exactly.

    Raises
    ------
    ValueError
        If `unit` is no unit of money, or the amount is no whole number of fen.
    """
    if unit not in MONEY:
        raise ValueError(f"{unit} is no unit of money")
    fen = value * MONEY[unit] * FEN_PER_YUAN
    if fen != fen.to_integral_value():
        raise ValueError(f"{value} {unit} is no whole number of fen")
    return int(fen)


def from_fen(amount_fen: int, unit: str) -> Decimal:
    """Return an amount in `unit`, exactly and without trailing zeros."""
    value = Decimal(amount_fen) / (MONEY[unit] * FEN_PER_YUAN)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()

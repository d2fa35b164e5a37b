"""Exact numbers as they are stored: an integer mantissa and a scale, and money as integer fen (D2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

FEN_PER_YUAN = 100
MONEY = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "千万元": 10**7, "亿元": 10**8}
LARGEST = 2**63 - 1
LARGEST_SCALE = 18  # as many places as 64 bits can hold
EXACT = Context(
    prec=60
)  # 19 digits times any factor of the tables fits; the default 28 would round


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFigure:
    """A figure as its columns hold it: `amount_fen`, or `mantissa` and `scale`; `measure` as written."""

    amount_fen: int | None = None
    mantissa: int | None = None
    scale: int = 0
    measure: str | None = None

    @property
    def value(self) -> Decimal | None:
        """The number in `measure`, or None where there is no figure yet (待发布)."""
        if self.amount_fen is not None:
            return from_fen(self.amount_fen, self.measure or "元")
        return None if self.mantissa is None else join_decimal(self.mantissa, self.scale)


def store_figure(value: Decimal | None, measure: str | None) -> StoredFigure:
    """Return the columns that hold `value` exactly: money in fen, all else as mantissa and scale.

    Raises
    ------
    ValueError
        If the value is not finite, has too many digits, or is money that is no whole number of fen.
    """
    if value is None:
        return StoredFigure(measure=measure)
    if measure is not None and is_money(measure):
        return StoredFigure(amount_fen=to_fen(value, measure), measure=measure)
    mantissa, scale = split_decimal(value)
    return StoredFigure(mantissa=mantissa, scale=scale, measure=measure)


def split_decimal(value: Decimal) -> tuple[int, int]:
    """Return `(mantissa, scale)` with `value == mantissa / 10**scale`, the scale as written.

    Raises
    ------
    ValueError
        If the value is not finite or its digits do not fit 64 bits and 18 places.
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is no finite number")  # noqa: TRY004 the value is wrong, not its type
    if value.adjusted() > LARGEST_SCALE or -exponent > LARGEST_SCALE:
        raise ValueError(f"{value} has too many digits to be stored")
    mantissa = int("".join(map(str, digits)) or "0") * 10 ** max(exponent, 0)
    if mantissa > LARGEST:
        raise ValueError(f"{value} has too many digits to be stored")
    return (-mantissa if sign else mantissa), max(-exponent, 0)


def join_decimal(mantissa: int, scale: int) -> Decimal:
    """Return the number that `split_decimal` took apart."""
    return Decimal(mantissa).scaleb(-scale, EXACT)


def is_money(unit: str | None) -> bool:
    """Say whether figures in `unit` are kept in fen. Foreign money is not: it has no fen."""
    return unit in MONEY


def to_fen(value: Decimal, unit: str) -> int:
    """Return an amount of money in fen, exactly.

    Raises
    ------
    ValueError
        If `unit` is no unit of money, or the amount is no whole number of fen or does not fit.
    """
    if unit not in MONEY:
        raise ValueError(f"{unit} is no unit of money")
    mantissa, scale = split_decimal(value)
    places: int = 10**scale
    fen, rest = divmod(mantissa * MONEY[unit] * FEN_PER_YUAN, places)
    if rest:
        raise ValueError(f"{value} {unit} is no whole number of fen")
    if abs(fen) > LARGEST:
        raise ValueError(f"{value} {unit} is too much money to be stored")
    return fen


def from_fen(amount_fen: int, unit: str) -> Decimal:
    """Return an amount in `unit`, exactly and without trailing zeros."""
    with localcontext(EXACT):
        value = Decimal(amount_fen) / (MONEY[unit] * FEN_PER_YUAN)
        whole = value == value.to_integral_value()
        return value.quantize(Decimal(1)) if whole else value.normalize()


def convert(value: Decimal, factor: Decimal, other: Decimal) -> Decimal:
    """Return `value` in a unit of measure of factor `other`, from one of factor `factor`.

    Factors say how many of the dimension's base one unit is: 1 for 亩, 10000 for 万亩.
    """
    with localcontext(EXACT):
        return value * factor / other

"""The bands of a number or money field, as its values are stored."""

from __future__ import annotations

from decimal import Decimal

from guatu.core.kinds import Field, FieldType
from guatu.core.stored import to_fen

WAN = "万元"


def band_ends(field: Field) -> list[int]:
    """Return the lower ends of the second band on: fen, or the number times 10**scale."""
    if field.type is FieldType.MONEY:
        return [to_fen(Decimal(end), field.measure or WAN) for end in field.bands]
    return [end * 10**field.scale for end in field.bands]

"""Units of measure: the built-in table, and what an office adds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from guatu.audit.actions import Change, record
from guatu.campaigns.models import MeasureUnit
from guatu.core.actors import SYSTEM, Actor
from guatu.core.stored import split_decimal

PACK = Path(__file__).resolve().parents[2] / "packs" / "measures.toml"


def pack() -> dict[str, Any]:
    return tomllib.loads(PACK.read_text(encoding="utf-8"))


def built_in() -> list[MeasureUnit]:
    """Return the rows of the built-in table, not stored."""
    rows = []
    table = pack()
    for dimension, units in table.items():
        if dimension == "whole":
            continue
        for symbol, factor in units.items():
            mantissa, scale = split_decimal(Decimal(factor))
            rows.append(
                MeasureUnit(
                    symbol=symbol,
                    dimension=dimension,
                    factor_mantissa=mantissa,
                    factor_scale=scale,
                    is_built_in=True,
                    is_whole=dimension in table["whole"],
                )
            )
    return rows


@transaction.atomic
def install_measures(actor: Actor = SYSTEM) -> int:
    """Write the built-in units that are not there yet and return how many; an office's own stay."""
    known = set(MeasureUnit.objects.values_list("symbol", flat=True))
    new = [row for row in built_in() if row.symbol not in known]
    if not new:
        return 0
    made = MeasureUnit.objects.bulk_create(new)
    record(
        actor,
        "measure.install",
        of=None,
        changes=[
            Change.of(row, before=None, after={"symbol": row.symbol, "dimension": row.dimension})
            for row in made
        ],
        details={"count": len(made)},
    )
    return len(made)


def ensure_measures(symbols: Iterable[str | None]) -> list[MeasureUnit]:
    """Add units that stand in no table, each a dimension of its own; return the new ones.

    A building block without a policy and an audit row: the act that calls it has both.
    """
    wanted = {symbol for symbol in symbols if symbol}
    if not wanted:
        return []
    whole = pack()["whole"]
    known = set(MeasureUnit.objects.filter(symbol__in=wanted).values_list("symbol", flat=True))
    return MeasureUnit.objects.bulk_create(
        [
            MeasureUnit(
                symbol=symbol, dimension=symbol, factor_mantissa=1, is_whole=symbol in whole
            )
            for symbol in sorted(wanted - known)
        ]
    )

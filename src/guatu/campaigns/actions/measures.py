"""Units of measure: the built-in table, and what an office adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.models import Indicator, MeasureUnit, Observation, Target
from guatu.core.actors import SYSTEM, Actor
from guatu.core.stored import EXACT, is_money, join_decimal, split_decimal
from guatu.shell.errors import InvalidState, NotAllowed

LONGEST_SYMBOL = 20
NO_SYMBOL = re.compile(r"[\d\s,，.、;；]")  # these part a number from its unit, or two units
RECORDED = ("symbol", "dimension", "factor_mantissa", "factor_scale", "is_whole")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """A unit of the office: so many of a unit that is known, or of a kind of its own."""

    symbol: str
    factor: Decimal = Decimal(1)
    of: str = ""
    is_whole: bool = False


@transaction.atomic
def add_measure(actor: Actor, new: NewMeasure) -> MeasureUnit:
    """Add a unit of measure; it stays as it is, for a later change would repaint what was reported.

    Raises
    ------
    InvalidState
        If the symbol is taken or no symbol, the unit it is made of is unknown, or the factor is
        not kept exactly.
    """
    if not policies.can_manage_campaigns(actor):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    symbol = new.symbol.strip()
    if not symbol or len(symbol) > LONGEST_SYMBOL or NO_SYMBOL.search(symbol):
        raise InvalidState(_("A unit is 1 to 20 signs without digits, blanks and commas."))
    if MeasureUnit.objects.filter(symbol=symbol).exists():
        raise InvalidState(_("“%(symbol)s” is there already.") % {"symbol": symbol})
    row = MeasureUnit(symbol=symbol, is_whole=new.is_whole)
    row.dimension, factor = dimension_of(new)
    try:
        row.factor_mantissa, row.factor_scale = split_decimal(factor)
    except ValueError as error:
        raise InvalidState(_("This factor cannot be kept exactly.")) from error
    row.save(force_insert=True)
    changes = [Change.of(row, after=plain(row, *RECORDED))]
    record(actor, "measure.add", of=row, changes=changes)
    return row


def dimension_of(new: NewMeasure) -> tuple[str, Decimal]:
    """Return the dimension of a new unit and how many of its base it is, exactly."""
    if not new.of:
        return new.symbol.strip(), Decimal(1)
    base = MeasureUnit.objects.filter(symbol=new.of).first()
    if base is None:
        raise InvalidState(_("“%(symbol)s” is no unit of measure.") % {"symbol": new.of})
    if is_money(base.symbol):
        raise InvalidState(_("Money has its units already: they are kept to the fen."))
    if new.factor <= 0:
        raise InvalidState(_("The factor is a number above nothing."))
    with localcontext(EXACT):
        factor = new.factor * join_decimal(base.factor_mantissa, base.factor_scale)
    return base.dimension, factor.normalize()


@transaction.atomic
def remove_measure(actor: Actor, row: MeasureUnit) -> None:
    """Take away a unit of the office that nothing is written in."""
    if not policies.can_manage_campaigns(actor):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if row.is_built_in:
        raise InvalidState(_("Built-in units stay."))
    if row.symbol in used_symbols():
        raise InvalidState(_("Figures are written in this unit: it stays."))
    change = Change.of(row, before=plain(row, *RECORDED), after=None)
    row.delete()
    record(actor, "measure.remove", changes=[change], details={"symbol": row.symbol})


def used_symbols() -> frozenset[str]:
    """Return the units that something is written in."""
    return frozenset(
        symbol
        for model in (Indicator, Target, Observation)
        for symbol in model.objects.order_by().values_list("measure", flat=True).distinct()
        if symbol
    )


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

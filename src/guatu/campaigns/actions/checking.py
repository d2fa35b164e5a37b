"""What a figure must be before it is kept (D2, T5): each refusal says where it stands and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.campaigns.models import Indicator, MeasureUnit, Observation
from guatu.core.pace import Facet
from guatu.core.plausible import Candidate, Doubt, doubt_about
from guatu.core.shapes import Shape
from guatu.core.stored import StoredFigure, convert, join_decimal
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day as day_text
from guatu.shell.formatting import exact

EXAMPLES = 5  # units of measure named in a refusal


class Doubtful(InvalidState):
    """A value unlike the last one: its reporter looks again and says that it is right."""

    code = "doubtful-figure"


class TooEarly(Doubtful):
    """A day before the campaign begins: mostly a wrong year, sometimes the figure it starts from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObservation:
    """A figure to be reported; `value` None says 待发布. `is_sure` says that it was looked at twice.

    `since` is the first day of which figures are owed: one of before is asked again.
    """

    indicator: Indicator
    unit: Unit
    period_start: date
    period_end: date
    as_of: date
    value: Decimal | None
    facet: str = Observation.Facet.CUMULATIVE
    series: str = Observation.Series.FLASH
    measure: str | None = None
    is_growth: bool = False
    written: str = ""
    definition: str = ""
    source: str = ""
    is_sure: bool = False
    sheet_id: int | None = None
    since: date | None = None

    @property
    def kind(self) -> tuple[int, int, str, bool]:
        """Whose series it belongs to."""
        return self.indicator.pk, self.unit.pk, self.series, self.is_growth

    @property
    def period(self) -> tuple[object, ...]:
        """What it is of: only one figure may stand for it."""
        if self.facet == Observation.Facet.PERIOD:
            return (*self.kind, self.facet, self.period_start, self.period_end)
        return (*self.kind, self.facet, self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands already beside figures that are to be kept: read once for all of them."""

    rows: dict[tuple[int, int, str, bool], list[Observation]] = field(default_factory=dict)
    measures: dict[str, MeasureUnit] = field(default_factory=dict)

    def beside(self, new: NewObservation) -> list[Observation]:
        return self.rows.get(new.kind, [])


def known_for(rows: Sequence[NewObservation]) -> Known:
    """Return the figures that stand of the same indicators and units, and all units of measure."""
    found: defaultdict[tuple[int, int, str, bool], list[Observation]] = defaultdict(list)
    standing = Observation.objects.filter(
        indicator__in={new.indicator.pk for new in rows},
        unit__in={new.unit.pk for new in rows},
        is_current=True,
    )
    for row in standing.order_by("as_of", "pk"):
        found[row.indicator_id, row.unit_id, row.series, row.is_growth].append(row)
    return Known(rows=found, measures={row.symbol: row for row in MeasureUnit.objects.all()})


def check(new: NewObservation, today: date, known: Known | None = None) -> Observation | None:
    """Refuse what cannot be; return the 待发布 that a figure comes for, if one waits.

    Raises
    ------
    Doubtful
        If the value is unlike the last one, and nobody said that it is right.
    InvalidState
        If days, unit of measure or value are wrong, or the period has a figure already.
    """
    known = known_for([new]) if known is None else known
    check_days(new, today)
    check_measure(new, known)
    waiting = waited_for(new, known)
    check_value(new, known)
    return waiting


def check_days(new: NewObservation, today: date) -> None:
    if new.period_start > new.period_end:
        raise InvalidState(_("The period ends before it starts."))
    if new.as_of > today:
        raise InvalidState(
            _("%(day)s is yet to come: write the day that the figure is of, up to today.")
            % {"day": day_text(new.as_of, year=True)}
        )
    if not new.period_start <= new.as_of <= new.period_end:
        raise InvalidState(
            _("The figure's day %(day)s lies outside its period, %(first)s to %(last)s.")
            % {
                "day": day_text(new.as_of, year=True),
                "first": day_text(new.period_start, year=True),
                "last": day_text(new.period_end, year=True),
            }
        )
    if new.since is not None and new.as_of < new.since and not new.is_sure:
        raise TooEarly(
            _(
                "%(day)s lies before the first day %(first)s: check the year, and if it is right, say so."
            )
            % {"day": day_text(new.as_of, year=True), "first": day_text(new.since, year=True)}
        )


def check_measure(new: NewObservation, known: Known) -> None:
    """Refuse a unit that measures something else; one of the same dimension converts exactly."""
    wanted, given = new.indicator.measure, new.measure
    if wanted == given or new.value is None:
        return
    here, there = known.measures.get(given or ""), known.measures.get(wanted or "")
    if here is None or there is None or here.dimension != there.dimension or new.is_growth:
        raise InvalidState(
            _("“%(given)s” does not measure what “%(wanted)s” measures. Write it in %(units)s.")
            % {
                "given": given or "—",
                "wanted": wanted or "—",
                "units": fitting_units(wanted, known, is_growth=new.is_growth),
            }
        )


def fitting_units(wanted: str | None, known: Known, *, is_growth: bool) -> str:
    """Return a few units in which a figure may be written, its own first."""
    unit = known.measures.get(wanted or "")
    if unit is None:
        return wanted or _("plain numbers")
    same = (
        [] if is_growth else [m for m in known.measures.values() if m.dimension == unit.dimension]
    )
    others = sorted(
        (m.symbol for m in same if m.symbol != wanted), key=lambda s: (s.isascii(), len(s), s)
    )
    return "、".join([unit.symbol, *others][:EXAMPLES])


def waited_for(new: NewObservation, known: Known) -> Observation | None:
    """Return the 待发布 that a figure comes for; refuse a second figure of the same period."""
    same = next((row for row in known.beside(new) if is_same_period(row, new)), None)
    if same is None:
        return None
    text = value_text(same)
    if text and new.value is not None:
        raise InvalidState(
            _(
                "This period has a figure already: %(value)s as of %(day)s. "
                "Correct that one, with a reason, instead."
            )
            % {"value": text, "day": day_text(same.as_of, year=True)}
        )
    if text or new.value is None:
        raise InvalidState(
            _("This period is answered already: %(value)s as of %(day)s.")
            % {"value": text or _("not yet published"), "day": day_text(same.as_of, year=True)}
        )
    return same


def refuse_taken(new: NewObservation, known: Known) -> None:
    """Refuse a correction whose day has a figure, or a 待发布, of its own."""
    waiting = waited_for(new, known)
    if waiting is not None:
        raise InvalidState(
            _("This period is answered already: %(value)s as of %(day)s.")
            % {"value": _("not yet published"), "day": day_text(waiting.as_of, year=True)}
        )


def is_same_period(row: Observation, new: NewObservation) -> bool:
    """Say whether a figure stands for the same time: the same day, or months that overlap."""
    if row.facet != new.facet:
        return False
    if new.facet == Observation.Facet.PERIOD:
        return row.period_start <= new.period_end and new.period_start <= row.period_end
    return row.as_of == new.as_of


def value_text(row: Observation) -> str:
    value = figure_of(row).value
    return "" if value is None else f"{exact(value)}{row.measure or ''}"


def figure_of(row: Observation) -> StoredFigure:
    return StoredFigure(
        amount_fen=row.amount_fen, mantissa=row.mantissa, scale=row.scale, measure=row.measure
    )


def check_value(new: NewObservation, known: Known) -> None:
    """Refuse a value that cannot be, and ask again for one unlike the last."""
    if new.value is None:
        return
    doubt = doubt_about(candidate(new, known, new.value))
    if doubt is None or (new.is_sure and not doubt.is_final):
        return
    message = wording_of(doubt, new, last_value(new, known))
    raise InvalidState(message) if doubt.is_final else Doubtful(message)


def candidate(new: NewObservation, known: Known, value: Decimal) -> Candidate:
    unit = known.measures.get(new.measure or "")
    return Candidate(
        shape=Shape(new.indicator.shape),
        facet=Facet(new.facet),
        value=value,
        measure=new.measure,
        factor=factor_of(unit),
        is_whole=unit is not None and unit.is_whole,
        last=last_value(new, known),
    )


def factor_of(unit: MeasureUnit | None) -> Decimal:
    return Decimal(1) if unit is None else join_decimal(unit.factor_mantissa, unit.factor_scale)


def last_value(new: NewObservation, known: Known) -> Decimal | None:
    """Return the newest value before of the same facet and year, in the new one's measure."""
    before = [
        row
        for row in known.beside(new)
        if row.facet == new.facet and row.as_of < new.as_of and row.as_of.year == new.as_of.year
    ]
    for row in reversed(before):
        value = in_measure(row, new.measure, known)
        if value is not None:
            return value
    return None


def in_measure(row: Observation, measure: str | None, known: Known) -> Decimal | None:
    value = figure_of(row).value
    if value is None or row.measure == measure:
        return value
    here, there = known.measures.get(row.measure or ""), known.measures.get(measure or "")
    if here is None or there is None or here.dimension != there.dimension:
        return None
    return convert(value, factor_of(here), factor_of(there))


def wording_of(doubt: Doubt, new: NewObservation, last: Decimal | None) -> str:
    measure = new.measure or ""
    texts = {
        Doubt.TOO_MANY_PER_CENT: _("%(value)s is more than a thousand per cent: check the unit."),
        Doubt.NO_PLACE: _("A rank is a whole number from 1 on, not %(value)s."),
        Doubt.NO_WHOLE: _("%(value)s is no whole number, but it is counted one by one."),
        Doubt.FELL: _(
            "%(value)s is less than the total before, %(last)s. Check it: a wrong one of before is "
            "corrected, and if this one is right, say so."
        ),
        Doubt.JUMPED: _(
            "%(value)s is very far from the last value, %(last)s. Check its unit of measure, and "
            "if it is right, say so."
        ),
        Doubt.BEYOND: _(
            "%(value)s is less than nothing or more than the whole. Check it, and if it is right, "
            "say so."
        ),
    }
    return texts[doubt] % {
        "value": f"{exact(new.value)}{measure}",
        "last": f"{exact(last)}{measure}",
    }


def no_two_alike(rows: Iterable[NewObservation]) -> None:
    rows = list(rows)
    if len({new.period for new in rows}) < len(rows):
        raise InvalidState(_("Two figures were given for one indicator and period."))

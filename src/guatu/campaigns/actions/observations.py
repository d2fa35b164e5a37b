"""Reporting and correcting figures (T5). The past is not repainted: a correction is a new row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.models import Indicator, MeasureUnit, Observation
from guatu.core.actors import Actor
from guatu.core.stored import StoredFigure, store_figure
from guatu.shell.errors import InvalidState, NotAllowed

RECORDED = (
    "indicator_id", "unit_id", "period_start", "period_end", "as_of", "facet", "series",
    "amount_fen", "mantissa", "scale", "measure", "written", "replaces_id", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObservation:
    """A figure to be reported; `value` None says 待发布."""

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


@transaction.atomic
def report_observation(actor: Actor, new: NewObservation, *, today: date) -> Observation:
    """Report one figure of a unit and period; the day of receipt is the server's (D1)."""
    return report_observations(actor, [new], today=today)[0]


@transaction.atomic
def report_observations(
    actor: Actor, rows: Sequence[NewObservation], *, today: date
) -> list[Observation]:
    """Report several figures in one act; a figure takes the place of a 待发布 of its period."""
    if not rows:
        raise InvalidState(_("No figure was filled in."))
    for new in rows:
        if not policies.can_report_for(actor, new.unit.path):
            raise NotAllowed(
                _("Only the unit that owes the figure, or the office above it, reports it.")
            )
        check(new, today)
    if len({key_of(new) for new in rows}) < len(rows):
        raise InvalidState(_("Two figures were given for one indicator and period."))
    waiting = [waited_for(new) for new in rows]
    set_aside(old for old in waiting if old is not None)
    now = timezone.now()
    made = Observation.objects.bulk_create(
        [
            build(actor, new, reported_at=now)
            if old is None
            else build(actor, new, reported_at=now, replaces=old, reason=_("Published since."))
            for new, old in zip(rows, waiting, strict=True)
        ]
    )
    changes = [Change.of(row, before=None, after=plain(row, *RECORDED)) for row in made]
    of = made[0] if len(made) == 1 else None
    record(actor, "observation.report", of=of, changes=changes, details={"count": len(made)})
    return made


def key_of(new: NewObservation) -> tuple[object, ...]:
    """Return what a figure is of: only one may stand for it."""
    return (
        new.indicator.pk,
        new.unit.pk,
        new.period_start,
        new.period_end,
        new.facet,
        new.series,
        new.is_growth,
    )


def waited_for(new: NewObservation) -> Observation | None:
    """Return the 待发布 that a figure comes for; refuse a second figure of the same period."""
    old = standing_row(new).first()
    if old is None:
        return None
    if old.amount_fen is not None or old.mantissa is not None or new.value is None:
        raise InvalidState(
            _("This period has a figure already. Correct that one, with a reason, instead.")
        )
    return old


def set_aside(rows: Iterable[Observation]) -> None:
    """Let rows stand no more: another takes the place of each."""
    Observation.objects.filter(pk__in=[row.pk for row in rows]).update(is_current=False)


def insert_observations(actor: Actor, rows: Sequence[NewObservation]) -> list[Observation]:
    """Write figures set-wise: a building block without a policy and an audit row."""
    now = timezone.now()
    return Observation.objects.bulk_create(
        [build(actor, new, reported_at=now) for new in rows], batch_size=500
    )


def build(actor: Actor, new: NewObservation, **fields: object) -> Observation:
    figure = exact(new.value, new.measure)
    return Observation(
        indicator=new.indicator,
        unit=new.unit,
        period_start=new.period_start,
        period_end=new.period_end,
        as_of=new.as_of,
        facet=new.facet,
        series=new.series,
        is_growth=new.is_growth,
        amount_fen=figure.amount_fen,
        mantissa=figure.mantissa,
        scale=figure.scale,
        measure=new.measure,
        written=new.written,
        definition=new.definition,
        source=new.source,
        reported_by=actor.person_id,
        **fields,
    )


def exact(value: Decimal | None, measure: str | None) -> StoredFigure:
    try:
        return store_figure(value, measure)
    except ValueError as error:
        raise InvalidState(
            _("This number cannot be kept exactly: check its digits and its unit.")
        ) from error


def check(new: NewObservation, today: date) -> None:
    """Refuse what cannot be: days in the wrong order or to come, a unit of another dimension."""
    if not new.period_start <= new.period_end:
        raise InvalidState(_("The period ends before it starts."))
    if new.as_of > today or new.as_of < new.period_start:
        raise InvalidState(_("The figure's day must lie within its period and not be to come."))
    wanted, given = new.indicator.measure, new.measure
    if wanted == given:
        return
    dimensions = dict(
        MeasureUnit.objects.filter(symbol__in=[wanted, given]).values_list("symbol", "dimension")
    )
    if new.is_growth or dimensions.get(wanted or "") != dimensions.get(given or "", "?"):
        raise InvalidState(
            _("“%(given)s” does not measure what “%(wanted)s” measures.")
            % {"given": given or "—", "wanted": wanted or "—"}
        )


def standing_row(new: NewObservation) -> QuerySet[Observation]:
    """Return the query of the figure that stands for the same unit, period, facet and series."""
    return Observation.objects.filter(
        indicator=new.indicator,
        unit=new.unit,
        period_start=new.period_start,
        period_end=new.period_end,
        facet=new.facet,
        series=new.series,
        is_growth=new.is_growth,
        replaced_by__isnull=True,
    )


@transaction.atomic
def correct_observation(
    actor: Actor,
    old: Observation,
    *,
    value: Decimal | None,
    reason: str,
    written: str = "",
    measure: str | None = None,
) -> Observation:
    """Put a new row with a reason in the place of a figure; it wants to be confirmed anew.

    Without a `measure` the new value is in the old one's.
    """
    if not policies.can_report_for(actor, old.unit.path):
        raise NotAllowed(
            _("Only the unit that owes the figure, or the office above it, reports it.")
        )
    if not reason.strip():
        raise InvalidState(_("A correction needs a reason."))
    if Observation.objects.filter(replaces=old).exists():
        raise InvalidState(_("This figure was corrected already. Correct the newest one."))
    new = NewObservation(
        indicator=old.indicator,
        unit=old.unit,
        period_start=old.period_start,
        period_end=old.period_end,
        as_of=old.as_of,
        value=value,
        facet=old.facet,
        series=old.series,
        measure=measure or old.measure,
        is_growth=old.is_growth,
        written=written,
        definition=old.definition,
        source=old.source,
    )
    check(new, max(old.as_of, old.period_start))
    set_aside([old])
    row = build(actor, new, reported_at=timezone.now(), replaces=old, reason=reason.strip())
    row.save(force_insert=True)
    changes = [Change.of(row, before=None, after=plain(row, *RECORDED))]
    record(actor, "observation.correct", of=row, changes=changes, details={"reason": row.reason})
    return row

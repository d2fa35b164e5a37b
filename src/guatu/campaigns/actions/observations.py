"""Reporting and correcting figures (T5). The past is not repainted: a correction is a new row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.actions.checking import (
    NewObservation,
    check,
    check_days,
    check_measure,
    check_value,
    known_for,
    no_two_alike,
    refuse_taken,
)
from guatu.campaigns.models import Observation
from guatu.core.actors import Actor
from guatu.core.rhythms import Rhythm, period_of
from guatu.core.stored import StoredFigure, store_figure
from guatu.shell.errors import Conflict, InvalidState, NotAllowed

RECORDED = (
    "indicator_id", "unit_id", "period_start", "period_end", "as_of", "facet", "series",
    "amount_fen", "mantissa", "scale", "measure", "written", "replaces_id", "reason",
)  # fmt: skip


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
    known = known_for(rows)
    no_two_alike(rows)
    waiting = []
    for new in rows:
        check_writer(actor, new)
        waiting.append(check(new, today, known))
    made = written_set_wise(actor, rows, waiting)
    changes = [Change.of(row, before=None, after=plain(row, *RECORDED)) for row in made]
    of = made[0] if len(made) == 1 else None
    record(actor, "observation.report", of=of, changes=changes, details={"count": len(made)})
    return made


def check_writer(actor: Actor, new: NewObservation) -> None:
    """Refuse who may not write into a series: the unit its flash figures, the provider its feedback."""
    if new.series == Observation.Series.OFFICIAL:
        if not policies.can_provide(actor, new.indicator):
            raise NotAllowed(_("Statistics feedback comes from the unit that provides the figure."))
    elif not policies.can_report_for(actor, new.unit.path):
        raise NotAllowed(
            _("Only the unit that owes the figure, or the office above it, reports it.")
        )


def written_set_wise(
    actor: Actor, rows: Sequence[NewObservation], waiting: Sequence[Observation | None]
) -> list[Observation]:
    """Write checked figures; each takes the place of the 待发布 beside it, if there is one."""
    set_aside(old for old in waiting if old is not None)
    now = timezone.now()
    try:
        with transaction.atomic():
            return Observation.objects.bulk_create(
                [
                    build(actor, new, reported_at=now)
                    if old is None
                    else build(
                        actor, new, reported_at=now, replaces=old, reason=_("Published since.")
                    )
                    for new, old in zip(rows, waiting, strict=True)
                ],
                batch_size=500,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody reported this period at the same moment. Look at the new state first.")
        ) from error


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
        sheet_id=new.sheet_id,
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


LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """How the right value was typed; without a `measure` it is in the old one's."""

    written: str = ""
    measure: str | None = None
    is_sure: bool = False
    as_of: date | None = None  # another day, where the wrong one was written


@transaction.atomic
def correct_observation(
    actor: Actor,
    old: Observation,
    *,
    value: Decimal | None,
    reason: str,
    typed: Typed | None = None,
) -> Observation:
    """Put a new row with a reason in the place of a figure; it wants to be confirmed anew."""
    typed = typed or Typed()
    check_corrector(actor, old)
    if not reason.strip():
        raise InvalidState(_("A correction needs a reason."))
    if Observation.objects.filter(replaces=old).exists():
        raise InvalidState(_("This figure was corrected already. Correct the newest one."))
    as_of = typed.as_of or old.as_of
    moved = as_of != old.as_of
    new = NewObservation(
        indicator=old.indicator,
        unit=old.unit,
        period_start=start_of(old, as_of) if moved else old.period_start,
        period_end=as_of if moved else old.period_end,
        as_of=as_of,
        value=value,
        facet=old.facet,
        series=old.series,
        measure=typed.measure or old.measure,
        is_growth=old.is_growth,
        written=typed.written,
        definition=old.definition,
        source=old.source,
        is_sure=typed.is_sure,
    )
    known = known_for([new])
    known.rows[new.kind] = [row for row in known.beside(new) if row.pk != old.pk]
    if moved:
        check_days(new, timezone.localdate())
        refuse_taken(new, known)
    check_measure(new, known)
    check_value(new, known)
    set_aside([old])
    row = correction(actor, old, new, reason)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This figure was corrected already. Correct the newest one.")) from error
    changes = [Change.of(row, before=None, after=plain(row, *RECORDED))]
    record(actor, "observation.correct", of=row, changes=changes, details={"reason": row.reason})
    return row


def start_of(old: Observation, as_of: date) -> date:
    """Return from when a figure counts that is one of `as_of`: a total still from the same day."""
    if old.facet == Observation.Facet.CUMULATIVE:
        return min(old.period_start, as_of)
    return period_of(Rhythm(old.indicator.rhythm), as_of).start


def check_corrector(actor: Actor, old: Observation) -> None:
    if not policies.can_correct(actor, old):
        raise NotAllowed(
            _("The unit corrects its flash figures; the unit that provides a figure corrects any.")
        )


def correction(actor: Actor, old: Observation, new: NewObservation, reason: str) -> Observation:
    """Return the row that takes the place of `old`, not yet stored; `old` is set aside by the caller."""
    check_corrector(actor, old)
    return build(
        actor, new, reported_at=timezone.now(), replaces=old, reason=reason.strip()[:LONGEST_REASON]
    )

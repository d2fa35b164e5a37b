"""Periods that are derived from rounds: month, quarter, half-year, year, and the campaign's phases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from guatu.campaigns.models import Campaign, Phase
from guatu.core.rounds import Every, period_of
from guatu.dispatch.models import Round

PERIODS = (Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.YEAR)
REVIEWED = frozenset({Every.HALF_YEAR.value, Every.YEAR.value})  # 半年评议, 全年总结
OF_PHASE = "phase-"
ONE_DAY = timedelta(days=1)
TWELVE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of days, both ends within; `every` is a code of `PERIODS` or `phase-<ordinal>`."""

    every: str
    starts_on: date
    ends_on: date
    name: str = ""  # of a phase

    @property
    def is_reviewed(self) -> bool:
        return self.every in REVIEWED

    @property
    def is_phase(self) -> bool:
        return self.every.startswith(OF_PHASE)

    def has_ended(self, today: date) -> bool:
        return self.ends_on < today


def span_of(campaign: Campaign, every: str, day: date) -> Span | None:
    """Return the period of a campaign in which `day` lies; of a phase the phase itself.

    None for a code that there is not. Calendar periods are whole, also where the campaign begins
    or ends within them: what is asked outside of it is nothing.
    """
    if every.startswith(OF_PHASE):
        return next((one for one in phase_spans(campaign) if one.every == every), None)
    if every not in PERIODS:
        return None
    found = period_of(Every(every), day)
    return Span(every=every, starts_on=found.starts_on, ends_on=found.ends_on)


def phase_spans(campaign: Campaign) -> list[Span]:
    return [
        Span(
            every=f"{OF_PHASE}{one.ordinal}",
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            name=one.name,
        )
        for one in Phase.objects.filter(campaign=campaign).order_by("ordinal")
    ]


def last_of(campaign: Campaign, span: Span) -> Span | None:
    """Return the period before this one, if the campaign had begun by its end."""
    if span.is_phase:
        before = [one for one in phase_spans(campaign) if one.starts_on < span.starts_on]
        return before[-1] if before else None
    found = span_of(campaign, span.every, span.starts_on - ONE_DAY)
    return found if found is not None and found.ends_on >= campaign.starts_on else None


def next_of(campaign: Campaign, span: Span) -> Span | None:
    """Return the period after this one, if the campaign has not ended before it."""
    if span.is_phase:
        later = (one for one in phase_spans(campaign) if one.starts_on > span.starts_on)
        return next(later, None)
    found = span_of(campaign, span.every, span.ends_on + ONE_DAY)
    return found if found is not None and found.starts_on <= campaign.ends_on else None


def rounds_in(campaign: Campaign, span: Span) -> QuerySet[Round]:
    """Return the rounds that make up a period: those that ask and whose last day lies in it.

    By its last day a week belongs to one month alone, and to the quarter and year of that month.
    """
    rows = Round.objects.filter(
        campaign=campaign,
        cadence__asks_check_ins=True,
        ends_on__gte=span.starts_on,
        ends_on__lte=span.ends_on,
    )
    return rows.select_related("cadence").order_by("ends_on", "cadence", "ordinal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The pictures at the two ends of a period: the last close before it, and the last in it."""

    first: Round | None
    last: Round | None


def ends_of(campaign: Campaign, span: Span, rounds: Sequence[Round]) -> Ends:
    """Return the pictures of a period by the cadence that closed most rounds in it."""
    closed = [one for one in rounds if one.state != Round.State.OPEN]
    if not closed:
        return Ends(first=before(campaign, span), last=None)
    counts = Counter(one.cadence_id for one in closed)
    basis = min(counts, key=lambda pk: (-counts[pk], pk))
    last = max((one for one in closed if one.cadence_id == basis), key=lambda one: one.ordinal)
    return Ends(first=before(campaign, span, cadence_id=basis), last=last)


def before(campaign: Campaign, span: Span, *, cadence_id: int | None = None) -> Round | None:
    """Return the last round with a picture that ended before a period."""
    rows = Round.objects.filter(
        campaign=campaign, cadence__asks_check_ins=True, ends_on__lt=span.starts_on
    ).exclude(state=Round.State.OPEN)
    if cadence_id is not None:
        rows = rows.filter(cadence=cadence_id)
    return rows.select_related("cadence").order_by("-ends_on", "-ordinal").first()


def spans_until(campaign: Campaign, every: str, today: date) -> list[Span]:
    """Return the periods of one length that have begun, the newest first."""
    if every == OF_PHASE:
        return [one for one in reversed(phase_spans(campaign)) if one.starts_on <= today]
    found: list[Span] = []
    span = span_of(campaign, every, min(today, campaign.ends_on))
    while span is not None and span.ends_on >= campaign.starts_on and len(found) < TWELVE:
        found.append(span)
        span = span_of(campaign, every, span.starts_on - ONE_DAY)
    return found

"""What the page of a campaign's cadences shows of each: its dates in words, and its next rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.rounds import Dates
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.queries.cadences import visible_cadences
from guatu.dispatch.queries.rhythms import Clock, preview

AHEAD = 3  # rounds of each cadence on the page
A_YEAR = 400  # of a preview; more rounds than a year has days


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRow:
    """A cadence, the round it is in, and those to come."""

    cadence: Cadence
    open: Round | None
    ahead: Sequence[Dates]
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfRounds:
    """The cut-offs of one month: rounds that are there, and those to come."""

    first: date
    days: Sequence[tuple[date, str, bool]]  # the day, what is due, and whether its round is there


def cadence_rows(actor: Actor, campaign: Campaign, clock: Clock) -> list[CadenceRow]:
    """Return the cadences of a campaign, those that ask and still run first."""
    rows = []
    for cadence in visible_cadences(actor, campaign):
        is_over = cadence.ends_on is not None and cadence.ends_on < clock.today
        rows.append(
            CadenceRow(
                cadence=cadence,
                open=Round.objects.filter(cadence=cadence, state=Round.State.OPEN)
                .order_by("-starts_on")
                .first(),
                ahead=()
                if is_over or cadence.is_paused or not cadence.asks_check_ins
                else preview(cadence, clock, AHEAD),
                is_over=is_over,
            )
        )
    return sorted(rows, key=lambda row: (row.is_over, not row.cadence.asks_check_ins))


def months_of_rounds(rows: Sequence[CadenceRow], clock: Clock, year: int) -> list[MonthOfRounds]:
    """Return the year's cut-offs month by month, of the cadences that ask."""
    found: dict[date, list[tuple[date, str, bool]]] = {}
    for row in rows:
        if not row.cadence.asks_check_ins:
            continue
        there = Round.objects.filter(cadence=row.cadence, ends_on__year__in=(year - 1, year))
        days = [(one.last_day, True) for one in there.order_by("starts_on")]
        if row.ahead:
            days += [(one.due_on, False) for one in preview(row.cadence, clock, A_YEAR)]
        for day, is_there in days:
            if day.year == year:
                line = (day, row.cadence.event, is_there)
                found.setdefault(day.replace(day=1), []).append(line)
    return [MonthOfRounds(first=first, days=sorted(found[first])) for first in sorted(found)]

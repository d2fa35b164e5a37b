"""The picture of a period, derived from the rows of its rounds: nobody is asked for it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_campaigns
from guatu.campaigns.queries.figures import TargetState, target_states
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.rounds import month_of
from guatu.dispatch.models import Round
from guatu.dispatch.queries.changes import Changes, units_now
from guatu.dispatch.queries.monthmarks import Month, filled_later, months_of_units
from guatu.dispatch.queries.pasts import UnitThen, units_at
from guatu.dispatch.queries.periodchanges import changes_of
from guatu.dispatch.queries.periodrows import Stretch, counted
from guatu.dispatch.queries.spans import Span, last_of, span_of
from guatu.dispatch.queries.sums import NOTHING, Counts, counts_of, lamps_at, total
from guatu.ledgers.queries import visible_entries
from guatu.shell.errors import NotFound

NAMED = 12  # of each sort of change; the count has all
NUMBERS = (
    "closed", "met", "missed", "undecided", "pushed", "needs_opened", "needs_cleared",
    "problems_opened", "problems_cleared", "corrected",
)  # fmt: skip
BURNING = (Lamp.OVERDUE, Lamp.SEVERE)
IN_TIME = Month()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPart:
    """One round that a period is made of."""

    round: Round
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """One unit in a period: what it was asked and said, and how its entries stood at both ends."""

    unit: UnitThen
    counts: Counts
    before: Counts  # of the last period
    filled: int  # of the silent ones, after the freeze
    lamps_first: Mapping[str, int]
    lamps_last: Mapping[str, int]
    months: tuple[Month, ...]

    @property
    def is_silent(self) -> bool:
        return bool(self.counts.asked) and not self.counts.received

    @property
    def red_first(self) -> int:
        return sum(self.lamps_first.get(lamp, 0) for lamp in BURNING)

    @property
    def red_last(self) -> int:
        return sum(self.lamps_last.get(lamp, 0) for lamp in BURNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPart:
    """A target at the end of a period, and as it stood at the end of the last one."""

    state: TargetState
    before: TargetState | None

    @property
    def moved(self) -> int | None:
        """By how many thousandths of the whole it came on; None where that says nothing."""
        if self.before is None or self.state.done is None or self.before.done is None:
            return None
        return self.state.done - self.before.done


@dataclass(frozen=True, kw_only=True)
class PeriodPicture:
    """All that a period's page shows; `last` are the same numbers of the period before."""

    campaign: Campaign
    span: Span
    last_span: Span | None
    first_round: Round | None
    last_round: Round | None
    rounds: tuple[RoundPart, ...]
    reports: Counts
    filled: int
    last_reports: Counts
    numbers: Mapping[str, int]
    last_numbers: Mapping[str, int]
    units: tuple[UnitPart, ...]
    months: tuple[date, ...]
    lamps_first: Mapping[str, int]
    lamps_last: Mapping[str, int]
    changes: Changes
    targets: tuple[TargetPart, ...]

    @cached_property
    def silent_units(self) -> list[UnitPart]:
        return [one for one in self.units if one.is_silent]

    @cached_property
    def lamps(self) -> list[Lamp]:
        return [one for one in Lamp if self.lamps_first.get(one) or self.lamps_last.get(one)]

    @property
    def is_final(self) -> bool:
        """Whether every round of the period is frozen: nothing in it changes any more."""
        return bool(self.rounds) and all(
            one.round.state == Round.State.FROZEN for one in self.rounds
        )

    @property
    def as_corrected(self) -> Counts:
        """The reports with those that were filled in after the freeze; what was late stays late."""
        return replace(self.reports, received=self.reports.received + self.filled)


def visible_period(actor: Actor, slug: str, every: str, day: date) -> tuple[Campaign, Span]:
    """Return a campaign that the actor sees, or sees entries of, with one of its periods.

    Raises
    ------
    NotFound
        If there is no such period, or the campaign is not for this actor to know of.
    """
    campaign = visible_of(actor, slug)
    span = span_of(campaign, every, day)
    if span is None or span.ends_on < campaign.starts_on or span.starts_on > campaign.ends_on:
        raise NotFound
    return campaign, span


def visible_of(actor: Actor, slug: str) -> Campaign:
    """Return a campaign whose periods `actor` may look at: of it, or of entries in it."""
    campaign = Campaign.objects.select_related("unit").filter(slug=slug).first()
    if campaign is None or not (
        visible_campaigns(actor).filter(pk=campaign.pk).exists()
        or visible_entries(actor, campaign).exists()
    ):
        raise NotFound
    return campaign


def picture(actor: Actor, campaign: Campaign, every: str, day: date) -> PeriodPicture:
    """Return the picture of the period of a campaign in which `day` lies, as `actor` may see it.

    Raises
    ------
    NotFound
        If `every` is no period of this campaign.
    """
    span = span_of(campaign, every, day)
    if span is None:
        raise NotFound
    here = Stretch.of(actor, campaign, span)
    last_span = last_of(campaign, span)
    there = Stretch.of(actor, campaign, last_span) if last_span else None
    by_round, by_unit = counts_of(actor, campaign, here.rounds)
    _rounds, before = counts_of(actor, campaign, there.rounds) if there else ({}, {})
    filled = filled_later(actor, campaign, [one.pk for one in here.rounds])
    lamps = lamps_at(actor, here.ends.first), lamps_at(actor, here.ends.last)
    months = months_within(here)
    return PeriodPicture(
        campaign=campaign,
        span=span,
        last_span=last_span,
        first_round=here.ends.first,
        last_round=here.ends.last,
        rounds=tuple(
            RoundPart(round=one, counts=by_round.get(one.pk, NOTHING)) for one in here.rounds
        ),
        reports=total(by_round.values()),
        filled=sum(filled.values()),
        last_reports=total(before.values()),
        numbers=counted(here, NUMBERS),
        last_numbers=counted(there, NUMBERS) if there else {},
        units=unit_parts(here, by_unit, before, lamps=lamps, months=months),
        months=months,
        lamps_first=by_lamp(lamps[0]),
        lamps_last=by_lamp(lamps[1]),
        changes=changes_of(here, most=NAMED),
        targets=target_parts(actor, campaign, span, last_span),
    )


def months_within(here: Stretch) -> tuple[date, ...]:
    """Return the first days of the months of a period in which rounds end."""
    return tuple(sorted({month_of(one.ends_on).starts_on for one in here.rounds}))


def by_lamp(units: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    found = {lamp.value: sum(counts.get(lamp, 0) for counts in units.values()) for lamp in Lamp}
    return {lamp: number for lamp, number in found.items() if number}


def unit_parts(
    here: Stretch,
    counts: Mapping[int, Counts],
    before: Mapping[int, Counts],
    *,
    lamps: tuple[Mapping[int, Mapping[str, int]], Mapping[int, Mapping[str, int]]],
    months: Sequence[date],
) -> tuple[UnitPart, ...]:
    """Return the units of a period in 建制顺序, by the names and the tree of its end."""
    marks = months_of_units(here.actor, here.campaign, here.rounds)
    filled: Counter[int] = Counter()
    for (unit_id, _month), month in marks.items():
        filled[unit_id] += month.filled
    now = units_now()
    then = {**now, **(units_at(here.ends.last) if here.ends.last else {})}
    ids = [pk for pk in {*counts, *lamps[1]} if pk in then]
    return tuple(
        UnitPart(
            unit=then[pk],
            counts=counts.get(pk, NOTHING),
            before=before.get(pk, NOTHING),
            filled=filled[pk],
            lamps_first=lamps[0].get(pk, {}),
            lamps_last=lamps[1].get(pk, {}),
            months=tuple(marks.get((pk, month), IN_TIME) for month in months),
        )
        for pk in sorted(ids, key=lambda pk: (then[pk].official_order, then[pk].path))
    )


def target_parts(
    actor: Actor, campaign: Campaign, span: Span, last: Span | None
) -> tuple[TargetPart, ...]:
    """Return where the targets stand at the end of a period, and stood at the end of the last."""
    states = target_states(actor, campaign, span.ends_on)
    before = target_states(actor, campaign, last.ends_on) if last else []
    known = {state.target_id: state for state in before}
    return tuple(TargetPart(state=state, before=known.get(state.target_id)) for state in states)

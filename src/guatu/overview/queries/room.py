"""All that one look at a campaign needs: a fixed, small number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from guatu.campaigns.models import Campaign, Phase, Target
from guatu.campaigns.queries import TargetState, target_states, visible_plans
from guatu.core.actors import Actor
from guatu.core.charts import Chart, Plot, draw
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.overview.countdown import Countdown, countdown, current
from guatu.overview.queries.changes import changes
from guatu.overview.queries.counts import due_on, lamp_matrix, waiting
from guatu.overview.queries.matters import SHOWN, matters
from guatu.overview.values import WATCHED, Changes, DueEntries, Matrix, Matter, UnitRow
from guatu.supervision.queries.directives import count_overdue
from guatu.worklists.queries.weeks import count_due_today

GOOD = (Standing.MET, Standing.ON_PACE)
GROUPS: Mapping[str, tuple[Standing, ...]] = {
    "behind": (Standing.BEHIND,),
    "good": GOOD,
    "pending": (Standing.PENDING,),
    "unreported": (Standing.UNREPORTED,),
}
EVERY = "all"
RANKS = (
    Standing.BEHIND,
    Standing.ON_PACE,
    Standing.MET,
    Standing.PENDING,
    Standing.UNREPORTED,
)
FIRST_TARGETS = 12  # a district owes hundreds: the worst are drawn, the others are a click away


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What of a campaign is looked at: one unit or all, how many matters, which group of targets.

    `targets` is a key of `GROUPS` or `EVERY`; anything else draws the first targets, worst first.
    """

    unit_id: int | None = None
    matters: int = SHOWN
    targets: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Where in a plan the words of a target stand."""

    plan_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A target with its small chart and the words it rests on."""

    state: TargetState
    chart: Chart
    quote: Quote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """All visible targets counted by group, and those that are drawn."""

    counts: Mapping[str, int]
    total: int
    group: str
    gauges: list[Gauge]

    @property
    def on_pace(self) -> int:
        return self.counts["good"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One campaign on one day, seen by one actor; `unit` narrows all but the matrix itself."""

    campaign: Campaign
    today: date
    elapsed: Countdown
    phase: Phase | None
    phase_elapsed: Countdown | None
    matrix: Matrix
    unit: UnitRow | None
    due_today: DueEntries
    to_strike_off: int  # 今日应销号, as its page shows them
    directives_overdue: int  # 督办逾期, as the board shows them
    matters: list[Matter]
    changes: Changes
    targets: Targets
    waiting: int

    @property
    def counts(self) -> Mapping[str, int]:
        """Entries by lamp: of the chosen unit, or of all."""
        if self.unit is None:
            return self.matrix.totals
        return {lamp: self.unit.counts.get(lamp, 0) for lamp in self.matrix.totals}

    @property
    def watched(self) -> list[Lamp]:
        """The lamps under which something asks for an act, worst first."""
        return [lamp for lamp in WATCHED if self.counts[lamp]]

    @property
    def watched_count(self) -> int:
        return sum(self.counts[lamp] for lamp in WATCHED)


def room(actor: Actor, campaign: Campaign, today: date, look: Look | None = None) -> Room:
    """Return what the war room shows of `campaign`; a unit without entries there narrows nothing."""
    look = look or Look()
    matrix = lamp_matrix(actor, campaign)
    unit = matrix.row(look.unit_id)
    chosen = unit.unit_id if unit else None
    phase = current(campaign.phases.all(), today)
    return Room(
        campaign=campaign,
        today=today,
        elapsed=countdown(campaign, today),
        phase=phase,
        phase_elapsed=countdown(phase, today) if phase else None,
        matrix=matrix,
        unit=unit,
        due_today=due_on(actor, campaign, today, unit_id=chosen),
        to_strike_off=count_due_today(actor, campaign, today),
        directives_overdue=count_overdue(actor, campaign, today),
        matters=matters(
            actor,
            campaign,
            today,
            unit_id=chosen,
            shown=look.matters,
            counts=unit.counts if unit else matrix.totals,
        ),
        changes=changes(actor, campaign, today, unit_id=chosen),
        targets=targets(actor, campaign, today, unit_id=chosen, group=look.targets),
        waiting=0 if matrix.total or matrix.invisible else waiting(actor, campaign),
    )


def targets(
    actor: Actor, campaign: Campaign, today: date, *, unit_id: int | None, group: str
) -> Targets:
    """Return the targets of one unit or of all: counted, and the asked-for ones drawn."""
    states = [
        state
        for state in target_states(actor, campaign, today)
        if unit_id is None or state.unit_id == unit_id
    ]
    states.sort(key=lambda state: RANKS.index(state.standing))
    if group in GROUPS:
        drawn = [state for state in states if state.standing in GROUPS[group]]
    else:
        drawn = states if group == EVERY else states[:FIRST_TARGETS]
    quotes = quotes_of(actor, [state.target_id for state in drawn])
    return Targets(
        counts={
            name: sum(state.standing in standings for state in states)
            for name, standings in GROUPS.items()
        },
        total=len(states),
        group=group if group in {EVERY, *GROUPS} else "",
        gauges=[
            Gauge(
                state=state,
                chart=chart_of(state, campaign, today),
                quote=quotes.get(state.target_id),
            )
            for state in drawn
        ],
    )


def quotes_of(actor: Actor, target_ids: list[int]) -> dict[int, Quote]:
    """Return the words that targets rest on, where the actor may read the plan."""
    rows = Target.objects.filter(
        pk__in=target_ids,
        plan__in=visible_plans(actor).select_related(None),
        quote_start__isnull=False,
    ).values_list("pk", "plan_id", "quote_start", "quote_end")
    return {
        pk: Quote(plan_id=plan_id, start=start, end=end)
        for pk, plan_id, start, end in rows
        if plan_id is not None and start is not None and end is not None
    }


def chart_of(state: TargetState, campaign: Campaign, today: date) -> Chart:
    return draw(
        Plot(
            readings=state.points,
            goal=state.low,
            starts_on=campaign.starts_on,
            due_on=state.due_on,
            today=today,
            is_paced=state.progress.is_paced,
            line=state.line if state.is_on_curve else (),
        )
    )

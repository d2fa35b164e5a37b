"""All that one look at a campaign needs: a fixed, small number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guatu.campaigns.models import Campaign, Phase
from guatu.campaigns.queries import TargetState, target_states
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.overview.charts import Chart, Plot, draw
from guatu.overview.countdown import Countdown, countdown, current
from guatu.overview.queries.changes import changes
from guatu.overview.queries.counts import due_on, lamp_matrix
from guatu.overview.queries.matters import SHOWN, matters
from guatu.overview.values import WATCHED, Changes, DueEntries, Matrix, Matter, UnitRow

GOOD = (Standing.MET, Standing.ON_PACE)
WORST_FIRST = (
    Standing.BEHIND,
    Standing.ON_PACE,
    Standing.MET,
    Standing.PENDING,
    Standing.UNREPORTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A target with its small chart."""

    state: TargetState
    chart: Chart


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
    matters: list[Matter]
    changes: Changes
    gauges: list[Gauge]

    @property
    def counts(self) -> dict[str, int]:
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

    @property
    def targets_on_pace(self) -> int:
        return sum(gauge.state.standing in GOOD for gauge in self.gauges)


def room(
    actor: Actor,
    campaign: Campaign,
    today: date,
    *,
    unit_id: int | None = None,
    shown: int = SHOWN,
) -> Room:
    """Return what the war room shows of `campaign`; a unit without entries there narrows nothing."""
    matrix = lamp_matrix(actor, campaign)
    unit = matrix.row(unit_id)
    chosen = unit.unit_id if unit else None
    phase = current(campaign.phases.all(), today)
    states = [
        state
        for state in target_states(actor, campaign, today)
        if chosen is None or state.unit_id == chosen
    ]
    states.sort(key=lambda state: WORST_FIRST.index(state.standing))
    return Room(
        campaign=campaign,
        today=today,
        elapsed=countdown(campaign, today),
        phase=phase,
        phase_elapsed=countdown(phase, today) if phase else None,
        matrix=matrix,
        unit=unit,
        due_today=due_on(actor, campaign, today, unit_id=chosen),
        matters=matters(actor, campaign, today, unit_id=chosen, shown=shown),
        changes=changes(actor, campaign, today, unit_id=chosen),
        gauges=[gauge(state, campaign, today) for state in states],
    )


def gauge(state: TargetState, campaign: Campaign, today: date) -> Gauge:
    plot = Plot(
        readings=state.points,
        goal=state.low,
        starts_on=campaign.starts_on,
        due_on=state.due_on,
        today=today,
        is_paced=state.progress.is_paced,
    )
    return Gauge(state=state, chart=draw(plot))

"""What a 数据提供单位 gives back: its indicators, and all units of one in a table (T6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from guatu.campaigns.models import Campaign, Indicator, Observation, Target, Validity
from guatu.campaigns.policies import confirming_unit_ids
from guatu.campaigns.queries.figures import visible_targets
from guatu.campaigns.queries.owed import Owed, day_due, with_figures
from guatu.core.actors import Actor
from guatu.core.rhythms import Rhythm, last_ended
from guatu.shell.errors import NotFound

LOOKED_BACK = 12  # periods that may still be given back


@dataclass(frozen=True, slots=True, kw_only=True)
class Provided:
    """One indicator that the actor's unit provides, with how much of its last period is told."""

    indicator: Indicator
    campaign: Campaign
    day: date | None
    unit_count: int
    told_count: int
    pending_count: int

    @property
    def open_count(self) -> int:
        return self.unit_count - self.told_count - self.pending_count


def provided_targets(actor: Actor) -> list[Target]:
    """Return one target a unit of each indicator that the actor's units provide, in official order."""
    rows = (
        visible_targets(actor)
        .filter(
            indicator__provider__in=confirming_unit_ids(actor),
            campaign__status=Campaign.Status.ACTIVE,
            validity=Validity.IN_FORCE,
        )
        .select_related("campaign", "indicator__owner")
        .order_by("campaign_id", "indicator_id", "unit__official_order", "unit__path", "pk")
    )
    first: dict[tuple[int, int, bool], Target] = {}
    for row in rows:
        first.setdefault((row.indicator_id, row.unit_id, row.is_growth), row)
    return list(first.values())


def provided(actor: Actor, today: date) -> list[Provided]:
    """Return the indicators whose figures the actor's units give back: two reads."""
    grouped: defaultdict[int, list[Target]] = defaultdict(list)
    targets = provided_targets(actor)
    for target in targets:
        grouped[target.indicator_id].append(target)
    told = {
        row.target.pk: row
        for row in with_figures(targets, today, series=Observation.Series.OFFICIAL)
    }
    return [provided_one(rows, told, today) for rows in grouped.values()]


def provided_one(rows: list[Target], told: dict[int, Owed], today: date) -> Provided:
    owed = [told[row.pk] for row in rows if row.pk in told]
    return Provided(
        indicator=rows[0].indicator,
        campaign=rows[0].campaign,
        day=day_due(rows[0], today),
        unit_count=len(rows),
        told_count=sum(not one.is_open and not one.is_pending for one in owed),
        pending_count=sum(one.is_pending for one in owed),
    )


def provided_of(actor: Actor, indicator_id: int) -> list[Target]:
    """Return the targets of one indicator that the actor's unit provides.

    Raises
    ------
    NotFound
        If it provides no such indicator.
    """
    found = [row for row in provided_targets(actor) if row.indicator_id == indicator_id]
    if not found:
        raise NotFound
    return found


def days_of(target: Target, today: date) -> list[date]:
    """Return the ends of the periods that are over, the last one first."""
    found: list[date] = []
    day = today
    for _place in range(LOOKED_BACK):
        period = last_ended(
            Rhythm(target.indicator.rhythm),
            day,
            starts_on=target.campaign.starts_on,
            ends_on=target.due_on or target.campaign.ends_on,
        )
        if period is None:
            break
        found.append(period.end)
        day = period.start
        if day - timedelta(days=1) < target.campaign.starts_on:
            break
    return found

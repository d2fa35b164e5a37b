"""The days by which directives are coloured and leaders told: a campaign's own, else the house's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from guatu.campaigns.models import Campaign
from guatu.core.directives import DirectiveDays, near_until
from guatu.shell.workdays import work_calendar
from guatu.supervision.models import DirectiveRules

HOUSE = "house"
NAMES = tuple(field.name for field in fields(DirectiveDays))
BUILT_IN = DirectiveDays()


def scope_of(campaign: Campaign | None) -> str:
    return HOUSE if campaign is None else str(campaign.pk)


def kept_rules(campaign: Campaign | None) -> DirectiveRules | None:
    """Return the row that the house or a campaign keeps for itself, if any."""
    return DirectiveRules.objects.filter(scope=scope_of(campaign)).first()


def days_of_row(row: DirectiveRules) -> DirectiveDays:
    return DirectiveDays(**{name: getattr(row, name) for name in NAMES})


def days_of(campaigns: Iterable[int]) -> dict[int, DirectiveDays]:
    """Return the days that hold in each of these campaigns: one query."""
    wanted = list(campaigns)
    rows = DirectiveRules.objects.filter(scope__in=[HOUSE, *map(str, wanted)])
    found = {row.scope: days_of_row(row) for row in rows}
    house = found.get(HOUSE, BUILT_IN)
    return {one: found.get(str(one), house) for one in wanted}


def days_for(campaign_id: int) -> DirectiveDays:
    return days_of([campaign_id])[campaign_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Today, and for each campaign the last limit that is near."""

    today: date
    near: dict[int, date]


def clock_for(campaigns: Iterable[int], today: date) -> Clock:
    calendar = work_calendar()
    days = days_of(set(campaigns))
    return Clock(
        today=today, near={one: near_until(own, today, calendar) for one, own in days.items()}
    )

"""What the wall shows beside the room: the chart's sheets by unit, and what is to be cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.ledgers.queries import ALL, ledgers_of, visible_scope
from guatu.overview.chartdrawing import picture
from guatu.overview.chartsheets import WALL, look_on, wall_sheets
from guatu.overview.queries.chart import Grouping, Wanted, chart_lines
from guatu.overview.queries.securing import (
    PROBLEM,
    NeedGrouping,
    SecuringWanted,
    Wanting,
    securing,
    urgency,
)

ROWS = 6  # needs on a page that is read from five metres
MOST = 18  # three such pages, the most urgent first


@dataclass(frozen=True, slots=True, kw_only=True)
class WallParts:
    """Images of the chart's sheets; needs and problems by page."""

    sheets: Sequence[str]
    needs: Sequence[Sequence[Wanting]]
    problems: Sequence[Sequence[Wanting]]


def wall_parts(actor: Actor, campaign: Campaign, today: date) -> WallParts:
    """Return the chart by units and the needs of a campaign for the wall."""
    scope = visible_scope(actor, campaign.slug, ALL)
    kinds = {kind.code: kind for _ledger, kind in ledgers_of(campaign)}
    wanted = Wanted(grouping=Grouping.UNIT)
    lines = chart_lines(actor, scope, wanted=wanted, kinds=list(kinds.values()), today=today)
    shown = picture(
        campaign, lines, look_on(WALL), grouping=wanted.grouping, kinds=kinds, today=today
    )
    groups = securing(actor, campaign, SecuringWanted(grouping=NeedGrouping.ITEM), today).groups
    rows = sorted((row for group in groups for row in group.rows), key=urgency)
    return WallParts(
        sheets=wall_sheets(shown, campaign) if lines.count else [],
        needs=pages([row for row in rows if row.sort != PROBLEM]),
        problems=pages([row for row in rows if row.sort == PROBLEM]),
    )


def pages(rows: Sequence[Wanting]) -> list[Sequence[Wanting]]:
    rows = rows[:MOST]
    return [rows[first : first + ROWS] for first in range(0, len(rows), ROWS)]

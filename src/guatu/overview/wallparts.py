"""What the wall shows beside the room: the chart's sheets by unit, and what is to be cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp
from guatu.ledgers.queries import ALL, Filters, ledgers_of, visible_scope
from guatu.overview.chartdrawing import picture
from guatu.overview.chartsheets import WALL, look_on, wall_sheets
from guatu.overview.queries.chart import Grouping, Lines, Wanted, chart_lines
from guatu.overview.queries.securing import (
    PROBLEM,
    NeedGrouping,
    SecuringWanted,
    Wanting,
    securing,
    urgency,
)
from guatu.overview.values import WATCHED

ROWS = 6  # needs on a page that is read from five metres
LINES = 80  # of the chart: about ten sheets, and a round of the wall ends within ten minutes
UNDER_WAY = tuple(lamp for lamp in Lamp if lamp not in {Lamp.DONE, Lamp.NOT_STARTED})
MOST = 18  # three such pages, the most urgent first


@dataclass(frozen=True, slots=True, kw_only=True)
class WallParts:
    """Images of the chart's sheets; needs and problems by page."""

    sheets: Sequence[str]
    needs: Sequence[Sequence[Wanting]]
    problems: Sequence[Sequence[Wanting]]


def wall_parts(actor: Actor, campaign: Campaign, today: date) -> WallParts:
    """Return the chart by units and the needs of a campaign for the wall."""
    kinds = {kind.code: kind for _ledger, kind in ledgers_of(campaign)}
    lines, title = open_lines(actor, campaign, list(kinds.values()), today)
    shown = picture(
        campaign, lines, look_on(WALL), grouping=Grouping.UNIT, kinds=kinds, today=today
    )
    groups = securing(actor, campaign, SecuringWanted(grouping=NeedGrouping.ITEM), today).groups
    rows = sorted((row for group in groups for row in group.rows), key=urgency)
    return WallParts(
        sheets=wall_sheets(shown, campaign, title) if lines.count else [],
        needs=pages([row for row in rows if row.sort != PROBLEM]),
        problems=pages([row for row in rows if row.sort == PROBLEM]),
    )


def open_lines(
    actor: Actor, campaign: Campaign, kinds: Sequence[KindDefinition], today: date
) -> tuple[Lines, str]:
    """Return the lines under way by unit; where they are too many for a round, those to be watched."""
    scope = visible_scope(actor, campaign.slug, ALL)

    def under(lamps: Sequence[Lamp]) -> Lines:
        wanted = Wanted(filters=Filters(lamps=tuple(lamps)), grouping=Grouping.UNIT)
        return chart_lines(actor, scope, wanted=wanted, kinds=kinds, today=today)

    lines = under(UNDER_WAY)
    if lines.count <= LINES:
        return lines, _("Progress chart")
    return under(WATCHED), _("Progress chart: what is to be watched")


def pages(rows: Sequence[Wanting]) -> list[Sequence[Wanting]]:
    rows = rows[:MOST]
    return [rows[first : first + ROWS] for first in range(0, len(rows), ROWS)]

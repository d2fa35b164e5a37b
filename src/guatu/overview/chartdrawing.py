"""From a campaign and a page of its lines to the picture, on screen and on sheets alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.chart import Frame, Look, Phase, Picture, Span, Zoom, picture_of
from guatu.core.kinds import KindDefinition
from guatu.dispatch.queries.details import frame_told
from guatu.ledgers.queries import spoken
from guatu.overview.chartwords import large_tick_word, tick_word
from guatu.overview.queries.chart import Grouping, Lines

PRINT = 12.0  # px: size of the picture's texts
NARROWEST = 560  # px: what an office PC leaves beside the columns


def picture(
    campaign: Campaign,
    lines: Lines,
    look: Look,
    *,
    grouping: Grouping,
    kinds: Mapping[str, KindDefinition],
    today: date,
) -> Picture:
    """Return the picture of a page of lines."""
    groups = [(group_name(group, grouping, kinds), group.lines) for group in lines.groups]
    return picture_of(groups, frame_of(frame_told(campaign), today), look)


def frame_of(told: Mapping[str, Any], today: date) -> Frame:
    """Return the campaign's time: its phases, and where they and it end."""
    phases = tuple(
        Phase(name=name, starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last))
        for name, first, last in told["phases"]
    )
    first, last = (date.fromisoformat(told[name]) for name in ("starts_on", "ends_on"))
    ends = [(phase.name, phase.ends_on) for phase in phases if phase.ends_on != last]
    return Frame(
        span=Span(first=first, last=last),
        today=today,
        phases=phases,
        deadlines=(*ends, (_("End of the campaign"), last)),
    )


def screen_look(zoom: Zoom, factor: float) -> Look:
    """Return how the page shows the picture; `factor` is that of large print."""
    return Look(
        zoom=zoom,
        tick=tick_word,
        large=large_tick_word,
        undated=_("no date set"),
        narrowest=round(NARROWEST * factor),
        size=PRINT * factor,
        factor=factor,
    )


class Grouped(Protocol):
    """Rows that stand together; `kind` is that of rows without a heading."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...


def group_name(group: Grouped, grouping: Grouping, kinds: Mapping[str, KindDefinition]) -> str:
    """Return what stands over a group: its heading, its unit, or the noun of its kind."""
    if grouping is Grouping.KIND:
        return spoken(kinds[group.name].noun) if group.name in kinds else group.name
    if not group.name and group.kind in kinds:
        return spoken(kinds[group.kind].noun)
    return group.name or _("Under no heading")

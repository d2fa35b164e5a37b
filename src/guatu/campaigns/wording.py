"""Words for what figures are: whose series, what they count, how an indicator is compared."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guatu.campaigns.models import FigureSheet, Indicator, Observation, Target, Validity
from guatu.core.pace import Standing
from guatu.core.stored import StoredFigure
from guatu.shell.formatting import exact

SERIES = {
    Observation.Series.FLASH.value: _("unit's flash figure"),
    Observation.Series.OFFICIAL.value: _("statistics feedback"),
}
FACETS = {
    Observation.Facet.CUMULATIVE.value: _("total since the start"),
    Observation.Facet.PERIOD.value: _("of the period alone"),
    Observation.Facet.POINT.value: _("on the day"),
}
SHAPES = {
    Indicator.Shape.CUMULATIVE.value: _("total: compared with time"),
    Indicator.Shape.GROWTH.value: _("growth: latest value against the target"),
    Indicator.Shape.SHARE.value: _("share: latest value against the target"),
    Indicator.Shape.CONTROL.value: _("ceiling: never above the target"),
    Indicator.Shape.FLOOR.value: _("floor: never below the target"),
    Indicator.Shape.LEVEL.value: _("level: latest value against the target"),
    Indicator.Shape.RANK.value: _("rank: latest place against the target"),
    Indicator.Shape.RANGE.value: _("range: never outside the two ends"),
}
RHYTHMS = {
    Indicator.Rhythm.MONTH.value: _("monthly"),
    Indicator.Rhythm.QUARTER.value: _("quarterly"),
    Indicator.Rhythm.HALF_YEAR.value: _("half-yearly"),
    Indicator.Rhythm.YEAR.value: _("yearly"),
}
PACES = {
    Target.PaceBy.CALENDAR.value: _("by calendar days"),
    Target.PaceBy.WORKING.value: _("by working days"),
    Target.PaceBy.CURVE.value: _("by its own curve"),
    Target.PaceBy.ABOVE.value: _("as the target above"),
}
SHEETS = {
    FigureSheet.State.STAGED.value: _("handed in, nothing written yet"),
    FigureSheet.State.APPLIED.value: _("taken over"),
    FigureSheet.State.DROPPED.value: _("dropped"),
}
VALIDITIES = {
    Validity.DRAFT.value: _("draft"),
    Validity.IN_FORCE.value: _("in force"),
    Validity.SUSPENDED.value: _("suspended"),
    Validity.MERGED.value: _("merged into another"),
    Validity.MOVED_OUT.value: _("moved to another unit"),
    Validity.WITHDRAWN.value: _("left out of the later plan"),
}
ORIGINS = {
    Target.Origin.ASSIGNED.value: _("assigned from above"),
    Target.Origin.OWN.value: _("of this level's own"),
    Target.Origin.PLEDGED.value: _("pledged by the unit"),
}
LAMPS = {
    Standing.MET: "done",
    Standing.ON_PACE: "on_pace",
    Standing.BEHIND: "behind",
    Standing.PENDING: "pending",
    Standing.UNREPORTED: "unreported",
}


def figure_text(row: Observation) -> str:
    """Return a figure with its unit of measure, as one would type it; "" for 待发布."""
    figure = StoredFigure(
        amount_fen=row.amount_fen, mantissa=row.mantissa, scale=row.scale, measure=row.measure
    )
    return "" if figure.value is None else f"{exact(figure.value)}{row.measure or ''}"

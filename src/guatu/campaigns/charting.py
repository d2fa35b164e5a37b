"""The chart of one target: both series, what was corrected, what time asks for, and the target itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign, Observation
from guatu.campaigns.queries import Reported, TargetState
from guatu.campaigns.wording import FACETS, SERIES, figure_text
from guatu.shell.charts import Band, ChartSpec, Look, Point, Series
from guatu.shell.formatting import day as day_text
from guatu.shell.formatting import exact, moment, rounded

LOOKS = {
    Observation.Series.OFFICIAL.value: Look.OFFICIAL,
    Observation.Series.FLASH.value: Look.ACTUAL,
}


def anchor(row: Observation) -> str:
    """Return the id of a figure's row in the table."""
    return f"figure-{row.pk}"


def chart_of_target(
    state: TargetState, campaign: Campaign, reported: Sequence[Reported], today: date
) -> ChartSpec:
    """Return what the page draws; values are in the target's unit of measure."""
    known = [one for one in reported if one.value is not None]
    standing = [one for one in known if not one.told.is_corrected]
    return ChartSpec(
        label=_("%(indicator)s over time") % {"indicator": state.indicator},
        measure=state.measure or "",
        from_zero=state.progress.is_paced,
        series=(
            *(
                Series(name=str(SERIES[code]), look=look, points=points_of(standing, code, state))
                for code, look in LOOKS.items()
            ),
            Series(
                name=_("corrected"),
                look=Look.CORRECTED,
                kind="dots",
                points=tuple(
                    point(one, one.value, state) for one in known if one.told.is_corrected
                ),
            ),
            *lines_of(state, campaign),
        ),
        today=(today, _("Today")) if today <= state.due_on else None,
        band=band_of(state),
    )


def points_of(rows: Iterable[Reported], series: str, state: TargetState) -> tuple[Point, ...]:
    return tuple(
        point(one, one.value if one.total is None else one.total, state)
        for one in rows
        if one.row.series == series
    )


def point(one: Reported, value: Decimal | None, state: TargetState) -> Point:
    """Return a figure as a point; what is said of it names who, when and whence."""
    row = one.row
    lines = [
        f"{day_text(row.as_of, year=True)} {SERIES[row.series]}",
        f"{figure_text(row)} ({FACETS[row.facet]})",
    ]
    if one.total is not None and one.total != one.value:
        total = f"{exact(one.total)}{state.measure or ''}"
        lines.append(_("%(total)s in all by then") % {"total": total})
    lines.append(" · ".join(part for part in (one.told.reporter, moment(row.reported_at)) if part))
    if one.told.is_corrected:
        lines.append(_("Corrected since."))
    elif row.confirmed_at is None:
        lines.append(_("Not confirmed yet."))
    return Point(x=row.as_of.isoformat(), y=value, tip="\n".join(lines), anchor=anchor(row))


def lines_of(state: TargetState, campaign: Campaign) -> tuple[Series, ...]:
    """Return the line of the target and, where time asks for a part of it, that of the pace."""
    whole = ((campaign.starts_on, state.low), (state.due_on, state.low))
    if not state.progress.is_paced:
        steps = held(state.line, campaign.starts_on)
        return (line(state, steps or whole, look=Look.TARGET, word=_("Line to be kept")),)
    pace = line(state, state.line, look=Look.PACE, word=_("What time asks for"))
    return (pace, line(state, whole, look=Look.TARGET, word=_("Target")))


def line(
    state: TargetState, corners: Sequence[tuple[date, Decimal]], *, look: Look, word: str
) -> Series:
    return Series(
        name=word, look=look, points=tuple(told_of(state, on, y, word) for on, y in corners)
    )


def held(thresholds: Sequence[tuple[date, Decimal]], starts_on: date) -> list[tuple[date, Decimal]]:
    """Return thresholds as a flight of steps: each holds from its day until the next one's."""
    found: list[tuple[date, Decimal]] = []
    for day, value in thresholds:
        found.append((day, found[-1][1] if found else value))
        found.append((day, value))
    if len(thresholds) == 1:
        found[0] = (starts_on, thresholds[0][1])
    return found


def told_of(state: TargetState, on: date, value: Decimal, word: str) -> Point:
    shown = rounded(value, state.low)
    text = f"{word} {day_text(on)}: {exact(shown)}{state.measure or ''}"
    return Point(x=on.isoformat(), y=value, tip=text)


def band_of(state: TargetState) -> Band | None:
    """Return the stretch between the two ends of a range."""
    if state.high is None:
        return None
    low, high = sorted((state.low, state.high))
    return Band(low=low, high=high, label=_("range of the target"))

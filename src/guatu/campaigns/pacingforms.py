"""The form of a target's pace: one line a period, shares or values, up to then or of it alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext

from django.http import QueryDict
from django.utils.translation import gettext as _

from guatu.campaigns.actions.pacing import FAULTS, LONGEST_BASIS, NewPace, faults_of, point_text
from guatu.campaigns.models import PacePoint, Target
from guatu.campaigns.queries.figures import converted_value, factors, goal_of
from guatu.core.curves import CurvePoint
from guatu.core.figures import read_figure
from guatu.core.rhythms import Rhythm, periods_between
from guatu.core.stored import EXACT
from guatu.shell.inputs import whole

SPARE = 2  # lines for days that end no period
LONGEST = 40
PARTS = "parts"
TOTALS = "totals"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceLine:
    """One point as it was typed; a spare line has no day yet."""

    name: str
    day: str
    text: str
    is_spare: bool = False
    error: str = ""


class PaceForm:
    """A choice, the grounds, and a line for the end of each period."""

    def __init__(self, target: Target, *, rhythm: Rhythm, measures: Collection[str]) -> None:
        self.target, self.measures = target, measures
        self.goal = goal_of(target, target.campaign)
        self.by, self.basis = target.pace_by, target.pace_basis
        self.counts = TOTALS
        self.error = ""
        self.points: tuple[CurvePoint, ...] = ()
        known = {
            row.day: point_text(row, target.measure)
            for row in PacePoint.objects.filter(target=target).order_by("day")
        }
        ends = {p.end for p in periods_between(rhythm, self.goal.starts_on, self.goal.due_on)}
        days = sorted(ends | set(known))
        self.lines = [
            PaceLine(name=f"p{at}", day=day.isoformat(), text=known.get(day, ""))
            for at, day in enumerate(days)
        ] + [PaceLine(name=f"s{at}", day="", text="", is_spare=True) for at in range(SPARE)]

    @property
    def is_valid(self) -> bool:
        return not self.error and not any(line.error for line in self.lines)

    @property
    def new(self) -> NewPace:
        return NewPace(by=self.by, points=self.points, basis=self.basis)

    def read(self, sent: QueryDict) -> None:
        """Take what was sent; only a curve's lines are looked at."""
        self.by = sent.get("by", "")
        self.basis = sent.get("basis", "").strip()[: LONGEST_BASIS + 1]
        self.counts = PARTS if sent.get("counts") == PARTS and self.goal.is_paced else TOTALS
        count = whole(sent.get("lines", ""), most=200) or 0
        names = [f"p{at}" for at in range(count)] + [f"s{at}" for at in range(SPARE)]
        self.lines = [
            PaceLine(
                name=name,
                day=sent.get(f"{name}-day", "").strip()[:10],
                text=sent.get(f"{name}-text", "").strip()[: LONGEST + 1],
                is_spare=name.startswith("s"),
            )
            for name in names
        ]
        if self.by == Target.PaceBy.CURVE:
            self.read_points()

    def read_points(self) -> None:
        told = [at for at, line in enumerate(self.lines) if line.text]
        points: list[tuple[int, CurvePoint]] = []
        for at in told:
            try:
                points.append((at, self.point(self.lines[at])))
            except ValueError as error:
                self.lines[at] = replace(self.lines[at], error=str(error))
        if not self.is_valid:
            return
        found = self.totals([point for _at, point in points])
        for fault in faults_of(self.target, found):
            at = points[min(fault.place, len(points) - 1)][0]
            self.lines[at] = replace(self.lines[at], error=str(FAULTS[fault.code]))
        self.points = tuple(found)

    def point(self, line: PaceLine) -> CurvePoint:
        """Return a line as a point.

        Raises
        ------
        ValueError
            With what is to be written instead, for the person.
        """
        try:
            day = date.fromisoformat(line.day)
        except ValueError as error:
            raise ValueError(_("Write the day as 2026-06-30.")) from error
        figure = read_figure(line.text, self.measures, is_fall=self.target.indicator.is_fall)
        if figure is None:
            raise ValueError(
                _("Write a share as %(share)s or a value as %(value)s.")
                % {"share": "50%", "value": f"{self.goal.low}{self.target.measure or ''}"}
            )
        if self.goal.is_paced and figure.measure == "%" and self.target.measure != "%":
            return CurvePoint(day=day, share=figure.value)
        measure = figure.measure or self.target.measure
        value = converted_value(figure.value, measure, self.target.measure, factors())
        if value is None:
            raise ValueError(
                _("“%(given)s” does not measure what “%(wanted)s” measures. Write it in %(units)s.")
                % {
                    "given": measure or "—",
                    "wanted": self.target.measure or "—",
                    "units": self.target.measure or _("plain numbers"),
                }
            )
        return CurvePoint(day=day, value=value)

    def totals(self, points: Sequence[CurvePoint]) -> list[CurvePoint]:
        """Return points up to their days; what was typed as parts of periods is added up.

        The points keep their places, so that a fault finds its line.
        """
        if self.counts != PARTS:
            return list(points)
        share, value = Decimal(0), Decimal(0)
        found: dict[int, CurvePoint] = {}
        with localcontext(EXACT):
            for at in sorted(range(len(points)), key=lambda at: points[at].day):
                point = points[at]
                if point.share is not None:
                    share += point.share
                else:
                    value += point.value or Decimal(0)
                found[at] = (
                    replace(point, share=share)
                    if point.share is not None
                    else replace(point, value=value)
                )
        return [found[at] for at in range(len(points))]

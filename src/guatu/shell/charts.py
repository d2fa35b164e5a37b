"""What a page says of a chart: values for the drawing, finished texts for people. `web/src/charts` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Look(StrEnum):
    """What a series means; the drawing chooses line and colour by it."""

    ACTUAL = "actual"
    OFFICIAL = "official"
    PACE = "pace"
    TARGET = "target"
    PLANNED = "planned"
    SHARE = "share"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value: its place (a day, or a name of the categories), the text said of it, the row behind it."""

    x: str
    y: Decimal | None
    tip: str
    anchor: str = ""
    is_bad: bool = False

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"x": self.x, "y": plain(self.y), "tip": self.tip}
        if self.anchor:
            found["open"] = self.anchor
        return found | ({"isBad": True} if self.is_bad else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    look: Look
    points: tuple[Point, ...]
    kind: str = "line"  # line | bar | dots
    is_share: bool = False  # on the axis at the right, in per cent

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "look": self.look.value,
            "points": [point.as_json() for point in self.points],
            "isShare": self.is_share,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of values that is asked for."""

    low: Decimal
    high: Decimal
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A chart; without `categories` its places are days. A series without points is left out."""

    label: str  # what it shows, for those who do not see it
    measure: str
    series: tuple[Series, ...]
    from_zero: bool = True
    categories: tuple[str, ...] = ()
    today: tuple[date, str] | None = None  # the day, and its word
    band: Band | None = None

    @property
    def has_points(self) -> bool:
        return any(one.points for one in self.series)

    def as_json(self) -> dict[str, Any]:
        """Return what the island reads; `|tojson` of the template escapes it."""
        found: dict[str, Any] = {
            "measure": self.measure,
            "fromZero": self.from_zero,
            "series": [one.as_json() for one in self.series if one.points],
        }
        if self.categories:
            found["categories"] = list(self.categories)
        if self.today:
            found["today"] = {"x": self.today[0].isoformat(), "label": self.today[1]}
        if self.band:
            low, high = plain(self.band.low), plain(self.band.high)
            found["band"] = {"low": low, "high": high, "label": self.band.label}
        return found


def plain(value: Decimal | None) -> float | None:
    """Return a value for the drawing; the exact figure stands in the text and in the table."""
    return None if value is None else float(value)

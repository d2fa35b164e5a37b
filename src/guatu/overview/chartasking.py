"""What an address of the 作战图 asks for, and the addresses of the same chart with something changed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from guatu.core.chart import Zoom
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp
from guatu.ledgers.queries import ALL, Filters
from guatu.overview.queries.chart import Grouping, Wanted
from guatu.shell.routes import Request

LONGEST = 100  # characters looked for
ID_DIGITS = 18  # a bigint
PAGE_DIGITS = 5
ZOOMS = tuple(Zoom)  # from near to far


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAsked:
    """What is asked for: `kind` is a kind's code or `ALL`."""

    path: str
    kind: str
    wanted: Wanted
    zoom: Zoom

    @property
    def filters(self) -> Filters:
        return self.wanted.filters

    @property
    def is_narrowed(self) -> bool:
        return self.kind != ALL or not self.filters.is_empty

    def parameters(self) -> list[tuple[str, str]]:
        """Return all that differs from the plain address, without the page."""
        narrow, wanted = self.filters, self.wanted
        pairs = [
            ("kind", self.kind if self.kind != ALL else ""),
            ("unit", str(narrow.unit_id) if narrow.unit_id is not None else ""),
            *(("lamp", lamp) for lamp in narrow.lamps),
            ("stage", narrow.stage),
            ("q", narrow.text),
            ("mine", "1" if narrow.is_mine else ""),
            ("group", wanted.grouping if wanted.grouping is not Grouping.HEADING else ""),
            ("zoom", self.zoom if self.zoom is not Zoom.WHOLE else ""),
        ]
        return [(name, str(value)) for name, value in pairs if value]

    def link(self, *, path: str = "", **changes: str) -> str:
        """Return the address with parameters set, or left out where they are empty."""
        kept = [pair for pair in self.parameters() if pair[0] not in changes]
        pairs = [*kept, *((name, value) for name, value in changes.items() if value)]
        return f"{path or self.path}?{urlencode(pairs)}" if pairs else path or self.path

    def nearer(self) -> str:
        """Return the address one zoom nearer, "" at the nearest."""
        return self.beside(-1)

    def farther(self) -> str:
        return self.beside(1)

    def beside(self, step: int) -> str:
        place = ZOOMS.index(self.zoom) + step
        return self.link(zoom=ZOOMS[place].value) if 0 <= place < len(ZOOMS) else ""


def chart_asked(request: Request, kinds: dict[str, KindDefinition]) -> ChartAsked:
    """Read the address; what it gets wrong is as if it were not there."""
    return asked_in(request.GET, kinds, path=request.path)


def asked_in(query: QueryDict, kinds: dict[str, KindDefinition], *, path: str) -> ChartAsked:
    """Read the conditions of an address."""
    code = query.get("kind", "")
    kind = kinds.get(code)
    stage = query.get("stage", "")
    group, zoom = query.get("group", ""), query.get("zoom", "")
    filters = Filters(
        unit_id=number_of(query.get("unit", ""), ID_DIGITS),
        lamps=tuple(dict.fromkeys(lamp for lamp in query.getlist("lamp") if lamp in set(Lamp))),
        stage=stage if kind is not None and kind.stage(stage) else "",
        text=query.get("q", "").strip()[:LONGEST].replace("\x00", ""),
        is_mine=query.get("mine") == "1",
    )
    return ChartAsked(
        path=path,
        kind=code if kind is not None else ALL,
        wanted=Wanted(
            filters=filters,
            grouping=Grouping(group) if group in set(Grouping) else Grouping.HEADING,
            page=number_of(query.get("page", ""), PAGE_DIGITS) or 1,
        ),
        zoom=Zoom(zoom) if zoom in set(Zoom) else Zoom.WHOLE,
    )


def number_of(text: str, digits: int) -> int | None:
    """Return a whole number of at most `digits` digits, else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None

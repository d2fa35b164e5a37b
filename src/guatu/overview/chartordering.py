"""What an address asks for on paper: which chart, of which lines, on what, with a code or without."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from guatu.core.chart import FORMATS, Format, Texts
from guatu.core.kinds import KindDefinition
from guatu.overview.chartasking import ChartAsked, asked_in
from guatu.overview.chartsaying import Chart
from guatu.overview.queries.chart import Grouping
from guatu.overview.queries.securing import SORTS, NeedGrouping, SecuringWanted

PAPER = "A0"
GROUP = "group"
SLUG = 80
OF_NEEDS = (Texts.AUTO, Texts.WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAsked:
    """The lines as the chart's own page has them, and how they are printed."""

    lines: ChartAsked
    chart: Chart
    form: Format
    texts: Texts
    has_code: bool
    needs: SecuringWanted
    round: str
    unknown: tuple[str, ...] = ()  # what the address asks for and there is not

    @property
    def texts_offered(self) -> tuple[Texts, ...]:
        """Return how much of the texts can be printed of this chart: needs are whole or shortened."""
        return OF_NEEDS if self.chart is Chart.SUPPORT else tuple(Texts)

    @property
    def group(self) -> str:
        """By what rows stand together, as the address says it."""
        if self.needs.grouping is NeedGrouping.SOLVER:
            return self.needs.grouping.value
        return self.lines.wanted.grouping.value

    def query(self, **changes: str) -> str:
        """Return all of it as the query of an address."""
        needs = self.needs
        own = [
            ("chart", self.chart.value),
            ("paper", self.form.name),
            ("rows", self.texts.value if self.texts is not Texts.AUTO else ""),
            ("code", "1" if self.has_code else ""),
            ("round", self.round),
            ("sort", needs.sort),
            ("state", "all" if needs.is_all else ""),
        ]
        lines = self.lines.parameters()
        if needs.grouping is NeedGrouping.SOLVER:
            lines = [*((n, v) for n, v in lines if n != GROUP), (GROUP, needs.grouping.value)]
        pairs = [*lines, *own]
        kept = [(name, value) for name, value in pairs if value and name not in changes]
        return urlencode([*kept, *((name, value) for name, value in changes.items() if value)])


def paper_asked(query: QueryDict, kinds: dict[str, KindDefinition], path: str) -> PaperAsked:
    """Read what is asked for; what it gets wrong is as if it were not there, and told."""
    chart, sort, rows = (query.get(name, "") for name in ("chart", "sort", "rows"))
    return PaperAsked(
        lines=asked_in(query, kinds, path=path),
        chart=Chart(chart) if chart in set(Chart) else Chart.PROGRESS,
        form=FORMATS.get(query.get("paper", ""), FORMATS[PAPER]),
        texts=texts_of(rows, chart),
        has_code=query.get("code") == "1",
        needs=SecuringWanted(
            grouping=grouping_of(query, chart),
            sort=sort if sort in SORTS else "",
            is_all=query.get("state") == "all",
            is_mine=query.get("mine") == "1",
        ),
        round=query.get("round", "")[:SLUG],
        unknown=tuple(unknown_in(query)),
    )


def texts_of(rows: str, chart: str) -> Texts:
    offered = OF_NEEDS if chart == Chart.SUPPORT else tuple(Texts)
    return Texts(rows) if rows in set(offered) else Texts.AUTO


def unknown_in(query: QueryDict) -> Iterator[str]:
    """Yield what an address asks for by a word that means nothing here, as it says it."""
    known: Mapping[str, Collection[str]] = {
        "chart": set(Chart),
        "paper": set(FORMATS),
        "rows": set(OF_NEEDS if query.get("chart") == Chart.SUPPORT else Texts),
        GROUP: {*Grouping, NeedGrouping.SOLVER.value},
    }
    for name, words in known.items():
        said = query.get(name, "")
        if said and said not in words:
            yield f"{name}={said[:SLUG]}"


def grouping_of(query: QueryDict, chart: str) -> NeedGrouping:
    is_by_solver = chart == Chart.SUPPORT and query.get(GROUP) == NeedGrouping.SOLVER
    return NeedGrouping.SOLVER if is_by_solver else NeedGrouping.ITEM

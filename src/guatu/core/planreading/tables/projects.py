"""Project tables and tables of phases."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from guatu.core.planreading.amounts import as_yi
from guatu.core.planreading.model import DraftPhase, DraftProject, UnusedReason
from guatu.core.planreading.projects import stage_of
from guatu.core.planreading.tables.cells import CellReader, bare_value
from guatu.core.planreading.tables.grid import Place
from guatu.core.planreading.tables.heads import Column, Layout
from guatu.core.planreading.tables.rows import Record
from guatu.core.planreading.tables.setting import Setting, Yield, duties_of
from guatu.core.text.dates import find_periods
from guatu.core.text.quantities import find_quantities

_SHORTEST_NAME = 2
_AREA_NEAR = 10


def read_projects(
    setting: Setting, layout: Layout, records: Sequence[Record], found: Yield
) -> None:
    """Read a project from each row, with its money, its area and its stage."""
    names = layout.of(Column.PROJECT) or layout.of(Column.TITLE)
    seen: set[int] = set()
    for record in records:
        found.refuse(record.at(layout.of(Column.NUMBER)), UnusedReason.NUMBERING)
        place = record.at(names)
        if place is None or place.start in seen or len(place.text) < _SHORTEST_NAME:
            continue
        seen.add(place.start)
        found.projects.append(_project(setting, layout, record, place, found))
        _account(layout, record, found)


def _project(
    setting: Setting, layout: Layout, record: Record, place: Place, found: Yield
) -> DraftProject:
    name = place.text.rstrip("。;,")
    duties = duties_of(setting.source, layout, [record])
    return DraftProject(
        evidence=setting.source.cite(
            place.start, place.start + len(name), confidence=0.92, reasons=("table-row",)
        ),
        name=setting.source.restored(name),
        investment_yi=_money(setting, layout, record, found),
        area_mu=_area(layout, record, found),
        stage=_stage(layout, record),
        lead=tuple(duties.lead),
        support=tuple(duties.support),
        leaders=tuple(duties.leaders),
    )


def _money(setting: Setting, layout: Layout, record: Record, found: Yield) -> Decimal | None:
    """Give the whole investment in 亿元; without a column for it, none."""
    for index in layout.of(Column.TOTAL):
        place = record.cells[index]
        if place is None:
            continue
        measure = layout.heads[index].measure or setting.measure
        quantity = bare_value(place.text, measure=measure)
        if quantity is not None and (money := as_yi(quantity)) is not None:
            found.use(place)
            return money
    return None


def _area(layout: Layout, record: Record, found: Yield) -> Decimal | None:
    for index in layout.of(Column.AREA):
        place = record.cells[index]
        quantity = (
            bare_value(place.text, measure=layout.heads[index].measure or "亩") if place else None
        )
        if quantity is not None and quantity.unit == "亩":
            found.use(place)
            return quantity.value
    for place in record.all(layout.of(Column.CONTENT)):
        for quantity in find_quantities(place.text):
            before = place.text[max(0, quantity.start - _AREA_NEAR) : quantity.start]
            if quantity.unit == "亩" and ("占地" in before or "用地" in before):
                found.used.append(
                    (place.start + quantity.number_start, place.start + quantity.number_end)
                )
                return quantity.value
    return None


def _stage(layout: Layout, record: Record) -> str | None:
    """Give the stage that a column says, else the group that the row stands in."""
    said = [place.text for place in record.all(layout.of(Column.STAGE, Column.CATEGORY))]
    group = [record.group.text] if record.group else []
    return next((stage for text in (*said, *group) if (stage := stage_of(text))), None)


def _account(layout: Layout, record: Record, found: Yield) -> None:
    """Say of the other numbers of the row that they describe the project."""
    for index, head in enumerate(layout.heads):
        if head.column in {Column.YEAR_MONEY, Column.PART, Column.SHARE}:
            found.refuse(record.cells[index], UnusedReason.DECOMPOSED)
        elif head.column in {Column.CONTENT, Column.YEARS, Column.OTHER, Column.STAGE, None}:
            found.refuse(record.cells[index], UnusedReason.NAME)


def read_phases(setting: Setting, layout: Layout, records: Sequence[Record], found: Yield) -> None:
    """Read a phase from each row that names one and its days."""
    cells = CellReader(setting=setting, found=found)
    times = layout.of(Column.SCHEDULE, Column.DEADLINE, Column.YEARS, Column.START)
    seen: set[int] = set()
    for record in records:
        place, time = record.at(layout.of(Column.PHASE)), record.at(times)
        if place is None or time is None or place.start in seen:
            continue
        seen.add(place.start)
        periods = find_periods(time.text, year=setting.year)
        if not periods:
            continue
        first, last = periods[0].first, periods[-1].last
        known = first is not None and last is not None
        found.phases.append(
            DraftPhase(
                evidence=setting.source.cite(
                    place.start, place.end, confidence=0.9 if known else 0.5, reasons=("table-row",)
                ),
                name=place.text,
                first=first,
                last=last,
            )
        )
        found.use(time)
        for words in record.all(layout.of(Column.TITLE, Column.DETAIL, Column.TARGET)):
            cells.read_words(words, name=place.text, deadline=last)

"""Reading a sheet of figures: every fault with its cell, and what each row would write."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guatu.campaigns.actions.checking import (
    Doubtful,
    Known,
    NewObservation,
    check_days,
    check_measure,
    check_value,
    figure_of,
    in_measure,
    is_same_period,
    known_for,
    value_text,
)
from guatu.campaigns.actions.observations import check_writer
from guatu.campaigns.models import Observation, Target
from guatu.campaigns.sheetcolumns import ALIASES, TITLES, YES, Sheetcolumn
from guatu.campaigns.wording import FACETS
from guatu.core.actors import Actor
from guatu.core.cells import SheetCells, cell_name
from guatu.core.figures import read_day, read_figure
from guatu.core.stored import store_figure
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import number
from guatu.shell.inputs import whole

C = Sheetcolumn
FACET_WORDS = {"cumulative": ("累计",), "period": ("当期",), "point": ("时点",)}
FEWEST = 3  # known titles that make a row the head
MOST_FAULTS = 200
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and in which cell."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What one row would write: a new figure, or a correction of `old_id` with its reason."""

    sheet: str
    row: int
    new: NewObservation
    old_id: int | None = None
    reason: str = ""
    doubt: str = ""
    converted: str = ""
    before: str = ""


@dataclass(slots=True, kw_only=True)
class Reading:
    """All of a file: rows to write, faults, and how many rows say what stands already."""

    rows: list[Staged] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged_count: int = 0


class Wrong(Exception):  # noqa: N818 named by what it says of a cell
    """A cell that cannot be taken over."""

    def __init__(self, column: Sheetcolumn, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What rows are read against: whose figures they may be, in which series, on which day."""

    actor: Actor
    targets: Sequence[Target]
    series: str
    today: date
    known: Known

    @classmethod
    def of(cls, actor: Actor, targets: Sequence[Target], *, series: str, today: date) -> Frame:
        blank = [
            NewObservation(
                indicator=t.indicator, unit=t.unit, period_start=today, period_end=today,
                as_of=today, value=None, series=series, is_growth=t.is_growth,
            )
            for t in targets
        ]  # fmt: skip
        return cls(actor=actor, targets=targets, series=series, today=today, known=known_for(blank))


def read_sheets(sheets: Sequence[SheetCells], frame: Frame) -> Reading:
    """Return what a file would write, with every fault; nothing is kept here."""
    found = Reading()
    with_head = [(sheet, head) for sheet in sheets if (head := head_of(sheet)) is not None]
    if not with_head:
        text = _("No row has the titles of the columns: use the template.")
        found.faults.append(Fault(sheet=sheets[0].title, cell="A1", text=text))
    taken: dict[tuple[object, ...], tuple[str, int]] = {}
    for sheet, (top, columns) in with_head:
        for row in range(top + 1, len(sheet.rows)):
            texts = {column: sheet.at(row, at).strip() for column, at in columns.items()}
            if says_nothing(texts) or len(found.faults) >= MOST_FAULTS:
                continue
            try:
                staged = staged_row(sheet.title, row, texts, frame)
                refuse_twice(staged, taken)
            except Wrong as wrong:
                at = columns.get(wrong.column, columns[C.VALUE])
                found.faults.append(
                    Fault(sheet=sheet.title, cell=cell_name(row, at), text=wrong.text)
                )
                continue
            if staged is None:
                found.unchanged_count += 1
            else:
                found.rows.append(staged)
    return found


def head_of(sheet: SheetCells) -> tuple[int, dict[Sheetcolumn, int]] | None:
    """Return the row of the titles, and where each column stands."""
    titles = {folded(word): column for column, words in ALIASES.items() for word in words}
    titles |= {folded(str(title)): column for column, title in TITLES.items()}
    for row in range(min(len(sheet.rows), 20)):
        columns: dict[Sheetcolumn, int] = {}
        for at in range(len(sheet.rows[row])):
            column = titles.get(folded(sheet.at(row, at)))
            if column is not None:
                columns.setdefault(column, at)
        if len(columns) >= FEWEST and C.VALUE in columns:
            return row, columns
    return None


def says_nothing(texts: Mapping[Sheetcolumn, str]) -> bool:
    """Say whether a row is left as the template has it; a reason alone was meant as a correction."""
    return not texts.get(C.VALUE) and not texts.get(C.REASON)


def refuse_twice(staged: Staged | None, taken: dict[tuple[object, ...], tuple[str, int]]) -> None:
    if staged is None:
        return
    where = (staged.sheet, staged.row + 1)
    first = taken.setdefault(staged.new.period, where)
    if first != where:
        raise Wrong(
            C.VALUE,
            _("This period stands in sheet “%(sheet)s”, row %(row)d already.")
            % {"sheet": first[0], "row": first[1]},
        )


def staged_row(
    title: str, row: int, texts: Mapping[Sheetcolumn, str], frame: Frame
) -> Staged | None:
    """Return what a row would write; None if it says what stands already."""
    if not texts.get(C.VALUE):
        raise Wrong(C.VALUE, _("A reason is written, but no value: write the right one here."))
    target = target_of(texts, frame)
    new = new_of(target, texts, frame)
    beside = frame.known.beside(new)
    same = next((one for one in beside if is_same_period(one, new)), None)
    refuse_stale(texts, same, beside)
    if same is not None and is_same_value(same, new, frame.known):
        return None
    old = correction_of(texts, same)
    if old is not None:
        new = replace(
            new, period_start=old.period_start, period_end=old.period_end, as_of=old.as_of
        )
    doubt = checked(new, frame, is_correction=old is not None)
    return Staged(
        sheet=title,
        row=row,
        new=new,
        old_id=old.pk if old else None,
        reason=texts.get(C.REASON, "")[:LONGEST] if old else "",
        doubt=doubt,
        converted=converted_text(new, target, frame.known),
        before=value_text(old) if old else "",
    )


def target_of(texts: Mapping[Sheetcolumn, str], frame: Frame) -> Target:
    key = whole(texts.get(C.KEY, ""))
    name, unit = folded(texts.get(C.INDICATOR, "")), folded(texts.get(C.UNIT, ""))
    named = [t for t in frame.targets if folded(t.indicator.name) == name]
    if not named:
        raise Wrong(C.INDICATOR, _("No indicator of this name is yours to report."))
    of_unit = [t for t in named if unit in {folded(t.unit.name), folded(t.unit.short_name or "")}]
    if not of_unit:
        raise Wrong(C.UNIT, _("This unit has no target of this indicator that is yours to report."))
    found = [t for t in of_unit if t.pk == key] or of_unit
    if len({(t.indicator_id, t.is_growth) for t in found}) > 1:
        raise Wrong(C.INDICATOR, _("Several indicators have this name: use the template's row."))
    return found[0]


def new_of(target: Target, texts: Mapping[Sheetcolumn, str], frame: Frame) -> NewObservation:
    as_of = day_of(texts, C.AS_OF, required=True)
    assert as_of is not None  # noqa: S101 required
    facet = facet_of(texts)
    start = day_of(texts, C.START) or (
        as_of.replace(day=1)
        if facet != Observation.Facet.CUMULATIVE
        else min(target.campaign.starts_on, as_of)
    )
    value, measure = value_of(target, texts, frame)
    return NewObservation(
        indicator=target.indicator,
        unit=target.unit,
        period_start=start,
        period_end=as_of,
        as_of=as_of,
        value=value,
        facet=facet,
        series=frame.series,
        measure=measure,
        is_growth=target.is_growth,
        written="" if value is None else texts[C.VALUE][:LONGEST],
        source=texts.get(C.SOURCE, "")[:LONGEST],
        since=target.campaign.starts_on,
        is_sure=texts.get(C.SURE, "") in {str(YES), "是", "yes"},
    )


def value_of(
    target: Target, texts: Mapping[Sheetcolumn, str], frame: Frame
) -> tuple[Decimal | None, str | None]:
    written = texts[C.VALUE]
    if written in {_("not yet published"), "待发布"}:
        return None, target.measure
    figure = read_figure(written, frame.known.measures, is_fall=target.indicator.is_fall)
    if figure is None:
        raise Wrong(
            C.VALUE,
            _("“%(text)s” is no number. Write one number, for example %(example)s.")
            % {"text": written[:20], "example": f"12.6{target.measure or ''}"},
        )
    column = texts.get(C.MEASURE, "") or None
    if figure.measure and column and figure.measure != column:
        raise Wrong(
            C.MEASURE,
            _("The value is in %(one)s, this column says %(other)s.")
            % {"one": figure.measure, "other": column},
        )
    measure = figure.measure or column or target.measure
    try:
        store_figure(figure.value, measure)
    except ValueError as error:
        raise Wrong(
            C.VALUE, _("This number cannot be kept exactly: check its digits and its unit.")
        ) from error
    return figure.value, measure


def day_of(
    texts: Mapping[Sheetcolumn, str], column: Sheetcolumn, *, required: bool = False
) -> date | None:
    text = texts.get(column, "")
    if not text and not required:
        return None
    day = read_day(text)
    if day is None:
        raise Wrong(column, _("Write the day as 2026-06-30."))
    return day


def facet_of(texts: Mapping[Sheetcolumn, str]) -> str:
    text = texts.get(C.FACET, "")
    if not text:
        return Observation.Facet.CUMULATIVE.value
    for code, word in FACETS.items():
        if text in {str(word), code, *FACET_WORDS[code]}:
            return code
    raise Wrong(
        C.FACET,
        _("Write one of: %(words)s.") % {"words": "、".join(str(w) for w in FACETS.values())},
    )


def refuse_stale(
    texts: Mapping[Sheetcolumn, str], same: Observation | None, beside: Sequence[Observation]
) -> None:
    """Refuse a row whose figure is another than when the template was made (D4).

    A row whose day was changed says something of another figure than the template's: if that one
    still stands, nobody reported in between.
    """
    told = whole(texts.get(C.VERSION, ""))
    if told is None or same is None or told in {row.pk for row in beside}:
        return
    raise Wrong(
        C.VALUE,
        _("Somebody reported this since the template was made: %(value)s. Take a new template.")
        % {"value": value_text(same) or _("not yet published")},
    )


def is_same_value(same: Observation, new: NewObservation, known: Known) -> bool:
    if new.value is None:
        return figure_of(same).value is None
    return in_measure(same, new.measure, known) == new.value


def correction_of(texts: Mapping[Sheetcolumn, str], same: Observation | None) -> Observation | None:
    if same is None or not value_text(same):
        return None
    if not texts.get(C.REASON, ""):
        raise Wrong(
            C.REASON,
            _("This period has %(value)s already. If that is wrong, write the reason here.")
            % {"value": value_text(same)},
        )
    return same


def checked(new: NewObservation, frame: Frame, *, is_correction: bool) -> str:
    """Check a figure as the pages do; return what is doubtful of it."""
    try:
        check_writer(frame.actor, new)
    except NotAllowed as error:
        raise Wrong(C.UNIT, error.message) from error
    if is_correction and new.value is None:
        raise Wrong(
            C.VALUE, _("A figure that was reported is corrected by another, not taken back.")
        )
    early = ""
    try:
        check_days(new, frame.today)
    except Doubtful as doubt:
        early = doubt.message
    except InvalidState as error:
        raise Wrong(C.AS_OF, error.message) from error
    try:
        check_measure(new, frame.known)
    except InvalidState as error:
        raise Wrong(C.MEASURE, error.message) from error
    try:
        check_value(new, frame.known)
    except Doubtful as doubt:
        return doubt.message
    except InvalidState as error:
        raise Wrong(C.VALUE, error.message) from error
    return early


def converted_text(new: NewObservation, target: Target, known: Known) -> str:
    """Return the value in the target's own measure, where it was written in another."""
    if new.value is None or new.measure == target.measure:
        return ""
    row = Observation(**store_columns(new))
    value = in_measure(row, target.measure, known)
    return "" if value is None else f"{number(value)}{target.measure or ''}"


def store_columns(new: NewObservation) -> dict[str, Any]:
    figure = store_figure(new.value, new.measure)
    return {
        "amount_fen": figure.amount_fen,
        "mantissa": figure.mantissa,
        "scale": figure.scale,
        "measure": new.measure,
    }


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()

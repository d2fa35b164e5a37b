"""The wall charts on paper: from what an address asks for to sheets with their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.core.actors import Actor
from guatu.core.chart import (
    Fitted,
    Format,
    Frame,
    Item,
    Line,
    Look,
    Order,
    Paper,
    Sheet,
    SheetWords,
    Texts,
    Want,
    Zoom,
    fitted,
    picture_of,
    securing_sheets,
    sheets_of,
)
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp
from guatu.dispatch.queries.details import frame_at
from guatu.ledgers.queries import Scope
from guatu.overview.chartdrawing import frame_of, group_name
from guatu.overview.chartnarrowing import told_of_lines, told_of_needs
from guatu.overview.chartsaying import Chart, Saying, paper_day, words_on
from guatu.overview.chartwords import TEXTS, days_over, large_tick_word, short_tick_word, tick_word
from guatu.overview.needwords import STATE_WORDS, figure_text
from guatu.overview.queries.chart import Wanted
from guatu.overview.queries.chartpaper import Whole, whole_chart
from guatu.overview.queries.chartpast import frozen_round
from guatu.overview.queries.securing import NeedGrouping, SecuringWanted, Wanting, WantingGroup
from guatu.overview.queries.securingpaper import WholeSecuring, whole_securing
from guatu.shell.formatting import day, is_chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What is to be printed, of which lines, on what. `address` is what the code opens, "" for none."""

    chart: Chart
    form: Format
    wanted: Wanted
    needs: SecuringWanted = SecuringWanted()  # noqa: RUF009 a frozen value
    texts: Texts = Texts.AUTO
    address: str = ""
    unseen: int = 0  # entries of the campaign that lie outside what the reader may see
    round: str = ""  # the frozen one that the data are of, "" for what stands now


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How much of the texts could be printed: on how many sheets, in which print, how many cells cut."""

    texts: Texts
    sheets: int
    size: float
    cut: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All that a progress chart is printed from."""

    groups: tuple[tuple[str, Sequence[Line]], ...]
    frame: Frame
    words: SheetWords
    form: Format

    def fit(self, texts: Texts) -> Fitted:
        order = Order(form=self.form, texts=texts)
        return fitted(self.groups, self.frame, look_at, words=self.words, order=order)

    def sheets(self, fit: Fitted) -> tuple[Sheet, ...]:
        paper = fit.paper
        picture = picture_of(self.groups, self.frame, look_at(paper))
        return tuple(sheets_of(picture, paper, self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Sheets with their title and the number of lines on them, and of a progress chart what it is drawn from."""

    title: str
    sheets: tuple[Sheet, ...]
    count: int
    texts: Texts = Texts.AUTO
    fit: Fitted | None = None
    drawing: Drawing | None = None

    def ways(self) -> list[Way]:
        """Return every way to print a progress chart, without drawing it."""
        if self.drawing is None:
            return []
        found = []
        for texts in TEXTS:
            fit = self.fit if texts is self.texts and self.fit else self.drawing.fit(texts)
            found.append(Way(texts=texts, sheets=fit.sheets, size=fit.paper.size, cut=fit.cut))
        return found

    @property
    def cut(self) -> int:
        """Return how many cells are not printed whole."""
        return sum(sheet.cut for sheet in self.sheets)


def print_chart(
    actor: Actor,
    scope: Scope,
    ordered: Ordered,
    *,
    kinds: Mapping[str, KindDefinition],
    now: datetime,
) -> Printed:
    """Return the sheets that were asked for.

    Raises
    ------
    InvalidState
        If there are more lines than any wall holds.
    """
    campaign = scope.campaign
    past = frozen_round(campaign, ordered.round) if ordered.round else None
    today = past.ends_on if past else timezone.localdate(now)
    told = frame_at(campaign, past)
    said = Saying(
        campaign=campaign, chart=ordered.chart, now=now, today=today, unseen=ordered.unseen,
        address=ordered.address, past=past, of=told["title"],
    )  # fmt: skip
    if ordered.chart is Chart.SUPPORT:
        needs = whole_securing(
            actor, campaign, ordered.needs, grouping=ordered.wanted.grouping, today=today, one=past
        )
        more = (
            *told_of_needs(ordered.needs),
            *told_of(needs, today),
            *told_of_nothing(len(needs.groups)),
        )
        words = words_on(replace(said, more=more))
        return Printed(
            title=said.title,
            count=sum(len(group.items) for group in needs.groups),
            sheets=tuple(securing_on(needs, ordered, words, kinds=kinds, today=today)),
            texts=ordered.texts,
        )
    whole = whole_chart(
        actor, scope, wanted=ordered.wanted, kinds=list(kinds.values()), today=today, past=past
    )
    more = (
        *told_of_lines(scope, ordered.wanted.filters, kinds, past),
        *(told_of_past(whole) if past else ()),
        *told_of_nothing(whole.count),
    )
    words = words_on(replace(said, totals=totals_of(whole), more=more))
    drawing = drawing_of(whole, frame_of(told, today), ordered, words=words, kinds=kinds)
    fit = drawing.fit(ordered.texts)
    return Printed(
        title=said.title, count=whole.count, sheets=drawing.sheets(fit), texts=ordered.texts,
        fit=fit, drawing=drawing,
    )  # fmt: skip


def drawing_of(
    whole: Whole,
    frame: Frame,
    ordered: Ordered,
    *,
    words: SheetWords,
    kinds: Mapping[str, KindDefinition],
) -> Drawing:
    groups = tuple(
        (group_name(group, ordered.wanted.grouping, kinds), group.lines) for group in whole.groups
    )
    return Drawing(groups=groups, frame=frame, words=words, form=ordered.form)


def look_at(paper: Paper) -> Look:
    return Look(
        zoom=Zoom.WHOLE, tick=tick_word, large=large_tick_word, short=short_tick_word,
        undated=_("no date set"), narrowest=paper.track_width, size=paper.size, has_keys=True,
    )  # fmt: skip


def securing_on(
    needs: WholeSecuring,
    ordered: Ordered,
    words: SheetWords,
    *,
    kinds: Mapping[str, KindDefinition],
    today: date,
) -> list[Sheet]:
    grouping = ordered.wanted.grouping
    is_by_solver = ordered.needs.grouping is NeedGrouping.SOLVER
    groups = [
        (
            group.name or _("Nobody is named yet")
            if is_by_solver
            else group_name(group, grouping, kinds),
            [item_of(item, today) for item in group.items],
        )
        for group in needs.groups
    ]
    return securing_sheets(
        groups, ordered.form, words=words, sorts=needs.sorts, more=more_wants,
        is_whole=ordered.texts is Texts.WHOLE,
    )  # fmt: skip


def item_of(group: WantingGroup, today: date) -> Item:
    first = group.first
    wants: dict[str, list[Want]] = {}
    for row in group.rows:
        wants.setdefault(row.sort, []).append(want_of(row, today))
    return Item(
        title=first.title,
        number=first.number,
        unit=first.unit,
        lamp=Lamp(first.lamp) if first.is_linked else None,
        wants={sort: tuple(rows) for sort, rows in wants.items()},
    )


def want_of(row: Wanting, today: date) -> Want:
    """Return a need in words: what and how much; who clears it, by when, how long over."""
    said = f"{row.said_by}：{row.text}" if row.said_by and is_chinese() else row.text
    figure = figure_text(row)
    # a number and its measure are not parted at the end of a line
    figure = figure.replace(" ", "") if is_chinese() else figure
    text = " ".join(part for part in (said, figure) if part)
    if not row.is_open:
        return Want(
            text=text, by=f"✓ {STATE_WORDS[row.state]} {day(row.settled_on)}", is_settled=True
        )
    over = row.days_over(today)
    if not row.solver:
        return Want(text=_("%(problem)s (open)") % {"problem": text})
    parts = [
        row.solver,
        paper_day(row.due_on) if row.due_on else _("by when is open"),
        days_over(over),
    ]
    by = " ".join(part for part in parts if part)
    return Want(text=text, by=f"→ {by}", is_late=over > 0)


def told_of(needs: WholeSecuring, today: date) -> tuple[str, ...]:
    """Return how much there is to clear, how much of it is late, and of how much nobody is named."""
    rows = [
        row for group in needs.groups for item in group.items for row in item.rows if row.is_open
    ]
    return (
        _("To be cleared: %(count)d, overdue %(late)d, nobody named for %(open)d")
        % {
            "count": len(rows),
            "late": sum(row.days_over(today) > 0 for row in rows),
            "open": sum(not row.solver for row in rows),
        },
    )


def told_of_nothing(count: int) -> tuple[str, ...]:
    """Say of an empty sheet that it is meant to be."""
    return () if count else (_("There is nothing to print: no line fits."),)


def told_of_past(whole: Whole) -> tuple[str, ...]:
    """Return what of a frozen chart is of now, of rounds that did not keep it, and what it lacks of now."""
    told = []
    if not whole.is_kept:
        told.append(_("Standards, measures and nodes as they stand now"))
    if whole.later:
        told.append(
            ngettext(
                "without %(num)d entry that was taken up later",
                "without %(num)d entries that were taken up later",
                whole.later,
            )
            % {"num": whole.later}
        )
    return (" · ".join(told),) if told else ()


def more_wants(count: int) -> str:
    return ngettext("… and %(num)d more", "… and %(num)d more", count) % {"num": count}


def totals_of(whole: Whole) -> dict[Lamp, int]:
    counts = Counter(line.lamp for line in whole.lines)
    return {lamp: counts[lamp] for lamp in Lamp if counts[lamp]}

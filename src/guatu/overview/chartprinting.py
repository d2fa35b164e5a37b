"""The wall charts on paper: from what an address asks for to sheets with their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.audit.queries import head
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.chart import (
    Format,
    Item,
    Look,
    Order,
    Paper,
    Rows,
    Sheet,
    SheetWords,
    Want,
    Zoom,
    printed_sheets,
    securing_sheets,
)
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Round
from guatu.ledgers.queries import Scope
from guatu.overview.chartdrawing import frame_of, group_name
from guatu.overview.chartsheets import LEGEND, by_hand_text, continued, lamp_text
from guatu.overview.charttyping import code_of
from guatu.overview.chartwords import tick_word
from guatu.overview.needwords import SORT_WORDS, STATE_WORDS, figure_text
from guatu.overview.queries.chart import Wanted
from guatu.overview.queries.chartpaper import Whole, whole_chart
from guatu.overview.queries.chartpast import frozen_round
from guatu.overview.queries.securing import NeedGrouping, SecuringWanted, Wanting, WantingGroup
from guatu.overview.queries.securingpaper import WholeSecuring, whole_securing
from guatu.shell.formatting import day, is_chinese, moment

HASH = 16  # hexadecimal digits that are printed of the record's head
HEADS: Mapping[str, Promise] = {
    "lamp": gettext_lazy("Lamp"),
    "title": gettext_lazy("What is to be done"),
    "standard": gettext_lazy("Standard"),
    "measures": gettext_lazy("Measures"),
    "unit": gettext_lazy("Lead unit"),
    "owner": gettext_lazy("Responsible"),
    "due": gettext_lazy("Due"),
    "standing": gettext_lazy("Stage"),
    "next": gettext_lazy("Next node"),
}


class Chart(StrEnum):
    """Which of the two pictures."""

    PROGRESS = "progress"
    SUPPORT = "support"


TITLES: Mapping[Chart, Promise] = {
    Chart.PROGRESS: gettext_lazy("Progress chart"),
    Chart.SUPPORT: gettext_lazy("Guarantee chart"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What is to be printed, of which lines, on what. `address` is what the code opens, "" for none."""

    chart: Chart
    form: Format
    wanted: Wanted
    needs: SecuringWanted = SecuringWanted()  # noqa: RUF009 a frozen value
    rows: Rows | None = None
    address: str = ""
    unseen: int = 0  # entries of the campaign that lie outside what the reader may see
    round: str = ""  # the frozen one that the data are of, "" for what stands now


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Sheets with their title and the number of lines on them."""

    title: str
    sheets: tuple[Sheet, ...]
    count: int


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
    campaign, today = scope.campaign, timezone.localdate(now)
    title = f"{campaign.title} {TITLES[ordered.chart]}"
    if ordered.chart is Chart.SUPPORT:
        needs = whole_securing(
            actor, campaign, ordered.needs, grouping=ordered.wanted.grouping, today=today
        )
        words = words_on(campaign, title, ordered, now=now)
        return Printed(
            title=title,
            count=sum(len(group.items) for group in needs.groups),
            sheets=tuple(securing_on(needs, ordered, words, kinds=kinds, today=today)),
        )
    past = frozen_round(campaign, ordered.round) if ordered.round else None
    today = past.ends_on if past else today
    whole = whole_chart(
        actor, scope, wanted=ordered.wanted, kinds=list(kinds.values()), today=today, past=past
    )
    words = words_on(
        campaign,
        title,
        ordered,
        now=now,
        totals=totals_of(whole),
        past=past,
    )
    return Printed(
        title=title,
        count=whole.count,
        sheets=tuple(progress_on(whole, campaign, ordered, words=words, kinds=kinds, today=today)),
    )


def progress_on(
    whole: Whole,
    campaign: Campaign,
    ordered: Ordered,
    *,
    words: SheetWords,
    kinds: Mapping[str, KindDefinition],
    today: date,
) -> list[Sheet]:
    groups = [
        (group_name(group, ordered.wanted.grouping, kinds), group.lines) for group in whole.groups
    ]
    order = Order(form=ordered.form, rows=ordered.rows)
    return printed_sheets(groups, frame_of(campaign, today), look_at, words=words, order=order)


def look_at(paper: Paper) -> Look:
    return Look(
        zoom=Zoom.WHOLE, tick=tick_word, undated=_("no date set"), narrowest=paper.track_width,
        size=paper.size,
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
    return securing_sheets(groups, ordered.form, words=words, sorts=needs.sorts, more=more_wants)


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
    parts = [
        row.solver,
        paper_day(row.due_on) if row.due_on else "",
        ngettext("%(days)d day over", "%(days)d days over", over) % {"days": over} if over else "",
    ]
    by = " ".join(part for part in parts if part)
    return Want(text=text, by=f"→ {by}" if by else "", is_late=over > 0)


def more_wants(count: int) -> str:
    return ngettext("… and %(num)d more", "… and %(num)d more", count) % {"num": count}


def totals_of(whole: Whole) -> dict[Lamp, int]:
    counts = Counter(line.lamp for line in whole.lines)
    return {lamp: counts[lamp] for lamp in Lamp if counts[lamp]}


def words_on(
    campaign: Campaign,
    title: str,
    ordered: Ordered,
    *,
    now: datetime,
    totals: Mapping[Lamp, int] | None = None,
    past: Round | None = None,
) -> SheetWords:
    """Return what the sheets say around their rows."""
    heads = HEADS if ordered.chart is Chart.PROGRESS else {**HEADS, **SORT_WORDS}
    return SheetWords(
        title=title,
        notes=notes_on(campaign, ordered, now=now, past=past),
        heads={name: str(word) for name, word in heads.items()},
        lamp=lamp_text,
        by_hand=by_hand_text,
        day=paper_day,
        continued=continued,
        legend=legend_on(ordered.chart, past),
        page=page_text,
        totals=totals or {},
        others="等" if is_chinese() else " …",
        code=code_of(ordered.address) if ordered.address else (),
    )


def notes_on(
    campaign: Campaign, ordered: Ordered, *, now: datetime, past: Round | None
) -> tuple[str, ...]:
    """Return of when the data are, and where the record ended then, so that paper can be checked."""
    first = (
        _("Data of round no. %(number)d (to %(day)s), frozen %(moment)s")
        % {
            "number": past.ordinal,
            "day": day(past.ends_on, year=True),
            "moment": moment(past.frozen_at),
        }
        if past
        else _("Data as of %(moment)s, not frozen") % {"moment": moment(now)}
    )
    if campaign.is_simulated:
        first = f"{_('Simulated data')} · {first}"
    if ordered.unseen:
        first = f"{first} · {part_text(ordered.unseen)}"
    if (last := head()) is None:
        return (first,)
    record = _("Record no. %(number)d, %(hash)s") % {
        "number": last.number,
        "hash": last.hash[:HASH],
    }
    return first, record


def part_text(unseen: int) -> str:
    return ngettext(
        "without %(num)d entry that the reader does not see",
        "without %(num)d entries that the reader does not see",
        unseen,
    ) % {"num": unseen}


def legend_on(chart: Chart, past: Round | None) -> dict[str, str]:
    if chart is Chart.SUPPORT:
        return {"text": _("→ who clears it, and by when; overdue ones stand out")}
    legend = {name: str(word) for name, word in LEGEND.items()}
    if past is not None:
        legend["today"] = _("last day of the round")
    return legend | {
        "star": _("* lamp set by hand"),
        "narrow": _("without 工作要求 and 工作措施: print full rows for them"),
    }


def paper_day(value: date | None) -> str:
    """Return a day as it stands in a narrow column: 6月30日, in another year 2027.6.30."""
    if value is None:
        return _("no date set") if is_chinese() else "—"  # four signs, or far too many
    if value.year == timezone.localdate().year:
        return day(value)
    return f"{value.year}.{value.month}.{value.day}"


def page_text(number: int, count: int) -> str:
    return _("Sheet %(number)d of %(count)d") % {"number": number, "count": count}

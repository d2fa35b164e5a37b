"""The papers of a round as tables: not reported, changes, the dispatch table on A3, the agenda."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.core.tablebook import Book, Column, Paper, Row, Sheet, Side
from guatu.dispatch.models import Round
from guatu.dispatch.queries.changes import Line
from guatu.meetings.books import agenda_sheet, mark_of
from guatu.meetings.models import PackagePart
from guatu.meetings.queries.gathering import NO_NEWS, REWRITTEN, Gathered, TableRow, is_past
from guatu.shell.formatting import day, percent
from guatu.shell.lamps import reason, reason_then, rule_name, sign, word

Code = PackagePart.Code
NAMES = {
    Code.MISSING.value: gettext_lazy("Not reported"),
    Code.CHANGES.value: gettext_lazy("List of changes"),
    Code.TABLE.value: gettext_lazy("Dispatch table"),
    Code.AGENDA.value: gettext_lazy("Agenda"),
    Code.BULLETIN.value: gettext_lazy("Draft bulletin"),
    Code.PRINTED.value: gettext_lazy("Dispatch table on A3, to print"),
}
CHANGES = {
    "new_red": gettext_lazy("New red"),
    "newly_late": gettext_lazy("Newly late"),
    "recovered": gettext_lazy("Recovered"),
    "done": gettext_lazy("Done"),
    "pushed": gettext_lazy("Pushed dates"),
}


def books_of(one: Gathered) -> Iterator[tuple[str, Book]]:
    """Yield each part as a book of its own."""
    yield Code.MISSING, book(one, Code.MISSING, missing_sheet(one))
    yield Code.CHANGES, book(one, Code.CHANGES, changes_sheet(one))
    yield Code.TABLE, book(one, Code.TABLE, table_sheet(one), paper=Paper.A3)
    if one.meeting is not None:
        agenda = agenda_sheet(one.meeting, one.agenda, one.today, then=one.then)
        titled = replace(
            agenda, title=f"{head_of(one)} {NAMES[Code.AGENDA]}", foot=(agenda_standing(one),)
        )
        yield Code.AGENDA, book(one, Code.AGENDA, titled)


def book(one: Gathered, code: str, sheet: Sheet, paper: Paper = Paper.A4) -> Book:
    title = f"{head_of(one)} {NAMES[code]}"
    return Book(title=title, sheets=(sheet,), mark=mark_of(one.round.campaign), paper=paper)


def head_of(one: Gathered) -> str:
    return _("%(campaign)s round no. %(ordinal)d") % {
        "campaign": one.round.campaign,
        "ordinal": one.round.ordinal,
    }


def span_of(one: Gathered) -> str:
    return f"{day(one.round.starts_on, year=True)} – {day(one.round.ends_on)}"


def standing_of(one: Gathered) -> str:
    """Say of when the lamps are, and whether they are frozen."""
    if not is_past(one.round):
        return _("Data as of %(day)s, not frozen") % {"day": day(one.today, year=True)}
    told = {"number": one.round.ordinal, "day": day(one.round.last_day, year=True)}
    if one.round.state == Round.State.FROZEN:
        return _("Round no. %(number)d, as of %(day)s, frozen") % told
    return _("Round no. %(number)d, as of %(day)s, closed and not yet frozen") % told


def agenda_standing(one: Gathered) -> str:
    if not is_past(one.round):
        return standing_of(one)
    return _("Lamps: %(standing)s. All else as of %(day)s, not frozen.") % {
        "standing": standing_of(one),
        "day": day(one.today, year=True),
    }


def missing_sheet(one: Gathered) -> Sheet:
    rows = [
        Row(cells=(str(at), label, str(lines)))
        for at, (_pk, label, lines) in enumerate(one.silent, start=1)
    ]
    return Sheet(
        tab=_("Not reported"),
        title=f"{head_of(one)} {_('Units that did not report')}",
        columns=(
            Column(title=_("No."), width=8, side=Side.CENTRE),
            Column(title=_("Unit"), width=60),
            Column(title=_("Lines without a report"), width=24, side=Side.RIGHT),
        ),
        rows=tuple(rows) or (Row(cells=(_("Every unit has reported."),), is_band=True),),
        left=span_of(one),
        right=standing_of(one),
    )


def changes_sheet(one: Gathered) -> Sheet:
    rows: list[Row] = []
    for sort, name in CHANGES.items():
        lines: tuple[Line, ...] = getattr(one.changes, sort)
        if lines:
            rows.append(Row(cells=(f"{name} ({len(lines)})",), is_band=True))
        rows += [change_row(at, line) for at, line in enumerate(lines, start=1)]
    nothing = (
        _("Nothing to compare with: no earlier round was closed.")
        if one.changes.earlier is None
        else _("Nothing changed.")
    )
    return Sheet(
        tab=_("List of changes"),
        title=f"{head_of(one)} {NAMES[Code.CHANGES]}",
        columns=(
            Column(title=_("No."), width=8, side=Side.CENTRE),
            Column(title=_("Unit"), width=22),
            Column(title=_("Entry"), width=50),
            Column(title=_("Lamp before"), width=16, side=Side.CENTRE),
            Column(title=_("Lamp this time"), width=16, side=Side.CENTRE),
            Column(title=_("Due before"), width=22, side=Side.CENTRE),
            Column(title=_("Due now"), width=22, side=Side.CENTRE),
        ),
        rows=tuple(rows) or (Row(cells=(nothing,), is_band=True),),
        left=span_of(one),
        right=standing_of(one),
    )


def change_row(at: int, line: Line) -> Row:
    return Row(
        cells=(
            str(at),
            line.unit,
            " ".join(part for part in (line.number, line.title) if part),
            lamp_text(line.lamp_before) if line.lamp_before else "",
            lamp_text(line.lamp_after),
            day(line.due_before) if line.due_before else "",
            day(line.due_after) if line.due_after else "",
        )
    )


def lamp_text(lamp: str) -> str:
    return f"{sign(lamp)} {word(lamp)}"


def table_sheet(one: Gathered) -> Sheet:
    """Return the dispatch table: units in 建制顺序, under each its entries in the order of the ledgers."""
    rows: list[Row] = []
    for unit, lines in groupby(one.rows, key=lambda row: (row.unit_id, row.unit)):
        found = list(lines)
        rows.append(Row(cells=(f"{unit[1]} ({len(found)})",), is_band=True))
        rows += [table_row(at, line, one) for at, line in enumerate(found, start=1)]
    foot = []
    if one.left_out:
        foot.append(
            ngettext(
                "%(count)d more entry is in the ledgers.",
                "%(count)d more entries are in the ledgers.",
                one.left_out,
            )
            % {"count": one.left_out}
        )
    return Sheet(
        tab=_("Dispatch table"),
        title=f"{head_of(one)} {NAMES[Code.TABLE]}",
        columns=(
            Column(title=_("No."), width=8, side=Side.CENTRE),
            Column(title=_("Entry"), width=46),
            Column(title=_("Due"), width=22, side=Side.CENTRE),
            Column(title=_("Lamp"), width=16, side=Side.CENTRE),
            Column(title=_("Done so far"), width=13, side=Side.RIGHT),
            Column(title=_("Why"), width=34),
            Column(title=_("What the unit says"), width=54),
            Column(title=_("Needed"), width=34),
        ),
        rows=tuple(rows) or (Row(cells=(_("No entry is open."),), is_band=True),),
        left=span_of(one),
        right=standing_of(one),
        foot=tuple(foot),
    )


def table_row(at: int, line: TableRow, one: Gathered) -> Row:
    return Row(
        cells=(
            str(at),
            " ".join(part for part in (line.number, line.title) if part),
            day(line.due_on) if line.due_on else "",
            lamp_text(line.lamp),
            percent(line.progress) if line.progress is not None else "",
            why_text(line, one),
            said_text(line),
            line.problem,
        )
    )


def why_text(line: TableRow, one: Gathered) -> str:
    """Say why a lamp is lit; of a close as it was told when it was lit, or the rule alone."""
    if not line.rule:
        return ""
    if line.inputs is None:
        return rule_name(line.rule)
    if line.lit_on is not None:
        return reason_then(line.rule, line.inputs, line.lit_on)
    return reason(line.rule, line.inputs, one.today)


def said_text(line: TableRow) -> str:
    if line.is_silent:
        return _("did not report")
    if line.said == REWRITTEN:
        return _("sent back, being rewritten")
    return _("No news this time") if line.said == NO_NEWS else line.said


def facts_of(code: str, one: Gathered) -> dict[str, Any]:
    """Return what a part says as data, by which two versions are compared."""
    if code == Code.MISSING:
        return {str(pk): [label, lines] for pk, label, lines in one.silent}
    if code == Code.CHANGES:
        return {
            f"{sort}:{line.entry_id}": [line.title, sort]
            for sort in CHANGES
            for line in getattr(one.changes, sort)
        }
    if code == Code.AGENDA:
        return {
            str(line.item.pk): [line.item.title or line.item.about, line.item.question]
            for line in one.agenda
        }
    return {
        str(row.entry_id): [row.title, row.lamp, row.due_on.isoformat() if row.due_on else "",
                            row.said, row.problem, row.is_silent]
        for row in one.rows
    }  # fmt: skip

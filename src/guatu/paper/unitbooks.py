"""对表单 as tables: targets, entries led, entries supported, directives; with room for the unit's word."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.campaigns.queries.figures import TargetState
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.core.tablebook import Book, Column, Paper, Row, Sheet, Side, fitted
from guatu.dispatch.models import CheckIn, Round
from guatu.paper.leaderwords import standing_text
from guatu.paper.queries.unitsheets import Listed, SheetLine, UnitSheet
from guatu.shell import lamps
from guatu.shell.formatting import day, days_left, number, percent, rounded
from guatu.supervision.models import Directive

ROOM = 396  # millimetres between the margins of A3
LAMPS = {
    Standing.MET: Lamp.DONE,
    Standing.ON_PACE: Lamp.ON_PACE,
    Standing.BEHIND: Lamp.BEHIND,
    Standing.PENDING: Lamp.PENDING,
    Standing.UNREPORTED: Lamp.UNREPORTED,
}


def unit_book(sheet: UnitSheet) -> Book:
    """Return the sheet of one unit as a book whose tables run one after another."""
    title = _("%(unit)s: sheet to go through") % {"unit": sheet.unit.name}
    tables = [*targets_table(sheet), *entries_tables(sheet), *directives_table(sheet)]
    first, *rest = tables or [nothing_table()]
    head = Sheet(
        tab=first.tab,
        title=title,
        columns=first.columns,
        rows=(Row(cells=(first.title,), is_band=True), *first.rows),
        left=head_text(sheet),
        right=standing_of(sheet),
        foot=first.foot if rest else (*first.foot, signature()),
    )
    if rest:
        rest[-1] = signed(rest[-1])
    first, *rest = (by_content(table) for table in (head, *rest))
    mark = str(_("Simulated data")) if sheet.campaign.is_simulated else ""
    return Book(title=title, sheets=(first, *rest), mark=mark, paper=Paper.A3)


def head_text(sheet: UnitSheet) -> str:
    counts = "  ".join(
        f"{lamps.sign(lamp)} {lamps.word(lamp)} {count}" for lamp, count in sheet.lamps.items()
    )
    return "    ".join(part for part in (sheet.campaign.title, counts) if part)


def standing_of(sheet: UnitSheet) -> str:
    """Say of when it is: a sheet quotes a round's reports beside the lamps of now."""
    now = standing_text(None, day(sheet.today, year=True))
    if sheet.round is None:
        return now
    said = _("reports of round no. %(number)d") % {"number": sheet.round.ordinal}
    frozen = sheet.round.state == Round.State.FROZEN
    return f"{now}；{said}{_(' (frozen)') if frozen else ''}"


def signature() -> str:
    return _(
        "Head of the unit (signature):                         Contact:                         Day:"
    )


def signed(table: Sheet) -> Sheet:
    return Sheet(
        tab=table.tab, title=table.title, columns=table.columns, rows=table.rows,
        left=table.left, right=table.right, foot=(*table.foot, signature()),
    )  # fmt: skip


def by_content(table: Sheet) -> Sheet:
    """Return a table with columns as wide as their contents; the unit's word keeps its room."""
    kept = {_("The unit's word")}
    return replace(table, columns=fitted(table.columns, table.rows, room=ROOM, kept=kept))


def nothing_table() -> Sheet:
    return Sheet(
        tab=_("Sheets of units"),
        title=_("Nothing"),
        columns=(Column(title=_("Entry"), width=60),),
        rows=(Row(cells=(_("The unit has nothing open in this campaign."),), is_band=True),),
    )


def targets_table(sheet: UnitSheet) -> list[Sheet]:
    if not sheet.targets:
        return []
    title = _("Target figures (%(count)d)") % {"count": len(sheet.targets)}
    return [
        Sheet(
            tab=_("Targets"),
            title=title,
            columns=(
                Column(title=_("No."), width=8, side=Side.CENTRE),
                Column(title=_("Indicator"), width=44),
                Column(title=_("Target"), width=26),
                Column(title=_("Value so far"), width=20, side=Side.RIGHT),
                Column(title=_("As of"), width=18, side=Side.CENTRE),
                Column(title=_("Share reached"), width=14, side=Side.RIGHT),
                Column(title=_("Asked by now"), width=18, side=Side.RIGHT),
                Column(title=_("State"), width=16, side=Side.CENTRE),
                Column(title=_("Figures from"), width=22),
                Column(title=_("The unit's word"), width=40),
            ),
            rows=tuple(target_row(at, one) for at, one in enumerate(sheet.targets, start=1)),
        )
    ]


def target_row(at: int, one: TargetState) -> Row:
    progress = one.progress
    lamp = LAMPS[one.standing]
    measure = one.measure or ""
    return Row(
        cells=(
            str(at),
            one.indicator,
            one.written,
            f"{number(progress.actual)}{measure}" if progress.actual is not None else "—",
            day(progress.as_of) if progress.as_of else "—",
            percent(one.done) if one.done is not None else "—",
            asked_text(one, progress.expected),
            f"{lamps.sign(lamp)} {lamps.word(lamp)}",
            one.provider or one.unit,
            "",
        )
    )


def asked_text(one: TargetState, expected: Decimal | None) -> str:
    found = rounded(expected, one.low)
    return "—" if found is None else f"{number(found)}{one.measure or ''}"


def entries_tables(sheet: UnitSheet) -> list[Sheet]:
    found = []
    for part, title in (
        (sheet.leads, _("Entries led (%(count)d)")),
        (sheet.supports, _("Entries supported (%(count)d)")),
    ):
        if part.count:
            found.append(entries_table(part, title % {"count": part.count}, sheet=sheet))
    return found


def left_out(part: Listed) -> tuple[str, ...]:
    """Say what is counted and not listed."""
    told = []
    if part.older:
        told.append(
            ngettext(
                "%(count)d more entry was closed over a month ago and is in the ledgers.",
                "%(count)d more entries were closed over a month ago and are in the ledgers.",
                part.older,
            )
            % {"count": part.older}
        )
    if part.left_out > 0:
        told.append(
            ngettext(
                "%(count)d more entry is in the ledgers.",
                "%(count)d more entries are in the ledgers.",
                part.left_out,
            )
            % {"count": part.left_out}
        )
    return tuple(told)


def entries_table(part: Listed, title: str, *, sheet: UnitSheet) -> Sheet:
    return Sheet(
        tab=title,
        title=title,
        columns=(
            Column(title=_("No."), width=8, side=Side.CENTRE),
            Column(title=_("Entry"), width=37),
            Column(title=_("Standard of completion"), width=30),
            Column(title=_("Due"), width=16, side=Side.CENTRE),
            Column(title=_("Lamp"), width=18, side=Side.CENTRE),
            Column(title=_("Done so far"), width=10, side=Side.RIGHT),
            Column(title=_("Why"), width=26),
            Column(title=_("What the unit says"), width=36),
            Column(title=_("Needed"), width=22),
            Column(title=_("Next node or goal"), width=26),
            Column(title=_("Leader in charge"), width=18),
            Column(title=_("The unit's word"), width=22),
        ),
        rows=(
            *(entry_row(at, line, sheet) for at, line in enumerate(part.lines, start=1)),
            *(Row(cells=(text,), is_band=True) for text in left_out(part)),
        ),
    )


def entry_row(at: int, line: SheetLine, sheet: UnitSheet) -> Row:
    entry = line.entry
    lamp = Lamp(entry.lamp)
    title = " ".join(part for part in (entry.number, entry.title) if part)
    lead = "" if entry.unit_id == sheet.unit.pk else f"（{_('lead')}：{entry.unit.label}）"
    left = days_left(entry.due_on, sheet.today) if entry.closed_on is None else ""
    return Row(
        cells=(
            str(at),
            f"{title}{lead}",
            entry.standard,
            f"{day(entry.due_on)}\n{left}".strip() if entry.due_on else "—",
            f"{lamps.sign(lamp)} {lamps.word(lamp)}",
            percent(entry.progress) if entry.progress is not None else "",
            lamps.reason(line.rule, line.inputs, sheet.today) if line.rule else "",
            said_text(line, sheet),
            line.said.problem if line.said and not is_rewritten(line) else "",
            f"{day(line.next_on)} {line.next_title}" if line.next_on else "",
            "、".join(line.leaders),
            "",
        )
    )


def said_text(line: SheetLine, sheet: UnitSheet) -> str:
    """Return what the unit says in the round, or what an old ledger told as long as nobody did."""
    if line.said is None and line.is_adopted and is_awaited(line, sheet):
        told = line.entry.reported_at or timezone.now()
        return _("By the old ledger, as of %(day)s: %(said)s") % {
            "day": day(timezone.localdate(told)),
            "said": line.entry.last_said,
        }
    if sheet.round is None or (line.said is None and line.entry.closed_on is not None):
        return ""
    if line.said is None:
        return (
            _("did not report") if sheet.round.state != Round.State.OPEN else _("not yet reported")
        )
    if is_rewritten(line):
        return _("sent back, being rewritten")
    if line.said.is_unchanged and not line.said.said:
        return _("No news this time")
    return line.said.said


def is_awaited(line: SheetLine, sheet: UnitSheet) -> bool:
    """Say whether the unit leads what is still open, in a round that still runs or before any."""
    is_led = line.entry.closed_on is None and line.entry.unit_id == sheet.unit.pk
    return is_led and (sheet.round is None or sheet.round.state == Round.State.OPEN)


def is_rewritten(line: SheetLine) -> bool:
    """Say whether a report was sent back: its words are its unit's own until it comes again."""
    return line.said is not None and line.said.state == CheckIn.State.RETURNED


def directives_table(sheet: UnitSheet) -> list[Sheet]:
    if not sheet.directives:
        return []
    title = _("Open directives (%(count)d)") % {"count": len(sheet.directives)}
    return [
        Sheet(
            tab=_("Directives"),
            title=title,
            columns=(
                Column(title=_("No."), width=14, side=Side.CENTRE),
                Column(title=_("Matter"), width=50),
                Column(title=_("What is demanded"), width=70),
                Column(title=_("Limit"), width=24, side=Side.CENTRE),
                Column(title=_("The unit's word"), width=50),
            ),
            rows=tuple(directive_row(one, sheet) for one in sheet.directives),
        )
    ]


def directive_row(one: Directive, sheet: UnitSheet) -> Row:
    limit = f"{day(one.limit_on)}\n{days_left(one.limit_on, sheet.today)}"
    return Row(cells=(one.label, one.title, one.requirement, limit, ""))

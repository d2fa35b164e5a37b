"""What the pages of workbooks say of rounds, rows and faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.errors import UnreadableReason
from guatu.core.returned import Cell, CellFault
from guatu.sheets.models import ReturnedBook
from guatu.sheets.queries.comparing import Comes, Line
from guatu.sheets.roundbooks import shown
from guatu.sheets.unread import too_large

State = ReturnedBook.State
CLIPPED = 60  # signs of a text that is too long tell which one it is
STATES: Mapping[str, Promise] = {
    State.WAITING: gettext_lazy("not read yet"),
    State.STAGED: gettext_lazy("to be confirmed"),
    State.REFUSED: gettext_lazy("does not belong here"),
    State.APPLIED: gettext_lazy("written in"),
    State.DROPPED: gettext_lazy("laid aside"),
    State.UNDONE: gettext_lazy("undone again"),
}
COMES: Mapping[str, Promise] = {
    Comes.CHANGED: gettext_lazy("new words"),
    Comes.CONFLICT: gettext_lazy("changed on both sides"),
    Comes.FAULTY: gettext_lazy("to correct"),
    Comes.TWICE: gettext_lazy("stands twice in the workbook"),
    Comes.CLOSED: gettext_lazy("handed in meanwhile"),
    Comes.GONE: gettext_lazy("not asked of this unit"),
    Comes.SAME: gettext_lazy("as it stands"),
    Comes.EMPTY: gettext_lazy("left empty"),
}
CELL_FAULTS: Mapping[str, Promise] = {
    CellFault.NOT_YES: gettext_lazy("Choose “Yes”, or leave it empty."),
    CellFault.NOT_A_SHARE: gettext_lazy("Write a number from 0 to 100."),
    CellFault.SMALL_SHARE: gettext_lazy(
        "Less than one per cent, or meant as a share of one? Write 35 for 35%."
    ),
    CellFault.NO_RESULT: gettext_lazy(
        "This formula has no result: write words or a number in its place."
    ),
    CellFault.OTHER_ITEM: gettext_lazy(
        "This row names another item than its hidden number: give each item its own words again."
    ),
    CellFault.NOT_AN_OUTCOME: gettext_lazy("Choose “Met” or “Missed”, or leave it empty."),
    CellFault.NOT_A_DAY: gettext_lazy("Write the day as 2026-06-30."),
    CellFault.TOO_LONG: gettext_lazy("Too long: at most 500 characters, a summary 2,000."),
    CellFault.BOTH: gettext_lazy("“No news” and news at once: leave one of them empty."),
    CellFault.NO_REASON: gettext_lazy("The goal was missed: write why."),
    CellFault.TOO_EARLY: gettext_lazy("The new day lies after the one that was missed."),
    CellFault.NO_GOAL: gettext_lazy("No goal or node is asked of this item: leave it empty."),
    CellFault.NO_QUANTITY: gettext_lazy("This kind has no quantity: leave it empty."),
    CellFault.NOT_MISSED: gettext_lazy(
        "This goes with a missed goal: choose “Missed”, or empty it."
    ),
}
TWICE = gettext_lazy(
    "This item stood in several rows; none was taken, write it once here. %(said)s"
)
TWICE_SAID = gettext_lazy("Row %(row)d: %(text)s")
UNREADABLE: Mapping[str, Promise] = {
    UnreadableReason.PASSWORD: gettext_lazy("It is locked with a password: save it without one."),
    UnreadableReason.EMPTY: gettext_lazy("It is empty."),
    UnreadableReason.WRONG_TYPE: gettext_lazy("It is no workbook: drop the .xlsx that went out."),
    UnreadableReason.PICTURE: gettext_lazy("It is no workbook: drop the .xlsx that went out."),
    UnreadableReason.ARCHIVE: gettext_lazy("It is an archive: unpack it, or pack a .zip instead."),
    UnreadableReason.BUSY: gettext_lazy("Other files were being read: drop it once more."),
}
BROKEN = gettext_lazy("It cannot be read as a sheet: save it as .xlsx in WPS or Excel.")
BOOK_FAULTS: Mapping[str, Promise] = {
    "no_head": gettext_lazy(
        "It is none of the workbooks that went out: its hidden columns are missing. Fill in the one that went out."
    ),
    "no_keys": gettext_lazy("Its hidden columns are empty: no row says which item it is."),
    "unknown": gettext_lazy("No workbook that you may take back went out under this number."),
    "other_campaign": gettext_lazy("It belongs to another campaign: %(campaign)s."),
    "other_round": gettext_lazy("It belongs to round no. %(ordinal)s: drop it there."),
    "other_unit": gettext_lazy("It is of %(unit)s, for which you do not fill in."),
    "unforeseen": gettext_lazy(
        "guatu failed when it compared this file: tell whoever runs it. Other files are not affected."
    ),
    "frozen": gettext_lazy("Its round is frozen; nothing in it changes any more."),
}


def book_fault(book: ReturnedBook) -> str:
    """Say why a file is refused as a whole."""
    names: dict[str, Any] = book.fault_names
    if book.fault == "unreadable" and names.get("reason") == UnreadableReason.TOO_LARGE:
        return too_large(names.get("detail", ""))
    if book.fault == "unreadable":
        return str(UNREADABLE.get(names.get("reason", ""), BROKEN))
    return str(BOOK_FAULTS[book.fault]) % names


def left_out_note(units: Sequence[str]) -> str:
    """Say of which units nothing was written, and why."""
    return _(
        "Not written: %(units)s. Lines of these workbooks changed in guatu since you looked;"
        " look at them again, then confirm."
    ) % {"units": "、".join(units)}


def applied_note(written: int, handed_in: int, *, is_handed_in: bool, held: int) -> str:
    if is_handed_in:
        note = _("%(count)d lines handed in.") % {"count": handed_in}
        return f"{note} {held_note(held)}" if held else note
    return _("%(count)d drafts saved; they are handed in by the unit.") % {"count": written}


def held_note(held: int) -> str:
    """Say of lines that were written and do not answer that they are drafts yet."""
    return _(
        "%(count)d lines were kept as drafts: they say neither what was done nor that nothing is new."
    ) % {"count": held}


def came(line: Line, cell: Cell, text: str) -> str:
    """Return what came in a cell as its page shows it: of what is too long, the beginning and how much."""
    is_long = any(
        at is cell and fault == CellFault.TOO_LONG for at, fault, _text, _at in line.faults
    )
    if not is_long or len(text) <= CLIPPED:
        return shown(cell, text)
    told = {"beginning": text[:CLIPPED].rstrip(), "count": len(text)}
    return _("%(beginning)s… (%(count)d characters)") % told


def faults_of(line: Line) -> list[tuple[Cell, str, str, str]]:
    """Return the faults of a line, without the long texts that its differences show already."""
    said = {(one.cell, one.sheet) for one in line.differences if len(one.sheet) > CLIPPED}
    return [
        (cell, fault, "" if (cell, text) in said else came(line, cell, text), place)
        for cell, fault, text, place in line.faults
    ]

"""The same workbook with its faults: the cells marked and commented, what was typed kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.core.returned import Cell
from guatu.dispatch.models import CheckIn
from guatu.interchange.sheets.outgoing import write_outgoing
from guatu.sheets.models import ReturnedBook
from guatu.sheets.queries.comparing import TO_CORRECT, Comes, Line, standing
from guatu.sheets.queries.exchange import reachable
from guatu.sheets.roundbooks import Sent, facts_of, outgoing, texts_of
from guatu.sheets.words import CELL_FAULTS, TWICE, TWICE_SAID
from guatu.shell.errors import InvalidState


def fault_book(actor: Actor, book: ReturnedBook) -> tuple[str, bytes]:
    """Return the workbook to send back to a unit, and its name: all its rows, as they came.

    Raises
    ------
    InvalidState
        If it was refused as a whole, or nothing in it is wrong.
    """
    lines = [Line.of(kept) for kept in book.lines]
    wrong = {line.id: told(line, lines) for line in lines if line.comes in TO_CORRECT}
    if book.issued is None or book.unit is None or not wrong:
        raise InvalidState(_("Nothing in this workbook has to be corrected."))
    rows = rows_of(actor, book, lines)
    rest_first = sorted(lines, key=lambda line: (line.comes in TO_CORRECT, -line.row))
    typed = {line.id: as_typed(line, rows[line.id]) for line in rest_first if line.id in rows}
    one = book.batch.round
    sent = Sent(
        round=one, unit_name=book.unit.label, code=book.issued.code, rows=list(rows.values()),
        note=_("Correct the red cells; each says what is wrong. The other rows are as you sent them."),
        typed=typed, wrong=wrong,
    )  # fmt: skip
    name = _("To correct: %(file)s") % {"file": book.unit.label}
    return f"{name}.xlsx", write_outgoing(outgoing(sent, facts_of(one, sent.rows)))


def told(line: Line, lines: Sequence[Line]) -> dict[Cell, str]:
    if line.comes is Comes.TWICE:
        said = [
            str(TWICE_SAID) % {"row": one.row, "text": one.sheet.get(Cell.SAID) or "—"}
            for one in lines
            if one.id == line.id
        ]
        return {Cell.SAID: str(TWICE) % {"said": "；".join(said)}}
    return {cell: str(CELL_FAULTS[fault]) for cell, fault, _text, _place in line.faults}


def as_typed(line: Line, row: CheckIn) -> Mapping[Cell, str]:
    """Return the cells as they came, the unreadable ones in the words that were typed."""
    texts = {**texts_of(row), **line.sheet}
    return texts | {cell: text for cell, _fault, text, _place in line.faults if text}


def rows_of(actor: Actor, book: ReturnedBook, lines: list[Line]) -> dict[int, CheckIn]:
    """Return the check-ins of the lines in the order of the file."""
    rows = reachable(actor, book.batch.round).filter(unit=book.unit_id)
    found = standing(rows, [line.id for line in lines])
    ordered = sorted((line for line in lines if line.id in found), key=lambda line: line.row)
    return {line.id: found[line.id] for line in ordered}

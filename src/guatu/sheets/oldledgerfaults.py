"""An old ledger given back as it came: what is asked and remarked stands at its cells, as comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath

from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_path
from guatu.core.adopting import Meaning
from guatu.core.adopting.grids import grid_from
from guatu.interchange.forms.marked import Place, marked_book
from guatu.sheets.adoptwords import REMARKS, WHY
from guatu.sheets.models import Adoption
from guatu.sheets.queries.meant import About, Meant, Question, Remark, meant
from guatu.shell.errors import InvalidState

COLUMNS: dict[str, tuple[str, ...]] = {
    About.UNIT: (Meaning.LEAD, Meaning.SUPPORT, Meaning.SUPERVISE),
    About.DAY: (Meaning.DUE,),
    About.START: (Meaning.START,),
    About.DOUBLE: (Meaning.TITLE,),
    Remark.NO_LEAD: (Meaning.LEAD,),
    Remark.LEAD_OTHER: (Meaning.LEAD,),
    Remark.NO_DUE: (Meaning.DUE,),
    Remark.STARTS_LATE: (Meaning.START,),
    Remark.AMOUNT: (Meaning.AMOUNT,),
    Remark.LEADER: (Meaning.LEADER,),
}
QUIET = frozenset({Remark.LEAD_ABOVE, Remark.HIDDEN})  # nothing is wrong with these


def fault_sheet(adoption: Adoption) -> tuple[str, bytes]:
    """Return the name and the content of the ledger with its doubtful cells marked and commented.

    Raises
    ------
    InvalidState
        If nothing in it is doubtful.
    """
    said = faults(meant(adoption))
    if not said:
        raise InvalidState(_("Nothing in this ledger has to be corrected."))
    payload = evidence_path(adoption.evidence.digest).read_bytes()
    made = marked_book(payload, grid_from(adoption.grid), said)
    stem = PurePath(adoption.evidence.file_name).stem
    return f"{_('To correct: %(file)s') % {'file': stem}}.xlsx", made


def faults(found: Meant) -> dict[Place, str]:
    """Return what is said of each doubtful cell, by its row and column."""
    said: defaultdict[Place, list[str]] = defaultdict(list)
    for one in found.questions:
        if not one.is_answered:
            for row in one.rows:
                said[cell_of(found, row - 1, one.about, one.text)].append(asked(one))
    for line in found.lines:
        for code, text in line.remarks:
            if code not in QUIET:
                words = f"{REMARKS[code]} {text[:80]}".strip()
                said[cell_of(found, line.row - 1, code, text)].append(words)
    for row in found.untitled:
        said[cell_of(found, row - 1, About.DOUBLE, "")].append(_("This row has no title."))
    return {place: "\n".join(dict.fromkeys(words)) for place, words in said.items()}


def asked(one: Question) -> str:
    return _("“%(text)s”: %(why)s") % {"text": one.text[:80], "why": WHY[one.why]}


def cell_of(found: Meant, row: int, about: str, text: str) -> Place:
    """Return the cell that a doubt is about: the first of its columns that holds the text, else its first."""
    columns = list(places(found, COLUMNS.get(about, ()))) or list(places(found, (Meaning.TITLE,)))
    grid = found.ledger.grid
    holding = (at for at in columns if text and text in grid.at(row, at))
    return row, next(holding, columns[0])


def places(found: Meant, meanings: Iterable[str]) -> Iterable[int]:
    return (at for meaning in meanings for at in found.ledger.columns(meaning))

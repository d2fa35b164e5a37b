"""What the papers of a round get from here: the draft bulletin, and the dispatch table on A3."""

from __future__ import annotations

from datetime import datetime

from guatu.core.actors import Actor
from guatu.core.filenames import DOCX, PDF, safe_name
from guatu.core.official.text import BlockKind
from guatu.core.tablebook import Paper
from guatu.interchange.official.writing import write_official
from guatu.meetings.models import PackagePart
from guatu.meetings.packagebooks import book, table_sheet
from guatu.meetings.packageparts import PartFile, register
from guatu.meetings.queries.gathering import Gathered
from guatu.paper.actions.bulletins import unsaved_bulletin
from guatu.paper.models import Sort
from guatu.paper.queries.bulletins import paper_of
from guatu.paper.tables import book_pdf

Code = PackagePart.Code


def draft_part(actor: Actor, one: Gathered, now: datetime) -> PartFile:
    """Return the draft bulletin of a package's round; nothing of it is kept but this file."""
    row = unsaved_bulletin(actor, one.round, Sort.DISPATCH, now)
    paper = paper_of(row)
    said = [block.words for block in paper.text.blocks if block.kind is BlockKind.PARAGRAPH]
    return PartFile(
        code=Code.BULLETIN,
        name=safe_name(f"{row.title}.docx"),
        payload=write_official(paper),
        media_type=DOCX,
        facts={words: [words] for words in said},
    )


def table_part(_actor: Actor, one: Gathered, _now: datetime) -> PartFile:
    """Return the dispatch table as it is handed out in the meeting.

    Raises
    ------
    InvalidState
        Printing is not installed, or a sign has no shape in any font.
    """
    table = book(one, Code.TABLE, table_sheet(one), paper=Paper.A3)
    return PartFile(
        code=Code.PRINTED,
        name=safe_name(f"{table.title} A3.pdf"),
        payload=book_pdf(table),
        media_type=PDF,
    )


def register_parts() -> None:
    """Let packages have these parts."""
    register(Code.BULLETIN, draft_part)
    register(Code.PRINTED, table_part)

"""An official paper as PDF, in the same layout as its Word file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from guatu.core.official import layout
from guatu.core.official.columns import column_widths, is_centred, table_size
from guatu.core.official.paper import OfficialPaper, title_lines
from guatu.core.official.text import Block, BlockKind
from guatu.shell.printing import pdf_of, why_unprintable

TEMPLATE = Path(__file__).parent / "typst" / "official.typ"
FACES = {1: "hei", 2: "kai", 3: "fangsong", 4: "fangsong"}
DATE_LEFT_OPEN = "　　　年　月　日"


def official_pdf(paper: OfficialPaper) -> bytes:
    """Return a paper as PDF.

    Raises
    ------
    InvalidState
        Printing is not installed, or a sign has no shape in any font; the message names it.
    """
    return pdf_of(TEMPLATE, data_of(paper))


def why_no_pdf(paper: OfficialPaper) -> str:
    """Return why a paper gives no PDF here; nothing where it does."""
    return why_unprintable(data_of(paper))


def data_of(paper: OfficialPaper) -> dict[str, Any]:
    """Return a paper as the template takes it."""
    size = layout.head_size(paper.head)
    dated = paper.dated or DATE_LEFT_OPEN
    places = layout.signed_at(paper.signature, dated)
    return {
        "head": {"text": paper.head, "size": size.points, "width": size.width},
        "title": paper.title_lines,
        "notes": list(paper.notes),
        "addressees": f"{paper.addressees.rstrip('：:')}：" if paper.addressees else "",
        "blocks": blocks_of(paper.text.blocks),
        "annex_titles": list(paper.annex_titles),
        "annexes": [
            {"title": title_lines(one.title), "blocks": blocks_of(one.blocks)}
            for one in paper.text.annexes
        ],
        "signature": {"text": paper.signature, "right": places.name},
        "dated": {"text": dated, "right": places.date},
        "copy_to": f"抄送：{paper.copy_to.rstrip('。，、；')}。" if paper.copy_to else "",
        "printed_by": paper.printed_by,
        "printed_on": "　年　月　日印发",
        "mark": paper.mark,
        "figures": figures(),
    }


def figures() -> dict[str, float]:
    """Return the figures of the layout: the template knows none of its own."""
    return {
        "width": layout.PAGE_WIDTH, "height": layout.PAGE_HEIGHT, "top": layout.TOP,
        "left": layout.LEFT, "right": layout.RIGHT, "bottom": layout.BOTTOM,
        "type_width": layout.TYPE_WIDTH, "pitch": layout.PITCH, "cell": layout.CELL,
        "body": layout.BODY_SIZE, "title": layout.TITLE_SIZE, "record": layout.RECORD_SIZE,
        "number": layout.NUMBER_SIZE, "table": layout.TABLE_SIZE, "head_drop": layout.HEAD_DROP,
        "rule_drop": layout.RULE_DROP, "number_drop": layout.NUMBER_DROP,
        "thick": layout.RULE_THICK, "thin": layout.RULE_THIN,
    }  # fmt: skip


def blocks_of(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [block_data(block) for block in blocks]


LONG_CELL = 300  # characters: a row that holds more may go on over the page
_LONG_WORD = re.compile(r"[!-~]{16,}")


def breakable(text: str) -> str:
    """Return text in which an address or a long number may be broken: else it runs off the page."""
    return _LONG_WORD.sub(lambda match: "\u200b".join(match[0]), text)


def block_data(block: Block) -> dict[str, Any]:
    if block.kind is BlockKind.PARAGRAPH:
        return {
            "kind": "paragraph", "lead": block.lead, "text": breakable(block.text), "sticks": block.is_heading,
            "face": FACES.get(block.level, "fangsong"),
        }  # fmt: skip
    return {
        "kind": "table",
        "caption": block.caption,
        "widths": column_widths(block.rows, layout.TYPE_WIDTH),
        "size": table_size(block.rows),
        "head": list(block.rows[0]),
        "rows": [
            [
                {"text": breakable(cell), "short": short, "splits": max(map(len, row)) > LONG_CELL}
                for cell, short in zip(row, is_centred(block.rows), strict=True)
            ]
            for row in block.rows[1:]
        ],
    }

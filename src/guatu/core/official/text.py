"""The text of a paper as people edit it: one paragraph a line, headings by their numbers, rows by |.

一、… （一）… 1.… （1）… are headings of four levels; a line of cells between | is a row of a table,
the first one its head, and a line that begins with 表 before it its caption; a line 附件：… begins an
annex, which reaches to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

_NUMERAL = "[一二三四五六七八九十百]{1,4}"
LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"({_NUMERAL})、")),
    (2, re.compile(rf"（({_NUMERAL})）")),
    (3, re.compile(r"(\d{1,2})[.．](?!\d)")),
    (4, re.compile(r"（(\d{1,2})）")),
)
_ANNEX = re.compile(r"附件\s*\d*\s*[：:]\s*(?:\d{1,2}[.．]\s*)?(\S.*)")
_CAPTION = re.compile(r"表\s*\d*[ 　:：]\s*\S")
_END = re.compile(r"[。！？；]")
_CLOSED = "。！？；：，、"
_CELL_BREAK = re.compile(r"(?<!\\)\|")
FEWEST_COLUMNS = 2
LONGEST_HEADING = 60


class BlockKind(StrEnum):
    """What a block of a paper is."""

    PARAGRAPH = "paragraph"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block. `lead` is the part of a paragraph that is set as its heading; `line` counts from 1."""

    kind: BlockKind = BlockKind.PARAGRAPH
    line: int = 0
    level: int = 0
    lead: str = ""
    text: str = ""  # after `lead`
    caption: str = ""
    rows: tuple[tuple[str, ...], ...] = ()  # the first is the head

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading and no sentence: it stays with what it heads."""
        return bool(self.lead) and not self.text and self.lead[-1] not in _CLOSED

    @property
    def words(self) -> str:
        """All its words."""
        cells = "".join("".join(row) for row in self.rows)
        return f"{self.lead}{self.text}{self.caption}{cells}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """附件: its title and its own blocks."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as its blocks and its annexes."""

    blocks: tuple[Block, ...] = ()
    annexes: tuple[Annex, ...] = ()

    @property
    def words(self) -> str:
        """All its words, annexes left out: what its length is counted of."""
        return "".join(block.words for block in self.blocks)


@dataclass(slots=True)
class _Open:
    """What is being read: the blocks so far, and the rows of a table that goes on."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    caption: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)
    line: int = 0

    def close_table(self) -> None:
        if self.rows:
            wide = max(len(row) for row in self.rows)
            rows = tuple((*row, *[""] * (wide - len(row))) for row in self.rows)
            block = Block(kind=BlockKind.TABLE, line=self.line, caption=self.caption, rows=rows)
            self.blocks.append(block)
        elif self.caption:
            self.blocks.append(Block(line=self.line, text=self.caption))
        self.caption, self.rows = "", []


def read_text(written: str) -> Text:
    """Read a text as it is edited.

    Parameters
    ----------
    written : str
        Lines; empty ones are left out.

    Returns
    -------
    Text
        What it holds; every word stands in some block or title.
    """
    parts = [_Open()]
    for number, raw in enumerate(written.splitlines(), start=1):
        line = raw.strip()
        if not line:
            parts[-1].close_table()
        elif match := _ANNEX.fullmatch(line):
            parts[-1].close_table()
            parts.append(_Open(title=match[1].strip()))
        else:
            _take(parts[-1], line, number)
    parts[-1].close_table()
    body, *annexes = parts
    return Text(
        blocks=tuple(body.blocks),
        annexes=tuple(Annex(title=one.title, blocks=tuple(one.blocks)) for one in annexes),
    )


def without_empty_annexes(written: str, empty: Collection[str]) -> str:
    """Return a text without the annexes that say nothing but one of the `empty` sentences.

    Parameters
    ----------
    written : str
        Lines, as they are edited.
    empty : collection of str
        What stands where a table would, had it rows.
    """
    parts: list[list[str]] = [[]]
    for line in written.splitlines():
        if _ANNEX.fullmatch(line.strip()):
            parts.append([])
        parts[-1].append(line)
    body, *annexes = parts
    kept = [lines for lines in annexes if not _is_empty(lines[1:], empty)]
    if len(kept) == len(annexes):
        return written
    return "\n".join(line for lines in (body, *kept) for line in lines).rstrip()


def _is_empty(lines: Sequence[str], empty: Collection[str]) -> bool:
    """Say whether some of `lines` is one of `empty`, and no other says anything; a caption does not."""
    said = [line.strip() for line in lines if line.strip()]
    words = [line for line in said if not _CAPTION.match(line)]
    return bool(words) and all(line in empty for line in words)


def _take(part: _Open, line: str, number: int) -> None:
    if (cells := cells_of(line)) is not None:
        if not part.rows:
            part.line = number
        part.rows.append(cells)
        return
    part.close_table()
    if _CAPTION.match(line):
        part.caption, part.line = line, number
        return
    part.blocks.append(paragraph_of(line, number))


def cells_of(line: str) -> tuple[str, ...] | None:
    r"""Return the cells of a row between |, or None of a line that is none; a | in a cell is written \\|."""
    if not (line.startswith("|") and line.endswith("|")):
        return None
    cells = [one.strip().replace("\\|", "|") for one in _CELL_BREAK.split(line)[1:-1]]
    return tuple(cells) if len(cells) >= FEWEST_COLUMNS else None


def row_of(cells: Sequence[str]) -> str:
    """Write cells as a row; line ends in a cell become blanks."""
    inner = " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {inner} |"


def level_of(line: str) -> int:
    """Return the level of the number that a line begins with, 0 where it begins with none."""
    return next((level for level, pattern in LEVELS if pattern.match(line)), 0)


def paragraph_of(line: str, number: int = 0) -> Block:
    """Return a paragraph with what of it is set as a heading.

    A numbered line without an end mark is a heading as a whole; of one that goes on after its first
    sentence, that sentence is.
    """
    level = level_of(line)
    if not level:
        return Block(line=number, text=line)
    first = _END.search(line)
    if first is None and line[-1] not in _CLOSED and len(line) <= LONGEST_HEADING:
        return Block(line=number, level=level, lead=line)
    if first is None or first.end() > LONGEST_HEADING:
        return Block(line=number, level=level, text=line)
    return Block(line=number, level=level, lead=line[: first.end()], text=line[first.end() :])

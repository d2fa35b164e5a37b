"""A paper as it is set: head, title, body, annexes, signature and 版记; and how its title is broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guatu.core.official.layout import MM_A_POINT, TITLE_SIZE, TYPE_WIDTH, width_of
from guatu.core.official.text import Text, read_text

TITLE_ROOM = TYPE_WIDTH / MM_A_POINT / TITLE_SIZE - 1  # characters of a line of the title
_KEPT = r"《[^》]*》|“[^”]*”|「[^」]*」|‘[^’]*’|\d+[年月日期个项号]?|[A-Za-z]+|."
_NOT_LAST = frozenset("关于对和与及在第（《“")  # a line of a title does not end so
_NOT_FIRST = frozenset("的）》”，、。：；等")  # nor begin so


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPaper:
    """What is set. There is no number, signer or seal (T16); `notes` stand under the title.

    `mark` (模拟数据) is said on every page. `names` are those within which no title is broken.
    """

    head: str
    title: str
    text: Text
    notes: tuple[str, ...] = ()
    addressees: str = ""
    signature: str = ""
    dated: str = ""
    copy_to: str = ""
    printed_by: str = ""
    mark: str = ""
    names: tuple[str, ...] = ()

    @property
    def title_lines(self) -> list[str]:
        """The title as it is broken into lines."""
        return title_lines(self.title, self.names)

    @property
    def annex_titles(self) -> tuple[str, ...]:
        return tuple(one.title for one in self.text.annexes)


def paper_of(written: str, **head: object) -> OfficialPaper:
    """Return the paper of an edited text."""
    return OfficialPaper(text=read_text(written), **head)  # type: ignore[arg-type]  # the fields above


def title_lines(title: str, names: Sequence[str] = ()) -> list[str]:
    """Break a title into lines of about one width, at no word that belongs together.

    Parameters
    ----------
    title : str
        In one piece, or with line ends where the writer wants them.
    names : sequence of str
        What is never broken where it fits on a line, beside what stands in quotes: 词意完整 (7.3.1).

    Returns
    -------
    list of str
        As few lines as hold it; each within the type area at the size of titles.
    """
    found = []
    for part in title.splitlines():
        if part.strip():
            found += _balanced("".join(part.split()), _pieces_of(names))
    return found


def _pieces_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of the pieces of a title: names, the longest first, then what stands in quotes."""
    whole = sorted({"".join(name.split()) for name in names} - {""}, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, whole), _KEPT]), re.DOTALL)


def _balanced(title: str, pattern: re.Pattern[str]) -> list[str]:
    pieces = _joined([match[0] for match in pattern.finditer(title)])
    count = max(1, -(-int(width_of(title) * 2) // int(TITLE_ROOM * 2)))
    while count < len(pieces):
        lines = _cut(pieces, width_of(title) / count)
        if all(width_of(line) <= TITLE_ROOM for line in lines):
            return lines
        count += 1
    return _packed(pieces)


def _packed(pieces: Sequence[str]) -> list[str]:
    """Return lines that each hold as many pieces as have room: for what no balance fits."""
    lines = [pieces[0]] if pieces else []
    for piece in pieces[1:]:
        if width_of(lines[-1] + piece) <= TITLE_ROOM:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines


def _joined(pieces: Sequence[str]) -> list[str]:
    """Return pieces that may be parted: what does not end or begin a line stays with its other half."""
    found: list[str] = []
    for piece in pieces:
        room = not found or width_of(found[-1] + piece) <= TITLE_ROOM
        if found and room and (piece[0] in _NOT_FIRST or found[-1][-1] in _NOT_LAST):
            found[-1] += piece
        elif width_of(piece) > TITLE_ROOM:  # a name in quotes that is longer than a line
            found += piece
        else:
            found.append(piece)
    return found


def _cut(pieces: Sequence[str], width: float) -> list[str]:
    """Return lines that end as near to a multiple of `width` as the pieces allow."""
    lines: list[str] = []
    line, done = "", 0.0
    for piece in pieces:
        step = width_of(piece)
        goal = (len(lines) + 1) * width
        if line and done + step / 2 > goal + 0.01:
            lines.append(line)
            line = ""
        line += piece
        done += step
    return [*lines, line]

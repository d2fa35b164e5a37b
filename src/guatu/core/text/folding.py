"""A copy of a text in one width and without blanks, with the way back to the original."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

_BLANKS = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_EDGE = f"[{_BLANKS}{_INVISIBLE}\t]"
_DROPPED = re.compile(
    f"(?<!{_EDGE}){_EDGE}+(?=[\r\n]|$)|(?:(?<=[\r\n])|^){_EDGE}+|[{_BLANKS}{_INVISIBLE}]+|\r(?=\n)"
)
_LONE_RETURN = re.compile(r"\r(?!\n)")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER: dict[int, int | str] = {
    **dict.fromkeys(map(ord, "‐‑‒–―−﹣"), "-"),
    **dict.fromkeys(map(ord, "〜∼﹏"), "~"),
    **dict.fromkeys(map(ord, "・•‧∙⋅"), "·"),
    **dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    ord("﹑"): "、",
    ord("｡"): "。",
    ord("「"): "“",
    ord("」"): "”",
    ord("『"): "“",
    ord("』"): "”",
    ord("〔"): "[",
    ord("〕"): "]",
    ord("【"): "[",
    ord("】"): "]",
    ord("∶"): ":",
    ord("﹕"): ":",
}
# A point that closes a Chinese sentence; in 一.甲 it belongs to the number.
_POINT = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![一二三四五六七八九十])\.(?=[\u4e00-\u9fff\n]|20\d\d|$)"
)
_FOLDED: dict[int, int | str] = {**_WIDE, **_OTHER}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedText:
    r"""A folded copy and, for each of its characters, where it stands in the original.

    Parameters
    ----------
    original : str
        The text as given.
    text : str
        The copy: half width, no blanks within Chinese, straight quotes paired, line ends ``\n``.
    offsets : tuple of int
        One index into `original` for each character of `text`, rising.
    gaps : frozenset of int
        Indexes into `text` before which blanks were left out.
    """

    original: str
    text: str
    offsets: tuple[int, ...]
    gaps: frozenset[int]

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the original that a slice of the folded text stands for.

        Parameters
        ----------
        start, end : int
            A non-empty slice of `text`.

        Returns
        -------
        tuple of (int, int)
            The slice of `original` from its first character to its last.
        """
        return self.offsets[start], self.offsets[end - 1] + 1

    def place(self, at: int) -> int:
        """Index into `text` of the first character at or behind a place of the original.

        Parameters
        ----------
        at : int
            A code point of `original`.

        Returns
        -------
        int
            The index; the length of `text` where nothing follows.
        """
        return bisect_left(self.offsets, at)


def fold(text: str) -> FoldedText:
    """Fold width, blanks and line ends so that rules see one writing of the same words.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    FoldedText
        The copy with its offsets. A blank between two Latin letters or digits stays one blank.
    """
    folded = _LONE_RETURN.sub("\n", text).translate(_FOLDED)
    pieces: list[str] = []
    offsets: list[int] = []
    gaps: set[int] = set()
    at = 0
    for match in _DROPPED.finditer(folded):
        pieces.append(folded[at : match.start()])
        offsets.extend(range(at, match.start()))
        if _parts_words(folded, match):
            pieces.append(" ")
            offsets.append(match.start())
        elif match.group() != "\r":
            gaps.add(len(offsets))
        at = match.end()
    pieces.append(folded[at:])
    offsets.extend(range(at, len(folded)))
    return FoldedText(
        original=text,
        text=_POINT.sub("。", _paired("".join(pieces))),
        offsets=tuple(offsets),
        gaps=frozenset(gaps),
    )


def _parts_words(folded: str, blank: re.Match[str]) -> bool:
    if blank.start() == 0 or blank.end() >= len(folded) or set(blank.group()) & {"\t", "\r"}:
        return False
    before, after = folded[blank.start() - 1], folded[blank.end()]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _paired(text: str) -> str:
    """Turn straight double quotes into opening and closing ones, line by line."""
    if '"' not in text:
        return text
    lines = text.split("\n")
    return "\n".join(_paired_line(line) for line in lines)


def _paired_line(line: str) -> str:
    parts = line.split('"')
    marks = ("“", "”")
    return parts[0] + "".join(marks[i % 2] + part for i, (_, part) in enumerate(pairwise(parts)))

"""Text copied from a page of print: lines broken at the margin become paragraphs again."""

import re
from collections.abc import Callable
from itertools import pairwise

from guatu.core.text.folding import FoldedText

_FEWEST_LINES = 8
_FEWEST_INDENTS = 3
_NARROWEST, _WIDEST = 15, 60  # characters of a full line
_FULL_SHARE = 0.2
_OPEN_SHARE = 0.6
_WITHIN_SHARE = 0.97
_SLACK = 1.5  # a line ends early where a mark would not fit
_OPENING = re.compile(
    r"第?[一二三四五六七八九十]{1,3}[、.是要章节]|[(\[]|\d{1,3}[.、)]|[①-⑳]|附件|[^,。;]{2,8}:"
)
_CLOSING = "。;:!?；：！？"


def unwrapped(folded: FoldedText) -> FoldedText:
    """Join the lines of a text that was broken at a margin; give any other text back as it is.

    Parameters
    ----------
    folded : FoldedText
        The folded copy.

    Returns
    -------
    FoldedText
        The same characters without the line ends that stand inside paragraphs.
    """
    measure = next((m for m in (_characters, _print_width) if _margin(_lines(folded), m)), None)
    if measure is None:
        return folded
    dropped = set(_inner_ends(folded, measure))
    kept = [at for at in range(len(folded.text)) if at not in dropped]
    place = {at: index for index, at in enumerate(kept)}
    return FoldedText(
        original=folded.original,
        text="".join(folded.text[at] for at in kept),
        offsets=tuple(folded.offsets[at] for at in kept),
        gaps=frozenset(place[at] for at in folded.gaps if at in place),
    )


def _characters(line: str) -> float:
    return len(line)


def _print_width(line: str) -> float:
    """Width where Latin letters and digits take half a Chinese character."""
    return sum(0.5 if character.isascii() else 1 for character in line)


def _lines(folded: FoldedText) -> list[str]:
    """Lines as they stand in the original: an indent belongs to the width of its line."""
    ends = [at for at, character in enumerate(folded.text) if character == "\n"]
    cuts = [-1, *(folded.offsets[at] for at in ends), len(folded.original)]
    return [folded.original[a + 1 : b].rstrip() for a, b in pairwise(cuts)]


def _margin(lines: list[str], measure: Callable[[str], float]) -> float:
    """Width of a full line where hardly one is wider and most full ones end no sentence, else 0."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < _FEWEST_LINES or any("\t" in line.strip() for line in filled):
        return 0
    widths = sorted(measure(line) for line in filled)
    margin = widths[int(len(widths) * _WITHIN_SHARE)]
    full = [line for line in filled if measure(line) >= margin - _SLACK]
    is_open = [line for line in full if line[-1] not in _CLOSING]
    fits = _NARROWEST <= margin <= _WIDEST and len(full) >= _FULL_SHARE * len(filled)
    return margin if fits and len(is_open) >= _OPEN_SHARE * len(full) else 0


def _inner_ends(folded: FoldedText, measure: Callable[[str], float]) -> list[int]:
    """Places of the line ends that stand inside a paragraph."""
    lines = _lines(folded)
    margin = _margin(lines, measure)
    ends = [at for at, character in enumerate(folded.text) if character == "\n"]
    # Where paragraphs are indented, a line without an indent goes on whatever it opens with.
    indented = sum(end + 1 in folded.gaps for end in ends) >= _FEWEST_INDENTS
    return [
        end
        for line, end in zip(lines, ends, strict=False)
        if measure(line) >= margin - _SLACK and _goes_on(folded, line, end, indented=indented)
    ]


def _goes_on(folded: FoldedText, line: str, end: int, *, indented: bool) -> bool:
    """Whether the next line belongs to the same paragraph."""
    following = folded.text[end + 1 : end + 40]
    if following[:1] in {"", "\n"} or end + 1 in folded.gaps:
        return False
    return indented or not (_OPENING.match(following) and line[-1:] in _CLOSING)

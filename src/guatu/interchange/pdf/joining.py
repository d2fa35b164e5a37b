"""Where a printed line may end inside a paragraph, and what two joined lines need between them."""

from __future__ import annotations

from guatu.interchange.pdf.lines import Line

_CLOSERS = "，。、；：！？）》〉】」』％%,.;:!?)]}…—·"
_OPENERS = "（《〈【「『([{"
_FIGURE_MARKS = "，．：；"
_QUOTES = "“”‘’\"'"
_SLACK = 0.3  # ems that a line may fall short although the next word would have fitted


def has_ended(slack: float, following: Line) -> bool:
    """Tell whether a paragraph ended: the next line's first word would still have fitted.

    Parameters
    ----------
    slack : float
        Points left free on the line.
    following : Line
        The line below it.
    """
    return slack > _first_word(following) + _SLACK * following.size


def _first_word(line: Line) -> float:
    """Width of what may not be parted at the start of a line."""
    glyphs = line.glyphs
    first = next(at for at, glyph in enumerate(glyphs) if glyph.text.strip())
    at = first
    while at + 1 < len(glyphs) and _are_tied(glyphs[at].text, glyphs[at + 1].text):
        at += 1
    return glyphs[at].x1 - glyphs[first].x0


def _are_tied(left: str, right: str) -> bool:
    """Whether no line ends between two characters (after Unicode Annex 14, in brief)."""
    if not left.strip() or not right.strip():
        return False
    if left in _OPENERS or right in _CLOSERS or left in _QUOTES or right in _QUOTES:
        return True
    if left in _FIGURE_MARKS and right.isdecimal():  # some programs take it for a mark in a figure
        return True
    return left.isascii() and right.isascii()


def needs_blank(before: str, after: str) -> bool:
    """Tell whether two joined lines need a blank: words of letters do, Chinese and numbers not."""
    left, right = before[-1:], after[:1]
    if not (left.isascii() and right.isascii()) or left in "-/(" or right in ")/,.;:%":
        return False
    return (left.isalpha() and right.isalpha()) or (left in ",;:.!?" and right.isalpha())

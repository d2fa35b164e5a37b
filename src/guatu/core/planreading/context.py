"""The words around a stretch of a text: what a person reads to judge a number or a quote."""

from dataclasses import dataclass

_ENDS = "。；;！!？?\n\r"
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A sentence and where a stretch stands in it; ``sentence[start:end]`` is the stretch."""

    sentence: str
    start: int
    end: int
    is_cut: bool = False


def sentence_around(text: str, start: int, end: int, *, longest: int = _LONGEST) -> Surroundings:
    """Give the sentence that holds a stretch, cut on both sides where it is long.

    Parameters
    ----------
    text : str
        The document as given.
    start, end : int
        A stretch of it, in code points.
    longest : int
        Most characters to give; the stretch itself is never cut.

    Returns
    -------
    Surroundings
        The sentence with its closing mark, without blanks at its ends.

    Raises
    ------
    ValueError
        Where the stretch is no part of the text.
    """
    if not 0 <= start <= end <= len(text):
        message = "The stretch is no part of the text."
        raise ValueError(message)
    first, last = _bounds(text, start, end)
    spare = max(longest - (end - start), 0)
    from_left = max(first, start - spare // 2)
    to_right = min(last, end + spare - (start - from_left))
    from_left = max(first, min(from_left, start - (spare - (to_right - end))))
    return Surroundings(
        sentence=text[from_left:to_right],
        start=start - from_left,
        end=end - from_left,
        is_cut=(from_left, to_right) != (first, last),
    )


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """First and last place of the sentence, blanks at its ends left out."""
    first = max((text.rfind(mark, 0, start) for mark in _ENDS), default=-1) + 1
    ends = [at for mark in _ENDS if (at := text.find(mark, end)) >= 0]
    last = min(ends) if ends else len(text)
    if last < len(text) and text[last] not in "\n\r":
        last += 1
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last

"""Counting the paragraphs of lists and writing their labels, whatever file the lists came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from guatu.interchange.numerals import numeral
from guatu.interchange.symbols import bullet

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_CLOSED = "、）)．，:：】〕］〉》。;；"  # behind these a Chinese text needs no blank


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a list; in its text ``%1`` stands for the number of the first level."""

    form: str
    text: str
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None  # the level (1 the highest) that restarts it; 0: nothing does
    is_legal: bool = False  # all numbers in digits
    is_hidden: bool = False
    style: str | None = None  # the style of paragraphs that are at this level


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a paragraph stands: lists of one definition count on together."""

    definition: str
    num: int
    at: int
    restart: int | None = None  # where this list starts anew when it is first used


class Counter:
    """Counts the numbered paragraphs of one document, in the order of its text."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[int, int]] = set()

    def label(self, place: Place, levels: Mapping[int, Level]) -> str:
        """Count one paragraph and return its label with what follows it; empty if it has none."""
        level = levels.get(place.at)
        if level is None:
            return ""
        counts = self._count(place, levels)
        if level.is_hidden:
            return ""
        if level.form == "bullet":
            return labelled(bullet(level.text), level.suffix)
        return labelled(_filled(level, counts, levels), level.suffix)

    def _count(self, place: Place, levels: Mapping[int, Level]) -> list[int | None]:
        counts = self._counts.setdefault(place.definition, [None] * LEVELS)
        at = place.at
        if place.restart is not None and (place.num, at) not in self._begun:
            counts[at] = place.restart - 1
        self._begun.add((place.num, at))
        before = counts[at]
        counts[at] = levels[at].start if before is None else before + 1
        for deeper in range(at + 1, LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or at + 1 <= restart:
                counts[deeper] = None
        return counts


def _filled(level: Level, counts: list[int | None], levels: Mapping[int, Level]) -> str:
    """Return a level's text with the numbers in their places."""

    def written(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        other = levels.get(at, level)
        value = counts[at]
        value = other.start if value is None else value
        if other.form.startswith("padded"):
            return str(value).zfill(int(other.form.removeprefix("padded")))
        is_plain = level.is_legal and other.form != "none"
        return numeral(value, "decimal" if is_plain else other.form)

    return _PLACE.sub(written, level.text)


def labelled(label: str, suffix: str) -> str:
    """Put behind a label what parts it from its text; a stop before a figure keeps a blank."""
    if not label or suffix == "nothing":
        return label
    if suffix == "space":
        return f"{label} "
    return label if label[-1] in _CLOSED else f"{label} "

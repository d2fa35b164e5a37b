"""Straight lines out of drawn outlines, and the matrices that place them on the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from guatu.interchange.pdf.glyphs import Ruling

_THIN = 3.0  # points: a filled bar up to this is a line
_SHORTEST = 3.0
_SKEW = 1.0


class Matrix(NamedTuple):
    """Turns the places of one space into those of the space around it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Give the place in the outer space."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: Matrix) -> Matrix:
        """Give this matrix followed by the outer one."""
        return Matrix(
            a=self.a * outer.a + self.b * outer.c,
            b=self.a * outer.b + self.b * outer.d,
            c=self.c * outer.a + self.d * outer.c,
            d=self.c * outer.b + self.d * outer.d,
            e=self.e * outer.a + self.f * outer.c + outer.e,
            f=self.e * outer.b + self.f * outer.d + outer.f,
        )


def sides_of(outline: list[tuple[float, float]]) -> Iterator[Ruling]:
    """Give the level and upright sides of a stroked outline."""
    for start, end in pairwise(outline):
        yield from _side(start, end)


def _side(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Ruling]:
    (x0, y0), (x1, y1) = start, end
    if abs(y1 - y0) <= _SKEW and abs(x1 - x0) >= _SHORTEST:
        yield Ruling(is_level=True, at=(y0 + y1) / 2, a=min(x0, x1), b=max(x0, x1))
    elif abs(x1 - x0) <= _SKEW and abs(y1 - y0) >= _SHORTEST:
        yield Ruling(is_level=False, at=(x0 + x1) / 2, a=min(y0, y1), b=max(y0, y1))


def bar_of(outline: list[tuple[float, float]]) -> Iterator[Ruling]:
    """Give the line that a thin filled outline is."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THIN and width >= _SHORTEST and width > height:
        yield Ruling(is_level=True, at=(min(ys) + max(ys)) / 2, a=min(xs), b=max(xs))
    elif width <= _THIN and height >= _SHORTEST:
        yield Ruling(is_level=False, at=(min(xs) + max(xs)) / 2, a=min(ys), b=max(ys))

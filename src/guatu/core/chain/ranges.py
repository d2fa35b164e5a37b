"""Sets of whole numbers as sorted, disjoint ranges: a million rows moved by one are one range."""

from __future__ import annotations

from collections.abc import Iterable

Range = tuple[int, int]  # first and last, both in it


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return the union of `ranges`, sorted, with touching ranges joined."""
    result: list[Range] = []
    for first, last in sorted(ranges):
        if first > last:
            continue
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def without(ranges: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """Return what is in `ranges` and not in `taken`; both may be in any order."""
    result: list[Range] = []
    holes = merged(taken)
    for first, last in merged(ranges):
        start = first
        for hole_first, hole_last in holes:
            if hole_last < start or hole_first > last:
                continue
            if hole_first > start:
                result.append((start, hole_first - 1))
            start = hole_last + 1
        if start <= last:
            result.append((start, last))
    return result


def shared(ranges: Iterable[Range], others: Iterable[Range]) -> list[Range]:
    """Return what is in both."""
    left = merged(ranges)
    return without(left, without(left, others))


def holds(ranges: Iterable[Range], number: int) -> bool:
    """Say whether `number` is in one of `ranges`."""
    return any(first <= number <= last for first, last in ranges)

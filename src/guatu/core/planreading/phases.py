"""Phases: named stretches with their days."""

import re
from datetime import date

from guatu.core.planreading.model import DraftPhase
from guatu.core.planreading.outline import INLINE_RANK, Node, Outline, Role
from guatu.core.planreading.source import Source
from guatu.core.text.dates import Period, find_periods

_LONGEST_LABEL = 5
_NEAR = 40
_NAME = re.compile(r"[^,。;:()\n]{2,20}?阶段")
_PLAIN = re.compile(
    r"(?:^|[\n。;])(?:第[一二三四五六]阶段[:是])?(?P<name>[^,。;:()\n]{2,18}阶段|(?<=阶段[:是])[^,。;:()\n]{2,16})[(:](?P<days>[^)\n。;]{2,40})"
)


def phases_of(
    source: Source, outline: Outline, *, year: int | None, today: date | None
) -> list[DraftPhase]:
    """Read phases from numbered items that hold a date range, and from 某阶段(…) anywhere."""
    found = []
    for node in outline.nodes:
        if node.children and any(child.rank < INLINE_RANK for child in node.children):
            continue
        phase = _phase_of(source, node, year=year, today=today)
        if phase:
            found.append(phase)
    taken = [(p.start, p.end) for p in found]
    for match in _PLAIN.finditer(source.text):
        start = match.start("name")
        first, last = source.folded.bounds(start, match.end())
        if all(last <= a or first >= b for a, b in taken):
            phase = _built(
                source, (start, match.end("days")), match["name"], year=year, today=today
            )
            if phase:
                found.append(phase)
    return sorted(found, key=lambda phase: phase.start)


def _phase_of(
    source: Source, node: Node, *, year: int | None, today: date | None
) -> DraftPhase | None:
    head_end = min(node.end, node.title_end + 45)
    head = source.text[node.text_start : head_end].split("\n", 1)[0]
    title = source.text[node.text_start : node.title_end]
    if "阶段" not in title and node.role is not Role.PHASES:
        return None
    name = _NAME.match(title)
    words = name.group() if name else re.split("[(,:。;]", title, maxsplit=1)[0]
    label = re.match(r"第?[一二三四五六七八九十]+阶段[:(]?", title)
    if label and len(words) <= _LONGEST_LABEL and len(title) > label.end():
        words = re.split("[(,:。;]", title[label.end() :], maxsplit=1)[0]
    days = _days_in(head, year=year, today=today)
    if not days or not words:
        return None
    end = node.text_start + days.end
    if source.text[end : end + 1] == ")":
        end += 1
    return _phase(source, (node.start, end), words, days)


def _days_in(head: str, *, year: int | None, today: date | None) -> Period | None:
    """Take the first days that a bracket, a colon or a sentence of their own sets off."""
    for period in find_periods(head, year=year, today=today):
        before = head[: period.start].rstrip()
        if period.start < _NEAR and (not before or before[-1] in "(:。,、" or period.is_range):
            return period
    return None


def _built(
    source: Source, bounds: tuple[int, int], name: str, *, year: int | None, today: date | None
) -> DraftPhase | None:
    start, end = bounds
    days = _days_in(source.text[start + len(name) : end], year=year, today=today)
    if not days or not (days.is_range or source.text[start + len(name)] == "("):
        return None
    if source.text[end : end + 1] == ")":
        end += 1
    return _phase(source, (start, end), name, days)


def _phase(source: Source, bounds: tuple[int, int], name: str, days: Period) -> DraftPhase:
    known = days.first is not None and days.last is not None
    return DraftPhase(
        evidence=source.cite(
            *bounds,
            confidence=0.95 if known else 0.5,
            reasons=("date-range" if days.is_range else "date",),
        ),
        name=name,
        first=days.first,
        last=days.last,
    )

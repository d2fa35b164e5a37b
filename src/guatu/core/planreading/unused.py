"""No number lost: every numeral of the body is in a record or listed here with its reason."""

import re
from itertools import chain

from guatu.core.planreading.amounts import Refused
from guatu.core.planreading.model import DraftPlan, Unused, UnusedReason
from guatu.core.planreading.outline import Outline
from guatu.core.planreading.source import Source
from guatu.core.text.dates import find_periods

NUMERAL = re.compile(r"\d+(?:[.,:]\d+)*|[零〇一二两三四五六七八九十百千万亿]+")
_QUOTED = re.compile(r"“[^”\n]{0,20}”|《[^》\n]{0,40}》")

# 附件1 and 附表2; 2026-01-16 09:12 and a bare year
_ANNEX = re.compile(r"附[件表录图]\d{1,2}|(?<![一-鿿])[表图]\d{1,2}(?=[:、.\n)]|$)")
_STAMP = re.compile(
    r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
    r"|(?<![\d.])(?:19|20)\d\d(?![\d.]|[\u4e00-\u9fff]?元|[个家户亩人公平米吨万])"
)
_PLAIN = ((_ANNEX, UnusedReason.NUMBERING), (_STAMP, UnusedReason.DATE))


def unused_numbers(
    source: Source,
    draft: DraftPlan,
    outline: Outline,
    *,
    refused: list[Refused],
    used: list[tuple[int, int]],
    page: frozenset[int],
) -> list[Unused]:
    """List the numerals of the document that no record holds, in order."""
    text = source.text
    cover = _Cover(len(text))
    for start, end in used:
        cover.mark(start, end, "used")
    kinds = (
        draft.phases, draft.cadence, draft.projects, draft.tasks, draft.targets, draft.facts,
    )  # fmt: skip
    for item in chain.from_iterable(kinds):
        cover.mark_original(source, item.start, item.end)
    for pattern, plain in _PLAIN:
        for match in pattern.finditer(text):
            cover.mark(match.start(), match.end(), plain)
    for other in refused:
        cover.mark(other.start, other.end, other.reason)
    for node in outline.nodes:
        cover.mark(node.start, node.text_start, UnusedReason.NUMBERING)
    for line in (source.lines[index] for index in page):
        cover.mark(line.start, line.end, UnusedReason.FURNITURE)
    for match in _QUOTED.finditer(text):
        cover.mark(match.start(), match.end(), UnusedReason.NAME)
    for period in find_periods(text, year=None):
        cover.mark(period.start, period.end, UnusedReason.DATE)
    return [
        _unused(source, match, reason)
        for match in NUMERAL.finditer(text)
        if (reason := cover.reason(match)) is not None
    ]


class _Cover:
    """Which stretch of the folded text is accounted for, and how; the first mark stays."""

    def __init__(self, length: int) -> None:
        self._marks: list[str | None] = [None] * length

    def mark(self, start: int, end: int, reason: str) -> None:
        """Mark a slice of the folded text."""
        for at in range(start, min(end, len(self._marks))):
            if self._marks[at] is None:
                self._marks[at] = reason

    def mark_original(self, source: Source, start: int, end: int) -> None:
        """Mark what a quote of the original covers."""
        offsets = source.folded.offsets
        first = _index(offsets, start)
        self.mark(first, _index(offsets, end), "used")

    def reason(self, match: re.Match[str]) -> UnusedReason | None:
        """Why the numeral is unused, None where a record holds it."""
        marks = [mark for mark in self._marks[match.start() : match.end()] if mark]
        if "used" in marks:
            return None
        if marks:
            return UnusedReason(marks[0])
        return _own_reason(match)


def _index(offsets: tuple[int, ...], value: int) -> int:
    low, high = 0, len(offsets)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if offsets[middle] < value else (low, middle)
    return low


def _own_reason(match: re.Match[str]) -> UnusedReason:
    text, before = match.string, match.string[match.start() - 1 : match.start()]
    behind = text[match.end() : match.end() + 2]
    if before == "第":
        return UnusedReason.ORDINAL
    if not match.group()[0].isdigit():
        return UnusedReason.WORD
    if behind[:1] in "年月日天时" or behind in {"个月", "小时"}:
        return UnusedReason.DURATION
    return UnusedReason.CODE if before.isascii() and before.isalnum() else UnusedReason.NO_INDICATOR


def _unused(source: Source, match: re.Match[str], reason: UnusedReason) -> Unused:
    evidence = source.cite(match.start(), match.end())
    return Unused(quote=evidence.quote, start=evidence.start, end=evidence.end, reason=reason)

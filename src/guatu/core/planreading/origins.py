"""Where a commitment comes from: given from above, set here, or promised by the unit itself."""

import re
from dataclasses import dataclass, replace
from typing import TypeVar

from guatu.core.planreading.lexicon import sources
from guatu.core.planreading.model import (
    DraftProject,
    DraftTarget,
    DraftTask,
    Origin,
)
from guatu.core.planreading.outline import Node, Outline
from guatu.core.planreading.source import Source

_LONGEST_NOTE = 30
Committed = TypeVar("Committed", DraftTarget, DraftTask, DraftProject)


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_RANKS = dict(sources.LEVELS)
_GIVEN = re.compile(
    rf"(?P<level>{_either(tuple(_RANKS))})(?:委|政府|里|人民政府|委、[省市县区]政府)?(?:{_either(sources.GIVEN)})"
)
_ABOVE = re.compile(_either(sources.FROM_ABOVE))
_PLEDGE = re.compile(_either(sources.PLEDGE))
_NO_PLEDGE = re.compile(_either(sources.NO_PLEDGE))
# (任务来源:市政府工作报告), 目标来源:省定
_LABEL = re.compile(
    r"(?:(?:任务|目标|指标|事项)来源|(?<=[(,;。\n])来源):(?P<words>[^,。;)\n]{2,24})"
)
_LEVEL = re.compile(_either(tuple(_RANKS)))
# 城市, 市场 and 园区 name no level.
_NO_LEVEL = re.compile(
    "城市|市场|市民|区域|园区|社区|小区|城区|片区|灾区|景区|库区|地区生产|开发区|新区|县域|镇域"
)
_SENTENCE_END = "。;!?\n"
_PARTS = re.compile(r"[,;。!?\n]")
_NEAR = 12
_FAR = 300  # characters; a list that a label opens is not longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Words that tell an origin; places are of the folded text."""

    origin: Origin
    words: str
    start: int
    end: int


def own_level(*names: str | None) -> int:
    """Rank of the body that speaks: 5 the state to 1 a town, 0 where its name tells none.

    Parameters
    ----------
    *names : str or None
        Issuer and title; the first that names a level decides.

    Returns
    -------
    int
        The lowest level in the name: 某市某区 speaks as a district.
    """
    for name in names:
        ranks = [_RANKS[level] for level in _LEVEL.findall(_NO_LEVEL.sub("", name or ""))]
        if ranks:
            return min(ranks)
    return 0


def signs_in(text: str, start: int, end: int, *, level: int) -> list[Sign]:
    """Find the words in a stretch that tell where a commitment comes from, in order."""
    found = [
        Sign(origin=Origin.ASSIGNED, words=m.group(), start=m.start(), end=m.end())
        for m in _GIVEN.finditer(text, start, end)
        if _RANKS[m["level"]] > level
    ]
    found += [
        Sign(origin=Origin.ASSIGNED, words=m.group(), start=m.start(), end=m.end())
        for m in _ABOVE.finditer(text, start, end)
    ]
    barred = [m.span() for m in _NO_PLEDGE.finditer(text, start, end)]
    found += [
        Sign(origin=Origin.PLEDGED, words=m.group(), start=m.start(), end=m.end())
        for m in _PLEDGE.finditer(text, start, end)
        if not any(a < m.end() and m.start() < b for a, b in barred)
    ]
    found += [
        Sign(origin=origin, words=m.group(), start=m.start(), end=m.end())
        for m in _LABEL.finditer(text, start, end)
        if (origin := _of_label(m["words"], level=level)) is not None
    ]
    kept: list[Sign] = []
    for sign in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or sign.start >= kept[-1].end:
            kept.append(sign)
    return kept


def _of_label(words: str, *, level: int) -> Origin | None:
    if _PLEDGE.search(words):
        return Origin.PLEDGED
    above = any(_RANKS[m.group()] > level for m in _LEVEL.finditer(words))
    return Origin.ASSIGNED if above or "上级" in words else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Tells the origin of items of one document.

    Parameters
    ----------
    source : Source
        The text under reading.
    outline : Outline
        Its numbered items.
    level : int
        Rank of the body that speaks.
    """

    source: Source
    outline: Outline
    level: int

    def of_figure(self, item: Committed) -> Committed:
        """Give a target or a project with the origin that its clause, sentence or heading tells."""
        start, end = self._folded(item.start, item.end)
        sign = (
            self._in_clause(start, end) or self._in_note(end) or self._carried(start)
        ) or self._in_headings(start)
        return _marked(item, sign)

    def of_task(self, item: DraftTask) -> DraftTask:
        """Give a task with the origin that its heading, a note in its body or the part tells."""
        start, end = self._folded(item.start, item.end)
        signs = signs_in(self.source.text, start, end, level=self.level)
        sign = signs[0] if signs else self._in_body(item, end) or self._in_headings(start)
        return _marked(item, sign)

    def _folded(self, start: int, end: int) -> tuple[int, int]:
        return self.source.folded.place(start), self.source.folded.place(end)

    def _in_clause(self, start: int, end: int) -> Sign | None:
        """Give the last sign before the end of the item's own words, within its clause."""
        text = self.source.text
        begin = start
        while begin > 0 and not _PARTS.match(text[begin - 1]):
            begin -= 1
        signs = signs_in(text, begin, end, level=self.level)
        return signs[-1] if signs else None

    def _in_note(self, end: int) -> Sign | None:
        """Give a note in brackets right behind: 新增规上企业8家(市下达任务)."""
        text = self.source.text
        if text[end : end + 1] != "(":
            return None
        stop = text.find(")", end, end + _LONGEST_NOTE)
        signs = signs_in(text, end, stop, level=self.level) if stop > 0 else []
        return signs[0] if signs else None

    def _carried(self, start: int) -> Sign | None:
        """Give a sign said before the list that the item stands in: 市下达我县任务为:A 3家,B 5家."""
        text = self.source.text
        low = max(0, start - _FAR)
        if ":" not in text[low:start]:
            return None
        begin = max(low, max(text.rfind(mark, low, start) for mark in _SENTENCE_END) + 1)
        signs = signs_in(text, begin, start, level=self.level)
        if not signs:
            return None
        between = text[signs[-1].end : start]
        return signs[-1] if ":" in between and "。" not in between else None

    def _in_body(self, item: DraftTask, title_end: int) -> Sign | None:
        """Give a note or a label in a task's body; words at one figure bind that figure only."""
        start, end = title_end, self._folded(item.body_start, max(item.body_end, item.end))[1]
        for sign in signs_in(self.source.text, start, end, level=self.level):
            before = self.source.text[max(start, sign.start - _NEAR) : sign.start]
            if "来源:" in sign.words or before.rstrip().endswith("("):
                return sign
        return None

    def _in_headings(self, position: int) -> Sign | None:
        node: Node | None = self.outline.node_at(position)
        for above in node.lineage() if node else ():
            signs = signs_in(self.source.text, above.text_start, above.title_end, level=self.level)
            if signs:
                return signs[0]
        return None


def _marked(item: Committed, sign: Sign | None) -> Committed:
    if sign is None:
        return item
    reasons = (*item.reasons, f"{sign.origin.value}:{sign.words}")
    return replace(item, origin=sign.origin, evidence=replace(item.evidence, reasons=reasons))

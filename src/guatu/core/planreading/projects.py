"""Projects: one entry for each name, with its money, its area and its stage."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from guatu.core.planreading.amounts import as_yi
from guatu.core.planreading.duties import duties_in
from guatu.core.planreading.lexicon import works
from guatu.core.planreading.model import DraftProject
from guatu.core.planreading.naming import Candidate, candidates, segments
from guatu.core.planreading.source import Source
from guatu.core.text.quantities import Quantity, find_quantities

_SHORTEST_TELLING = 4
_AREA = re.compile(r"(?:占地(?:面积)?|用地(?:面积)?|规划面积|总面积)(?:约|为|达)?$")
# What is to be spent this year is no total: 年度完成投资2.7亿元.
_OF_THE_YEAR = re.compile("(?:完成|年度|当年|今年|本年|年内|累计|到位)[^,。;]{0,4}投资")
_NEXT_WITH_MONEY = re.compile(
    r"(?:[,(](?:[^,。;()\d]{0,16}|(?:占地|用地|总?建筑面积|全长|总长)[^,。;()]{0,14})){0,2}[,(][^,。;()\d]{0,8}投资[^,。;()\d]{0,3}\d+(?:\.\d+)?[亿万]元(?=[,。;)、]|$)(?:、(?:用地|占地)[^,。;)]{0,14})?"
)
_NAMED_AREA = re.compile(r"([百千])亩")
# 某某项目\n该项目位于…,占地300亩: the next sentence speaks of it again.
_SAID_LATER = re.compile(
    r"(?:建设|工程)?(?:[。:;,\n]{1,8}|(?=(?:地址|选址)?位于))(?:(?:该|本|此)?(?:项目|工程)|[^,。;\n]{2,16}?(?:项目|工程))?"
    r"(?:[^。;\n]{0,24}?,)?(?=(?:计划|预计|估算)?(?:总|概算)?(?:投资|占地|用地))"
)
_OF_A_PART = re.compile("[一二三四]期|其中")
_LOOSE = 80
_SAME = re.compile(r"项目|工程|扩建|改建|新建|建设|改造|[“”]")


@dataclass(slots=True, kw_only=True)
class Found:
    """Projects, and the quantities that were read as their money and area."""

    projects: list[DraftProject] = field(default_factory=list)
    amounts: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    candidate: Candidate
    investment: Quantity | None
    area: Quantity | None
    stage: str | None

    @property
    def fullness(self) -> tuple[bool, bool, float, int]:
        """What decides which of two mentions is kept."""
        return (
            self.investment is not None,
            self.stage is not None,
            self.candidate.weight,
            -self.candidate.start,
        )


def projects_of(source: Source, stretches: list[tuple[int, int]]) -> Found:
    """Find named projects in the given stretches of the body.

    Parameters
    ----------
    source : Source
        The text under reading.
    stretches : list of tuple of (int, int)
        Slices of the folded text.

    Returns
    -------
    Found
        One entry a project, at its fullest mention, and the amounts that are its own.
    """
    readings = [
        _reading(source.text, candidate)
        for start, end in _without_duties(source, stretches)
        for segment in segments(source.text, start, end)
        for candidate in _apart(list(candidates(source.text, *segment)))
    ]
    readings = _with_loose_figures(source.text, readings)
    found = Found()
    for reading in sorted(_each_once(readings), key=lambda r: r.candidate.start):
        found.projects.append(_project(source, reading))
    # Money said of a project belongs to it at every mention, not only at the one kept.
    found.amounts += [
        (q.number_start, q.number_end)
        for reading in readings
        for q in (reading.investment, reading.area)
        if q
    ]
    found.amounts.sort()
    return found


def _each_once(readings: list[_Reading]) -> list[_Reading]:
    """Keep one mention a project, the fullest; a name that ends as another does is the same."""
    chosen: list[_Reading] = []
    names: set[str] = set()  # of the mentions kept
    endings: set[str] = set()
    for reading in sorted(readings, key=lambda r: r.fullness, reverse=True):
        name = _SAME.sub("", reading.candidate.name)
        own = {name[at:] for at in range(len(name)) if len(name) - at >= _SHORTEST_TELLING}
        if name in names or name in endings or own & names:
            continue
        chosen.append(reading)
        names.add(name)
        endings |= own
    return chosen


def _without_duties(source: Source, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out lists of units: 市轨道工程建设指挥部 is no project."""
    pieces = []
    for start, end in stretches:
        at = start
        for first, last in sorted(duties_in(source, start, end).spans):
            if at < first:
                pieces.append((at, first))
            at = max(at, last)
        if at < end:
            pieces.append((at, end))
    return pieces


def _with_loose_figures(text: str, readings: list[_Reading]) -> list[_Reading]:
    """Give a project the money and land said of it in the next sentences: 该项目占地300亩."""
    ordered = sorted(readings, key=lambda reading: reading.candidate.start)
    starts = [reading.candidate.start for reading in ordered] + [len(text)]
    return [
        _with_figures_behind(text, reading, stop=following)
        for reading, following in zip(ordered, starts[1:], strict=True)
    ]


def _with_figures_behind(text: str, reading: _Reading, *, stop: int) -> _Reading:
    begin = reading.candidate.end
    behind = _SAID_LATER.match(text, begin, max(begin, min(stop, begin + _LOOSE)))
    if not behind or not reading.candidate.name.endswith(works.WORK_NOUNS):
        return reading
    investment, area = reading.investment, reading.area
    for quantity in find_quantities(text, behind.end(), min(stop, behind.end() + _LOOSE)):
        before = text[max(behind.end() - 3, quantity.start - 10) : quantity.start]
        if _OF_A_PART.search(text, behind.end(), quantity.start):
            break
        is_money = "投资" in before and not _OF_THE_YEAR.search(before)
        if as_yi(quantity) is not None and is_money:
            investment = investment or quantity
        elif quantity.unit == "亩" and _AREA.search(before):
            area = area or quantity
    return replace(reading, investment=investment, area=area)


def _apart(found: list[Candidate]) -> list[Candidate]:
    """Candidates of one segment without overlap, the surer rule first."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.weight, c.start)):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in kept):
            kept.append(candidate)
    return kept


def _reading(text: str, candidate: Candidate) -> _Reading:
    start, end = candidate.clause
    following = _NEXT_WITH_MONEY.match(text, end)
    stop = following.end() if following else end
    investment = area = None
    for quantity in find_quantities(text, start, stop):
        before = text[max(start, quantity.start - 10) : quantity.start]
        said = "投资" in before and not _OF_THE_YEAR.search(before)
        is_said = said or text[quantity.end : quantity.end + 1] == "的"
        if as_yi(quantity) is not None and is_said and investment is None:
            investment = quantity
        elif quantity.unit == "亩" and _AREA.search(before) and area is None:
            area = quantity
    stage = stage_of(candidate.behind, text[end:stop], candidate.verb, candidate.head)
    return _Reading(candidate=candidate, investment=investment, area=area, stage=stage)


def _project(source: Source, reading: _Reading) -> DraftProject:
    candidate = reading.candidate
    named_area = _NAMED_AREA.match(candidate.name)
    area = reading.area.value if reading.area else None
    if named_area and area is None:
        area = Decimal({"百": 100, "千": 1000}[named_area[1]])
    return DraftProject(
        evidence=source.cite(
            candidate.start, candidate.end, confidence=candidate.weight, reasons=(candidate.rule,)
        ),
        name=source.restored(candidate.name),
        investment_yi=as_yi(reading.investment) if reading.investment else None,
        area_mu=area,
        stage=reading.stage,
    )


def stage_of(*words: str) -> str | None:
    """Map the words at a project to its stage, the nearest first."""
    if any("续建" in text for text in words):
        return "续建"
    for text in words:
        for stage, signs in works.STAGES:
            if any(sign in text for sign in signs):
                return stage
    return None

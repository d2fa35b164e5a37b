"""Named projects: lists read by one verb, things built, names that end in 项目 or 工程."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from guatu.core.planreading.amounts import as_yi
from guatu.core.planreading.lexicon import works
from guatu.core.planreading.model import DraftProject
from guatu.core.planreading.source import Source
from guatu.core.text.quantities import find_quantities


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_VERB = re.compile(_either((*works.BUILD_VERBS, *works.LIST_VERBS)))
_INNER_VERB = re.compile(_either(works.INNER_VERBS))
_LEAD_IN = re.compile(rf"(?:{_either(works.LEAD_INS)})+")
_ETC = re.compile(
    rf"等(?:\d+[个项家处条座])?(?P<head>[^,、等]{{0,12}}?(?:{_either(works.LIST_HEADS)}))(?P<tail>{_either(works.ENDS)}|)"
)
_TAIL = re.compile(
    rf"(?:全面|早日|尽快|加快|顺利|如期)*(?:{_either(works.ENDS)})(?:和[^,]{{2,8}})?$"
)
_NAMED = re.compile(rf"(?:{_either(works.WORK_NOUNS)})")
_SEGMENT = re.compile(r"[^,;:。!?\n\t|]+")
_COUNTED = re.compile(
    r"^(?:\d+(?:\.\d+)?|[一二三四五六七八九十两几多数]+)(?:余|多)?[个项家处条座批亿万]"
)
_GENERIC = re.compile(
    rf"(?:{_either(works.GENERIC)}|\d+(?:\.\d+)?(?:万|亿)?(?:元|亿元|万元)?(?:以上|以下)?|[个项家处条座批名])+"
)
_AREA = re.compile(r"(?:占地(?:面积)?|用地|规划面积|总面积)(?:约|为|达)?$")


@dataclass(slots=True, kw_only=True)
class Found:
    """Projects, and the quantities that were read as their money and area."""

    projects: list[DraftProject] = field(default_factory=list)
    amounts: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    name: str
    start: int
    end: int
    clause: tuple[int, int]
    stage_words: tuple[str, ...]
    rule: str
    weight: float


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
        One entry a project, and the amounts that are its own.
    """
    candidates = [
        candidate
        for start, end in stretches
        for segment in _segments(source.text, start, end)
        for candidate in _candidates(source.text, *segment)
    ]
    return _kept(source, candidates)


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches between commas and stops; commas inside quotes and brackets part nothing."""
    at, depth = start, 0
    for position in range(start, end):
        character = text[position]
        depth += character in "“(《"
        depth -= character in "”)》"
        if character in "。;!?\n\t|" or (depth <= 0 and character in ",:"):
            if position > at:
                yield at, position
            at, depth = position + 1, 0
    if end > at:
        yield at, end


def _candidates(text: str, start: int, end: int) -> Iterator[_Candidate]:
    etc = list(_ETC.finditer(text, start, end))
    at = start
    for match in etc:
        yield from _list(
            text,
            at,
            match.start(),
            head=match["head"],
            tail=match["tail"],
            end=match.end(),
            rule="listed-as-projects",
        )
        at = match.end()
    if at < end:
        yield from _plain_list(text, at, end)
        yield from _named(text, at, end)


def _plain_list(text: str, start: int, end: int) -> Iterator[_Candidate]:
    """加快甲、乙建设 and 建成丙: a verb, names of things that are built, perhaps an end."""
    tail = _TAIL.search(text, start, end)
    stop = tail.start() if tail and tail.end() == end else end
    yield from _list(
        text,
        start,
        stop,
        head="",
        tail=text[stop:end],
        end=end,
        rule="listed" if stop < end else "built",
    )


def _list(
    text: str, start: int, stop: int, *, head: str, tail: str, end: int, rule: str
) -> Iterator[_Candidate]:
    verb_start, names_start = _verb(text, start, stop)
    verb = text[verb_start:names_start]
    if rule != "listed-as-projects" and not verb or rule == "built" and not _INNER_VERB.match(verb):
        return
    pieces = [piece for piece in _pieces(text, names_start, stop)]
    for index, piece in enumerate(pieces):
        first, last = _name_bounds(text, *piece)
        name = text[first:last]
        if not _is_name(name, rule=rule):
            continue
        is_last = index == len(pieces) - 1
        yield _Candidate(
            name=(name + _shared_head(name, head)).strip("“”"),
            start=verb_start if index == 0 and verb and first - names_start <= 1 else first,
            end=end if is_last and (tail or head) and rule != "built" else last,
            clause=(start, end),
            stage_words=(verb, tail, head),
            rule=rule,
            weight=_WEIGHTS[rule],
        )


_WEIGHTS = {"listed-as-projects": 0.85, "listed": 0.75, "built": 0.7, "named": 0.72}


def _named(text: str, start: int, end: int) -> Iterator[_Candidate]:
    """某某项目, 某某工程, wherever it stands."""
    for first, last in _pieces(text, start, end):
        for match in _NAMED.finditer(text, first, last):
            verb_start, names_start = _verb(text, first, match.start())
            name_start, _ = _name_bounds(text, names_start, match.end())
            name = text[name_start : match.end()]
            if _is_name(name, rule="named"):
                yield _Candidate(
                    name=name.strip("“”"),
                    start=verb_start if names_start == name_start else name_start,
                    end=match.end(),
                    clause=(start, end),
                    stage_words=(text[verb_start:names_start], text[match.end() : end]),
                    rule="named",
                    weight=_WEIGHTS["named"],
                )


def _verb(text: str, start: int, stop: int) -> tuple[int, int]:
    """Bounds of the verb that reads the list: the one that opens it, else the last inside."""
    at = start
    while lead := _LEAD_IN.match(text, at, stop):
        at = lead.end()
    first = _VERB.match(text, at, stop)
    if first:
        verb_end = first.end()
        while (more := _VERB.match(text, verb_end, stop)) and more.end() < stop - 1:
            verb_end = more.end()
        return first.start(), verb_end
    first_piece_end = min(stop, (text.find("、", at, stop) + stop + 1) % (stop + 1) or stop)
    inner = [
        m for m in _INNER_VERB.finditer(text, at, first_piece_end) if m.end() < first_piece_end - 1
    ]
    return (inner[-1].start(), inner[-1].end()) if inner else (at, at)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a list at 、 and 和, and between quoted names."""
    at, depth = start, 0
    for position in range(start, end):
        character = text[position]
        if character == "“" and depth == 0 and position > at and text[position - 1] == "”":
            yield at, position
            at = position
        depth += character in "“(《"
        depth -= character in "”)》"
        if depth <= 0 and character in "、和及":
            if position > at:
                yield at, position
            at = position + 1
    if end > at:
        yield at, end


def _name_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    while (lead := _LEAD_IN.match(text, start, end)) and lead.end() < end - 1:
        start = lead.end()
    of = text.rfind("的", start, end)
    return (of + 1, end) if of > start and end - of > 4 else (start, end)


def _is_name(name: str, *, rule: str) -> bool:
    core = name
    for noun in works.WORK_NOUNS:
        core = core.removesuffix(noun)
    if (
        len(name) < 2
        or len(name) > 30
        or name.endswith(("等", "各"))
        or not core
        or _GENERIC.fullmatch(core)
    ):
        return False
    if _COUNTED.match(name):
        return False
    if rule in {"built", "listed"} and not _is_built_thing(name):
        return False
    return rule != "named" or (len(core) >= 3 and not _GENERIC_END.search(core))


_GENERIC_END = re.compile(r"(?:[个批类等些大新好]|以上|重点|重大|投资|招商)$")


def _is_built_thing(name: str) -> bool:
    return name.endswith((*works.FACILITIES, *works.WORK_NOUNS)) and not name.endswith(
        works.VISIONS
    )


def _shared_head(name: str, head: str) -> str:
    """The head noun of a list says something unless it only says that these are projects."""
    words = _GENERIC_HEAD.sub("", head)
    if not words or name.endswith(words) or any(name.endswith(f) for f in ("项目", "工程", "二期")):
        return ""
    return head if "改造" in head or "更新" in head or "一体化" in head else ""


_GENERIC_HEAD = re.compile(
    r"^(?:重大|重点|续建|新建|在建|产业|新兴产业|民生|特色商区|路网配套|个|\d+)*(?:项目|工程)?$"
)


def _kept(source: Source, candidates: list[_Candidate]) -> Found:
    found = Found()
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.weight, c.start)):
        if not any(
            (candidate.start < other.end and candidate.end > other.start)
            or _same(candidate.name, other.name)
            for other in chosen
        ):
            chosen.append(candidate)
    for candidate in sorted(chosen, key=lambda c: c.start):
        found.projects.append(_project(source, candidate, found.amounts))
    return found


def _same(name: str, other: str) -> bool:
    a, b = (re.sub(r"(?:项目|工程|[“”])", "", n) for n in (name, other))
    return a == b or (min(len(a), len(b)) >= 4 and (a in b or b in a))


def _project(source: Source, candidate: _Candidate, amounts: list[tuple[int, int]]) -> DraftProject:
    investment, area = _money_and_area(source.text, candidate, amounts)
    return DraftProject(
        evidence=source.cite(
            candidate.start, candidate.end, confidence=candidate.weight, reasons=(candidate.rule,)
        ),
        name=candidate.name,
        investment_yi=investment,
        area_mu=area,
        stage=stage_of(candidate.stage_words),
    )


def _money_and_area(
    text: str, candidate: _Candidate, amounts: list[tuple[int, int]]
) -> tuple[Decimal | None, Decimal | None]:
    start, end = candidate.clause
    following = re.compile(r"[,(][^,。;()]{0,16}投资[^,。;()]{0,12}").match(text, end)
    end = following.end() if following else end
    investment = area = None
    for quantity in find_quantities(text, start, end):
        before = text[max(start, quantity.start - 10) : quantity.start]
        money = as_yi(quantity)
        if money is not None and "投资" in before and investment is None:
            investment = money
        elif quantity.unit == "亩" and _AREA.search(before) and area is None:
            area = quantity.value
        else:
            continue
        amounts.append((quantity.number_start, quantity.number_end))
    return investment, area


def stage_of(words: tuple[str, ...]) -> str | None:
    """Map the stage words at a project to a stage: its end first, then its verb."""
    for text in (*words[1:2], *words[:1], *words[2:]):
        for stage, signs in works.STAGES:
            if any(sign in text for sign in signs):
                return stage
    return None

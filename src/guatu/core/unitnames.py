"""Which unit a written name means: exact, an alias, a similar name, or a word for a group of units.

Documents abbreviate: 区住建局 is 区住房和城乡建设局, 城东街道办 is 城东街道. A similar name is a
suggestion that a person confirms, so every rule here would rather offer too much than guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

PERFECT = 100
ALIAS_SCORE = 95
SAME_FORM_SCORE = 90
ABBREVIATION_SCORE = 78
COVERAGE_WEIGHT = 9  # the more of the full name is written, the better; never up to the next rung
UNCERTAIN_GROUP_SCORE = 50
PENALTY = 8
LEAST_SCORE = 60
NEAR = 3  # candidates this close to the best are offered too
LEAST_STEM = 2

LEVELS = "省市区县州旗"
# 市场监管局 begins with a word, not with the level of government 市.
NO_LEVEL = re.compile(r"^(?:市场|市政|市民|市容|区域|县域|省际)")
QUOTES = str.maketrans("", "", " \t\u3000\n\"'“”‘’《》〈〉「」·")
BRACKETS = re.compile(r"\([^()]*\)")
TOWN_TAIL = re.compile(r"(?<=[镇乡道])(?:人民政府|政府|办事处|党工委|党委|办公室|办)$")
TOWN_SEAT = re.compile(r"(?<=[镇乡道])(?:人民政府|政府|办事处)$|(?<=街道)办$")
TOWN = re.compile(r"[镇乡道]$")
SHORT_STREET = re.compile(r"(?<=[^\s])街$")
SUFFIXES = {
    "委员会": "委",
    "办公室": "办",
    "局": "局",
    "委": "委",
    "办": "办",
    "中心": "中心",
    "部": "部",
    "院": "院",
    "站": "站",
}
# The same duty is a 局 in one place and a 委 or an 办 in another.
EXCHANGEABLE = frozenset({"局", "委", "办"})
BY_LENGTH = sorted(SUFFIXES, key=len, reverse=True)

GROUP = re.compile(
    r"^(?:其他|其它)?(?:全?[省市区县州旗])?(?P<seat>直|级|属(?!地))?"
    r"(?P<each>各)?(?P<some>有关|相关|责任|成员|属地|所在|所属|涉及|辖区|沿线|对应)?(?P<what>.+)$"
)
OFFICES = re.compile(  # 乡镇人民政府, 村委会, 社区居委会 are what 乡镇, 村, 社区 are
    r"(?<=[镇乡道])(?:人民政府|政府|办事处|办公室|办)$|(?<=[村区])(?:[村居]?民?委员?会|两委)$"
)
FILLERS = re.compile(r"[()、,/和与及]")
TOWN_WORDS = frozenset(
    {
        "镇街",
        "街镇",
        "乡镇",
        "镇街道",
        "乡镇街道",
        "镇乡",
        "镇乡街道",
        "镇",
        "乡",
        "街道",
        "乡镇街",
        "镇办",
    }
)
DEPARTMENT_WORDS = frozenset(
    {
        "部门",
        "单位",
        "部门单位",
        "委办局",
        "局",
        "委局",
        "局办",
        "机关",
        "职能部门",
        "主管部门",
        "单位部门",
    }
)
VILLAGE_WORDS = frozenset({"村", "社区", "村社区", "行政村"})
FIRM_WORDS = frozenset({"企业", "公司", "国有企业", "国企"})
ONE_SIGN = frozenset({"局"})  # of a name that was cut, where no 各 stands before it


class MatchKind(StrEnum):
    EXACT = "exact"
    ALIAS = "alias"
    SIMILAR = "similar"
    GROUP = "group"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A unit by all that documents call it; `kind` is the code of its kind, e.g. `township`."""

    unit_id: int
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """What a written name means; `score` from 0 (nothing found) to 100 (certain).

    `unit_ids` has one unit for `exact` and `alias` unless two units bear the name, the best first
    for `similar`, the members for `group` in the order given: none where a person must choose
    (各有关单位).
    """

    kind: MatchKind
    unit_ids: tuple[int, ...] = ()
    score: int = 0


NOTHING = NameMatch(kind=MatchKind.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A name taken apart: 区住房和城乡建设局 is level 区, stem 住房和城乡建设, suffix 局."""

    level: str
    stem: str
    suffix: str


def match_unit_names(names: Sequence[str], units: Sequence[UnitName]) -> dict[str, NameMatch]:
    """Return what each written name means among `units`.

    Parameters
    ----------
    names
        Names as written; blanks, quotation marks and full-width letters do not matter.
    units
        The units in 建制顺序; groups and ties keep this order.

    Returns
    -------
    dict
        One match for each name, under the name as it was given.
    """
    book = NameBook(units)
    return {name: book.match(name) for name in dict.fromkeys(names)}


class NameBook:
    """All names of all units, prepared once for many look-ups."""

    def __init__(self, units: Sequence[UnitName]) -> None:
        self.units = tuple(units)
        self.places = tuple(
            sorted(
                {seat(clean(u.name)) for u in units if u.kind == "government"} - {""},
                key=len,
                reverse=True,
            )
        )
        self.exact = index((clean(u.name), u.unit_id) for u in units)
        self.alias = index(
            (clean(other), u.unit_id) for u in units for other in (u.short_name, *u.aliases)
        )
        self.forms = tuple(
            (u.unit_id, self.take_apart(other))
            for u in units
            for other in dict.fromkeys((u.name, u.short_name, *u.aliases))
            if other
        )

    def match(self, written: str) -> NameMatch:
        name = clean(written)
        if not name:
            return NOTHING
        if found := self.exact.get(name):
            return NameMatch(kind=MatchKind.EXACT, unit_ids=found, score=PERFECT)
        if found := self.alias.get(name) or self.called(name):
            return NameMatch(kind=MatchKind.ALIAS, unit_ids=found, score=ALIAS_SCORE)
        return match_group(name, self.units) or self.match_similar(name)

    def called(self, name: str) -> tuple[int, ...]:
        """Return the units that a name means with its place in full and its office behind.

        青溪区财政局 is 区财政局 where 青溪区 is among the units, 城东街道办事处 is 城东街道.
        """
        plain = TOWN_SEAT.sub("", name)
        place = next((one for one in self.places if plain.startswith(one) and plain != one), "")
        rest = plain[len(place) :]
        spellings = [plain, place[-1:] + rest, *([rest] if TOWN.search(rest) else [])]
        names = [one for one in spellings if one != name]
        found = (self.exact.get(one) or self.alias.get(one) for one in names)
        return next(filter(None, found), ())

    def match_similar(self, name: str) -> NameMatch:
        form = self.take_apart(name)
        best: dict[int, int] = {}
        for unit_id, other in self.forms:
            if other.stem in self.places and form.stem != other.stem:
                continue  # 人民银行青溪区支行 holds the name of its place and is not its government
            score = likeness(form, other)
            if score >= LEAST_SCORE:
                best[unit_id] = max(score, best.get(unit_id, 0))
        if not best:
            return NOTHING
        top = max(best.values())
        near = [unit_id for unit_id, score in best.items() if score >= top - NEAR]
        near.sort(key=lambda unit_id: -best[unit_id])  # stable: ties keep the order of the units
        return NameMatch(kind=MatchKind.SIMILAR, unit_ids=tuple(near), score=top)

    def take_apart(self, name: str) -> Form:
        rest = BRACKETS.sub("", clean(name)) or clean(name)
        level = ""
        for place in self.places:
            if rest.startswith(place) and len(rest) > len(place):
                level, rest = place[-1], rest[len(place) :]
                break
        else:
            if rest[0] in LEVELS and len(rest) > 1 and not NO_LEVEL.match(rest):
                level, rest = rest[0], rest[1:]
        rest = TOWN_TAIL.sub("", rest)
        if SHORT_STREET.search(rest):
            rest += "道"
        for suffix in BY_LENGTH:
            if rest.endswith(suffix) and len(rest) - len(suffix) >= 1:
                return Form(level=level, stem=rest[: -len(suffix)], suffix=SUFFIXES[suffix])
        return Form(level=level, stem=rest, suffix="")


def other_spellings(names: Sequence[str]) -> dict[str, str]:
    """Return which of `names` are probably other spellings of a fuller one among them.

    Parameters
    ----------
    names
        Names of one document that no known unit bears.

    Returns
    -------
    dict
        The fuller name under the shorter; a name with no likely fuller one, or with two, is left out.
    """
    book = NameBook(())
    forms = [(name, book.take_apart(name)) for name in dict.fromkeys(names) if clean(name)]
    found: dict[str, str] = {}
    for name, form in forms:
        scores = [
            (likeness(form, other), fuller)
            for fuller, other in forms
            if fuller != name and (len(other.stem), len(fuller)) > (len(form.stem), len(name))
        ]
        top = max((score for score, _fuller in scores), default=0)
        best = [fuller for score, fuller in scores if score == top]
        if top >= LEAST_SCORE and len(best) == 1:
            found[name] = best[0]
    return found


def clean(name: str) -> str:
    """Return the name in half-width letters, without blanks and quotation marks."""
    return unicodedata.normalize("NFKC", name).translate(QUOTES)


def seat(government: str) -> str:
    """Return 青溪区 for 青溪区人民政府 and for 青溪区."""
    return re.sub(r"(?:人民政府|政府|委员会)$", "", government)


def index(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for name, unit_id in pairs:
        if name and unit_id not in found.get(name, ()):
            found[name] = (*found.get(name, ()), unit_id)
    return found


def likeness(one: Form, other: Form) -> int:
    """Return how likely both names mean one unit: 0, or from `LEAST_SCORE` to `SAME_FORM_SCORE`."""
    if one.level and other.level and one.level != other.level:
        return 0  # 市住建局 is never 区住建局
    short, full = sorted((one, other), key=lambda form: len(form.stem))
    if len(short.stem) < LEAST_STEM:
        return 0
    if short.stem == full.stem:
        score = SAME_FORM_SCORE
    elif is_abbreviation(short.stem, full.stem):
        score = ABBREVIATION_SCORE + COVERAGE_WEIGHT * len(short.stem) // len(full.stem)
        score -= 0 if short.stem[0] == full.stem[0] else PENALTY
    else:
        return 0
    score -= 0 if one.level == other.level else PENALTY // 2
    if one.suffix != other.suffix:
        if not {one.suffix, other.suffix} <= EXCHANGEABLE:
            return 0
        score -= PENALTY
    return score


def is_abbreviation(short: str, full: str) -> bool:
    """Say whether the characters of `short` stand in `full` in the same order."""
    rest = iter(full)
    return all(sign in rest for sign in short)


def match_group(name: str, units: Sequence[UnitName]) -> NameMatch | None:
    """Return the members that 各镇街 or 区直各部门 means; None if `name` is no word for a group.

    街道 without a name is each of them too, 部门 some that a person must choose.
    """
    parts = GROUP.match(name)
    if parts is None:
        return None
    what = OFFICES.sub("", FILLERS.sub("", parts["what"]))
    members = group_members(what, units)
    is_bare = not (parts["each"] or parts["some"])
    if members is None or (is_bare and what in ONE_SIGN):
        return None
    if parts["some"] or (is_bare and what in DEPARTMENT_WORDS | FIRM_WORDS):
        return NameMatch(kind=MatchKind.GROUP, score=UNCERTAIN_GROUP_SCORE)
    return NameMatch(kind=MatchKind.GROUP, unit_ids=members, score=PERFECT)


def group_members(what: str, units: Sequence[UnitName]) -> tuple[int, ...] | None:
    if what in TOWN_WORDS:
        tails = tuple(
            {"镇": "镇", "乡": "乡", "街": "街道", "办": "街道"}[c] for c in what if c != "道"
        )
        return tuple(
            u.unit_id
            for u in units
            if u.kind == "township" and TOWN_TAIL.sub("", clean(u.name)).endswith(tails)
        )
    for words, kind in (
        (DEPARTMENT_WORDS, "department"),
        (VILLAGE_WORDS, "village"),
        (FIRM_WORDS, "firm"),
    ):
        if what in words:
            return tuple(u.unit_id for u in units if u.kind == kind)
    return None

"""Who speaks, where several bodies speak each for itself: a round-up of statements, leaders' columns."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from guatu.core.planreading.lexicon import speakers as lexicon
from guatu.core.planreading.source import Line, Source

_FEWEST = 2  # one speaker alone is the issuer of the document
_SHORTEST_NAME = 2
_LONGEST_HEAD = 70  # characters of a line that is a column's head
_POSTS = "|".join(lexicon.POSTS)
_UNIT = rf"[\u4e00-\u9fff]{{1,22}}?(?:{'|'.join(lexicon.ENDINGS)})"
_PARTY = rf"(?:{'|'.join(lexicon.PARTY)})?"
_SAYS = r"(?:在[^,。]{0,12})?(?:表示|指出|强调|谈到|介绍|认为|说)"
# 区农业农村局局长、党组副书记某某某表示
_STATEMENT = re.compile(rf"(?P<posts>[^。;:]{{4,48}}?){_SAYS}")
# 下一步,某某局将……; 某某镇召开大会……, where no person is named
_BODY = re.compile(
    rf"(?:下一步|接下来|会后)?,?(?P<unit>{_UNIT})(?:将|设|召开|组织|第一时间|迅速|立即|把|坚持|全体|班子)"
)
# 会议要求,…: here the paper itself goes on
_PAPER = re.compile(
    r"会议|最后,|此次|[市县区](?:委|政府)(?:、[市县区]政府)?(?:要求|强调|指出)|全[市县区](?:上下|各级)"
)
# 区委常委、某某区党工委书记 某某某:标题
_COLUMN = re.compile(
    rf"[^。;]{{0,40}}(?:{_POSTS}|{'|'.join(lexicon.CHIEFS)})[\s、(（]{{0,2}}[\u4e00-\u9fff·]{{1,4}}[)）]?\s?[\u4e00-\u9fff·]{{0,3}}(?:[:].{{2,40}})?$"
)
_POST_OF = re.compile(rf"^(?P<unit>{_UNIT}){_PARTY}(?:\([^)]*\))?{_PARTY}(?:副)?(?:{_POSTS})")
_NO_UNIT = re.compile(
    r"^(?:[市县区州省]?委|常|[市县区州省]?政府党组|各.*|全.*|我们?.*|.*(?:领导|同志)小组)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """Who speaks from which place of the text as given; None where nobody of his own does."""

    starts: tuple[int, ...]
    names: tuple[str | None, ...]

    def at(self, place: int) -> str | None:
        """Return the unit that speaks at a place, None outside of all statements."""
        index = bisect_right(self.starts, place) - 1
        return self.names[index] if index >= 0 else None


def speakers_of(source: Source, body: Iterable[Line]) -> Speakers:
    """Find the bodies that speak each for itself, and from where on.

    Parameters
    ----------
    source : Source
        The text under reading.
    body : iterable of Line
        Its lines without the furniture of the page.

    Returns
    -------
    Speakers
        Empty where fewer than two bodies speak: then the document's issuer does.
    """
    lines = list(body)
    found = columns_of(lines) or statements_of(lines)
    if len({name for _start, name in found if name}) < _FEWEST:
        return Speakers(starts=(), names=())
    places = [source.folded.bounds(start, start + 1)[0] for start, _name in found]
    return Speakers(starts=tuple(places), names=tuple(name for _start, name in found))


def columns_of(lines: list[Line]) -> list[tuple[int, str | None]]:
    """Return where each signed column begins and whose it is, None for a post without a unit."""
    heads = [index for index, line in enumerate(lines) if _is_column_head(line.text)]
    # a list of members has heads beneath heads, and no sentence between them
    columns = [
        lines[head]
        for head, end in zip(heads, [*heads[1:], len(lines)], strict=False)
        if head - 1 not in heads and any(map(_is_said, lines[head + 1 : end]))
    ]
    return [(line.start, unit_of_posts(line.text)) for line in columns] if len(columns) > 1 else []


def _is_said(line: Line) -> bool:
    return "," in line.text or line.text.endswith("。")


def _is_column_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and "表示" not in text and bool(_COLUMN.fullmatch(text))


def unit_of_posts(text: str) -> str | None:
    """Return the unit of the first post that names one: 区委常委、开发区党工委书记 speaks for 开发区."""
    posts = (_POST_OF.match(post) for post in re.split(r"[、,:\s]", text))
    return next((unit for m in posts if m and (unit := plain_unit(m["unit"]))), None)


def statements_of(lines: list[Line]) -> list[tuple[int, str | None]]:
    """Return where each statement of a round-up begins and whose it is."""
    persons = {
        line.start: unit
        for line in lines
        if (said := _STATEMENT.match(line.text)) and (unit := unit_of_posts(said["posts"]))
    }
    if len(persons) < _FEWEST:
        return []
    found: list[tuple[int, str | None]] = []
    for line in lines:
        body = _BODY.match(line.text)
        unit = persons.get(line.start) or (plain_unit(body["unit"]) if body else None)
        if unit or _PAPER.match(line.text):
            found.append((line.start, unit))
    return found


def plain_unit(words: str) -> str | None:
    """Return the unit without the words of its party organ; None for what is no unit."""
    name = re.sub(r"^(?:会上|会后|下一步|接下来|随后|其中)", "", words)
    name = re.sub(rf"(?:{'|'.join(lexicon.PARTY)})$", "", name)
    return None if len(name) < _SHORTEST_NAME or _NO_UNIT.match(name) else name


def without_speaker(indicator: str, speaker: str) -> str:
    """Return what is measured without who says that he will: 某镇将完成道路修复 is 完成道路修复."""
    own = "|".join((re.escape(speaker), *lexicon.SELVES))
    said = re.sub(
        rf"^(?:(?:{own})将|将(?=确保|力争|全力))(?:确保|力争|全力)?(?:年底前|年内|月底前)?",
        "",
        indicator,
    )
    return said if len(said) >= _SHORTEST_NAME else indicator

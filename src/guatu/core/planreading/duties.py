"""Unit lists: who leads, who supports, which leader, by when."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest

from guatu.core.planreading.lexicon import duties as words
from guatu.core.planreading.source import Source
from guatu.core.planreading.unitlists import are_units, is_unit, split_units

__all__ = ["LABEL", "Duties", "DutyRole", "duties_in", "is_unit", "split_units"]

_LONGEST_PERSON = 3
_MAX_LEADER = 12
_MAX_LINE = 80
_MAX_LISTED = 16


class DutyRole(StrEnum):
    """What a label says of the names behind it."""

    LEAD = "lead"
    SUPPORT = "support"
    LEADER = "leader"
    DEADLINE = "deadline"
    OTHER = "other"


_ROLES = {
    **dict.fromkeys(words.OTHER_LABELS, DutyRole.OTHER),
    **dict.fromkeys(words.DEADLINE_LABELS, DutyRole.DEADLINE),
    **dict.fromkeys(words.LEADER_LABELS, DutyRole.LEADER),
    **dict.fromkeys(words.SUPPORT_LABELS, DutyRole.SUPPORT),
    **dict.fromkeys(words.LEAD_LABELS, DutyRole.LEAD),
}
_LABELS = "|".join(sorted(map(re.escape, _ROLES), key=len, reverse=True))
_FIRST = "".join(sorted({label[0] for label in _ROLES}))
LABEL = re.compile(
    rf"(?=[及和、/{_FIRST}])(?:及|和|、|/)?(?P<label>{_LABELS})(?:(?:及|和|、|/)(?:{_LABELS}))*(?P<mark>[:|]|为(?=[^\s]))"
)
_ROLE_BEHIND = re.compile(
    r"(?:共同|联合|会同|具体|分别|按照?(?:各自)?职责(?:分工)?|统筹)*(牵头(?:负责|落实|组织)?|配合(?:落实)?|协同(?:配合)?|协办|参与|负责(?:落实)?|落实|承办|主办)"
)
# 市水利局(牵头): the role may stand behind one name of a list.
_LEADS = re.compile(r"[(（]牵头(?:单位|部门)?[)）]$")
# 由甲局牵头,乙局、丙局配合 in running text.
_PROSE = re.compile(
    r"(?:(?<=[,;。:、\n])|^)由(?P<lead>[^,。;:\n]{2,40}?)(?:共同|统一)?(?:牵头|主办|负责)(?:负责|落实|实施|组织|抓总)*"
    r"(?:[,、](?P<support>[^,。;:\n]{2,60}?)(?:等(?:相关|有关)?(?:部门|单位)?)?(?:共同|积极|协同|密切)*(?:配合|参与|协助|协同|协办))?"
)
_PARENS = re.compile(r"[(\[]([^()\[\]\n]*(?:[(][^()\n]*[)][^()\[\]\n]*)*)[)\]]")
_POST = re.compile("常委|书记|主任|区长|县长|市长|镇长|局长|部长|主席|委员|同志|领导")


@dataclass(slots=True, kw_only=True)
class Duties:
    """The names found for one item, in their order, and where they stand."""

    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    limits: list[tuple[int, int]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, role: DutyRole, names: list[str]) -> None:
        """Append names to a role, each once."""
        table = {
            DutyRole.LEAD: self.lead,
            DutyRole.SUPPORT: self.support,
            DutyRole.LEADER: self.leaders,
        }
        for name in names:
            if name not in table[role]:
                table[role].append(name)


def duties_in(source: Source, start: int, end: int) -> Duties:
    """Read every unit list in a stretch of text.

    Parameters
    ----------
    source : Source
        The text under reading.
    start, end : int
        Slice of the folded text.

    Returns
    -------
    Duties
        Units as written; a unit named in both roles stays in both.
    """
    duties = Duties()
    labels = list(LABEL.finditer(source.text, start, end))
    for match, following in zip_longest(labels, labels[1:]):
        stop = _value_end(source.text, match.end(), following.start() if following else end)
        _read_value(source, duties, role=_ROLES[match["label"]], bounds=(match.end(), stop))
        duties.spans.append((match.start(), stop))
    for match in _PARENS.finditer(source.text, start, end):
        at = match.start(1)
        for part in re.split("(;)", match[1]):
            if part != ";" and not LABEL.search(part):
                _read_role_behind(source, duties, bounds=(at, at + len(part)))
            at += len(part)
    for match in _PROSE.finditer(source.text, start, end):
        _read_prose(source, duties, match)
    if not (duties.lead or duties.support):
        _read_bare_lists(source, duties, bounds=(start, end))
    return duties


def _value_end(text: str, start: int, limit: int) -> int:
    depth = 0
    for at in range(start, limit):
        character = text[at]
        if character in "([":
            depth += 1
        elif character in ")]":
            if depth == 0:
                return at
            depth -= 1
        elif character == "\n" and _is_list_of_units(text, at + 1, limit):
            continue
        elif character in "。\n":
            return at
    return limit


def _is_list_of_units(text: str, start: int, limit: int) -> bool:
    """Whether the next line only goes on with names of units."""
    line = text[start:limit].lstrip("\n \t").split("\n", 1)[0].strip(" \t、,;")
    parts = [part for part in re.split("[、,;]", line) if part]
    return (
        bool(parts)
        and len(line) <= _MAX_LINE
        and all(is_unit(part) and len(part) <= _MAX_LISTED for part in parts)
    )


def _read_value(source: Source, duties: Duties, *, role: DutyRole, bounds: tuple[int, int]) -> None:
    if role is DutyRole.DEADLINE:
        duties.limits.append(bounds)
    elif role is DutyRole.LEADER:
        names = split_units(source, *bounds)
        units = [
            name
            for name in names
            if is_unit(name) and len(name) > _LONGEST_PERSON and not _POST.search(name)
        ]
        duties.add(DutyRole.LEAD, units)
        duties.add(
            DutyRole.LEADER,
            [name for name in names if name not in units and len(name) <= _MAX_LEADER],
        )
    elif role is not DutyRole.OTHER and not _read_role_behind(source, duties, bounds=bounds):
        names = split_units(source, *bounds)
        leads = [_LEADS.sub("", name) for name in names if _LEADS.search(name)]
        duties.add(DutyRole.LEAD, leads)
        duties.add(role, [name for name in names if not _LEADS.search(name)])


def _read_role_behind(source: Source, duties: Duties, *, bounds: tuple[int, int]) -> bool:
    """Read (区发改局牵头,区财政局、区住建局配合) and (县农业农村局负责)."""
    start, end = bounds
    text = source.text[start:end]
    if not _ROLE_BEHIND.search(text) or not re.fullmatch(
        r".*(?:牵头|配合|负责|落实|参与|协办|协同|承办|主办)[。;]?", text
    ):
        return False
    parts, at = [], start
    for match in _ROLE_BEHIND.finditer(source.text, start, end):
        if match.end() < end and source.text[match.end()] not in ",;、。":
            continue
        parts.append((at, match.start(), match.group()))
        at = match.end()
    if not parts or not any(
        is_unit(name) for a, b, _ in parts for name in split_units(source, a, b)
    ):
        return False
    has_lead = any("牵头" in word or "主办" in word for _, _, word in parts)
    for first, last, word in parts:
        duties.add(_role_of(word, has_lead=has_lead), split_units(source, first, last))
    duties.spans.append((start - 1, end + 1))
    return True


def _role_of(word: str, *, has_lead: bool) -> DutyRole:
    if "牵头" in word or "主办" in word:
        return DutyRole.LEAD
    alone = word in {"负责", "负责落实"} and not has_lead
    return DutyRole.LEAD if alone else DutyRole.SUPPORT


def _read_prose(source: Source, duties: Duties, match: re.Match[str]) -> None:
    """Read 由市住建局牵头,市财政局配合 where both are names of units."""
    if not are_units(source, *match.span("lead")):
        return
    duties.add(DutyRole.LEAD, split_units(source, *match.span("lead")))
    if match["support"] and are_units(source, *match.span("support")):
        duties.add(DutyRole.SUPPORT, split_units(source, *match.span("support")))
    duties.spans.append(match.span())


def _read_bare_lists(source: Source, duties: Duties, *, bounds: tuple[int, int]) -> None:
    """Read (县人社局、县残联) that closes a paragraph: units without a word of their role."""
    start, end = bounds
    for match in _PARENS.finditer(source.text, start, end):
        closes = source.text[match.end() : match.end() + 2].lstrip("。;")[:1] in {"", "\n"}
        sentence_ended = source.text[match.start() - 1] in "。;" or match.end() == end
        if (closes or sentence_ended) and are_units(source, *match.span(1)):
            duties.add(DutyRole.SUPPORT, split_units(source, *match.span(1)))
            duties.spans.append(match.span())

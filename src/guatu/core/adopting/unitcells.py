"""Names of units in one cell: parted, and told who leads and who supports where the cell says so."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from guatu.core.planreading.duties import is_unit

_LABEL = re.compile(
    r"(?P<label>(?:第一)?牵头(?:责任)?(?:单位|部门)?|主[办责](?:单位|部门)?|"
    r"责任(?:单位|部门|主体)|配合(?:单位|部门)?|协办(?:单位|部门)?|参与(?:单位|部门)?|协同(?:单位|部门)?|协作(?:单位|部门)?|落实单位)\s*[::]"
)
_LEADS = re.compile(r"(?:共同|联合|统筹)?(?:牵头|主办|主责|为主)(?:负责|落实|组织|抓总)?$")
_SUPPORTS = re.compile(
    r"(?:共同|积极|密切|协同|按职责)*(?:配合|协办|参与|协助|协同)(?:落实|推进)?$"
)
_PLAIN = re.compile(r"(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:共同)?(?:负责|落实|承办|实施)$")
_OTHERS = re.compile(r"等(?:相关|有关)?(?:部门|单位)?$")
_ROLE_BEHIND = re.compile(
    r"\((?:(?P<lead>牵头|主办|主责)|(?P<support>配合|协办|参与|责任))(?:单位|部门)?\)$"
)
_HOLDER = re.compile(
    r"^(?![^(]*(?:局|委|办|部|院|会|中心|镇|乡|街道)\()[^()]{2,4}\((?P<unit>[^()]+)\)$"
)
_BRACKET = re.compile(r"\([^()]*\)$")
_CLAUSE = re.compile(r"[;。,]")
_STARS = re.compile(r"[*★☆▲※]")
_TOGETHER = re.compile(
    r"(?:牵头)?(?:会同"
    # 联合 between two units, not within the name of one: 妇女联合会, 联合村
    r"|(?<=[局委办部院会心镇乡道头])联合(?=[^\s、;,()]{2,12}(?:局|委|办|部|镇|乡|街道|中心)))"
)
_COUNTED = re.compile(
    r"[①-⑳⑴-⒇]|(?:^|(?<=[\s局委办部院心镇乡道]))(?:\d{1,2}[.、．)）]|[(（]\d{1,2}[)）])"
)
_NAMES = re.compile(
    r"[、\s/|+&]+|(?<=[局委办部院会心镇道])[和与及](?=[省市区县州旗各])"
    r"|(?<=[局委办部院会心镇道])[和与及](?=其[他它]|相关|有关|[^\s]{1,8}(?:镇|乡|街道|局|中心)(?:$|[、\s]))"
    r"|(?<=[局委办部院心镇道社司])[:·•‧・→;]"
)
_INNER = re.compile(r"\((?=(?:第一)?(?:牵头|主办|主责|责任|配合|协办|参与)[^()]{0,4}:)([^()]*)\)")
_BRACKETS = str.maketrans("[]{}〔〕【】", "()()()()")
_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_LEVELS = re.compile(
    r"(?<=[局委办部院会心])(?=[省市区县](?!直)[^\s内外域级]{2,}(?:局|委|办|部|院|会|中心)$)"
)
_LONGEST_PERSON = 4
REMEMBERED = 4096  # cells: a long ledger names the same units over and over
_NOBODY = frozenset({"", "-", "—", "/", "无", "暂无", "待定"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    """The names of a cell in order; `others` are names of persons, and words that name no unit."""

    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@lru_cache(maxsize=REMEMBERED)
def read_units(text: str, *, leads: bool, first_leads: bool = False) -> UnitWords:
    """Return who leads and who supports by one cell.

    Parameters
    ----------
    text : str
        The cell.
    leads : bool
        Whether its column names those who lead.
    first_leads : bool
        Whether of several names only the first leads and the others support (T1): the column is
        called 责任单位 and none says who leads.

    Returns
    -------
    UnitWords
        The names as written, each once.
    """
    found: list[tuple[str, bool | None]] = []
    role: bool | None = None
    counted = _COUNTED.sub("、", text.strip())
    plain = _NUMBER.sub(" ", unicodedata.normalize("NFKC", counted).translate(_BRACKETS))
    together = _TOGETHER.sub(";配合:", _INNER.sub(r";\1;", plain))
    for clause in _CLAUSE.split(together):
        at = 0
        for label in [*_LABEL.finditer(clause), None]:
            end = label.start() if label else len(clause)
            found += _names(clause[at:end], role)
            if label:
                role = "牵头" in label["label"] or "主" in label["label"][:1]
                at = label.end()
    return _told(found, leads=leads, first_leads=first_leads)


def _names(clause: str, role: bool | None) -> list[tuple[str, bool | None]]:  # noqa: FBT001 one of three values
    plain = clause.strip().removeprefix("由")
    if _LEADS.search(plain):
        plain, role = _LEADS.sub("", plain), True
    elif _SUPPORTS.search(plain):
        plain, role = _SUPPORTS.sub("", plain), False
    plain = _OTHERS.sub("", _PLAIN.sub("", plain))
    found: list[tuple[str, bool | None]] = []
    for part in _NAMES.split(plain):
        for piece in _LEVELS.split(part):
            name, own = _name(piece)
            if name not in _NOBODY:
                found.append((name, role if own is None else own))
    return found


def _name(written: str) -> tuple[str, bool | None]:
    """Return a name without what stands in brackets behind it, and the role that stood there."""
    unstarred = _STARS.sub("", written)
    behind = _ROLE_BEHIND.search(unstarred)
    if (held := _HOLDER.match(unstarred.strip())) and is_unit(held["unit"]):
        return held["unit"], True if unstarred != written else None
    plain = _OTHERS.sub("", _BRACKET.sub("", unstarred).strip(" .:"))
    if behind is None:
        return plain, True if unstarred != written else None
    return plain, behind["lead"] is not None


def _told(found: list[tuple[str, bool | None]], *, leads: bool, first_leads: bool) -> UnitWords:
    lead: list[str] = []
    support: list[str] = []
    others: list[str] = []
    says = any(role for _name, role in found)  # who leads: then the others do not
    for name, role in found:
        if not _is_name(name):
            others.append(name)
            continue
        mine = role if role is not None else leads and not says and not (first_leads and lead)
        (lead if mine else support).append(name)
    return UnitWords(
        leads=tuple(dict.fromkeys(lead)),
        supports=tuple(dict.fromkeys(support)),
        others=tuple(dict.fromkeys(others)),
    )


def _is_name(name: str) -> bool:
    """Take words for a unit unless they are as short as a person's name and end as no unit does."""
    return len(name) > _LONGEST_PERSON or is_unit(name) or name.startswith("各")

"""Templates: text with 〔names〕 that facts fill; what is wrong with one is told with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

FIELD = re.compile(r"〔([^〔〕\n]*)〕")
_BRACKET = re.compile(r"[〔〕]")
ALIKE = 1 / 3  # of the characters of two names: 其次 is meant as 期次
_OTHERS = re.compile(r"[\[【［{｛〖]+\s*([^\[\]【】［］{}｛｝〖〗〔〕\n]{1,20}?)\s*[\]】］}｝〗]+")
_NOT_A_FIELD = re.compile(r"(?:19|20)\d{2}")  # 〔2026〕 of a document number


class Fault(StrEnum):
    """What can be wrong with a template."""

    UNKNOWN = "unknown"  # no field is called so
    NOT_HERE = "not-here"  # there is one, but not in this sort of paper
    UNCLOSED = "unclosed"  # a bracket without its other half
    BRACKETS = "brackets"  # a field in brackets of another sort: it would be printed as it stands
    NOT_ALONE = "not-alone"  # a field of several paragraphs within a line
    MISSING = "missing"  # a field that this sort of paper must say
    EMPTY = "empty"  # no text at all


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFault:
    """One fault: where (line and character, both from 1; 0 is the whole) and about which name."""

    code: Fault
    line: int
    column: int
    name: str = ""
    meant: str = ""  # the field that is spelt most like it


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSet:
    """The fields of one sort of paper.

    `inline` fill a part of a line, `block` a line of their own; `elsewhere` are of other sorts;
    `required` must stand somewhere.
    """

    inline: Collection[str]
    block: Collection[str]
    elsewhere: Collection[str] = ()
    required: Collection[str] = ()


def faults_of(title: str, text: str, known: FieldSet) -> list[TemplateFault]:
    """Return what is wrong with a template, line by line; the title is line 0.

    Parameters
    ----------
    title, text : str
        As the office wrote them.
    known : FieldSet
        What may and must stand in it.
    """
    found: list[TemplateFault] = []
    used: set[str] = set()
    if not text.strip():
        found.append(TemplateFault(code=Fault.EMPTY, line=1, column=1))
    for number, line in enumerate([title, *text.splitlines()]):
        found += _line_faults(line, number, known)
        used |= set(FIELD.findall(line))
    missing = [name for name in known.required if name not in used]
    found += [TemplateFault(code=Fault.MISSING, line=0, column=0, name=name) for name in missing]
    return found


def _line_faults(line: str, number: int, known: FieldSet) -> list[TemplateFault]:
    found = []
    for match in FIELD.finditer(line):
        name = match[1]
        code = _fault_of(name, line, number, known)
        if code is not None:
            meant = nearest(name, [*known.inline, *known.block]) if code is Fault.UNKNOWN else ""
            found.append(
                TemplateFault(
                    code=code, line=number, column=match.start() + 1, name=name, meant=meant
                )
            )
    rest = FIELD.sub(lambda match: " " * len(match[0]), line)
    found += [
        TemplateFault(code=Fault.UNCLOSED, line=number, column=match.start() + 1)
        for match in _BRACKET.finditer(rest)
    ]
    names = {*known.inline, *known.block}
    found += [
        TemplateFault(code=Fault.BRACKETS, line=number, column=match.start() + 1, name=match[1])
        for match in _OTHERS.finditer(line)
        if match[1] in names
    ]
    return sorted(found, key=lambda one: one.column)


def _fault_of(name: str, line: str, number: int, known: FieldSet) -> Fault | None:
    if name in known.inline or _NOT_A_FIELD.fullmatch(name):
        return None
    if name in known.block:
        alone = line.strip() == f"〔{name}〕" and number > 0
        return None if alone else Fault.NOT_ALONE
    return Fault.NOT_HERE if name in known.elsewhere else Fault.UNKNOWN


def nearest(name: str, known: Collection[str]) -> str:
    """Return the known name that shares most characters with `name`; "" if hardly one does."""

    def shared(other: str) -> float:
        common = len(set(name) & set(other))
        return common / max(len(set(name) | set(other)), 1)

    best = max(known, key=lambda other: (shared(other), other), default="")
    return best if best and shared(best) >= ALIKE else ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled.

    Parameters
    ----------
    text : str
        A template without faults.
    values : Mapping
        What stands for each name; several paragraphs are several lines.

    Raises
    ------
    KeyError
        A name has no value: faults are asked for first.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in values and _NOT_A_FIELD.fullmatch(match[1]):
            return match[0]
        return values[match[1]]

    return FIELD.sub(value, text)

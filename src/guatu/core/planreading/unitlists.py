"""Lists of units: split at their marks, and told from other words by the endings of names."""

import re

from guatu.core.planreading.lexicon import duties as words
from guatu.core.planreading.source import Source

_MAX_UNIT = 30
_MAX_LISTED = 16
_SHORTEST_LISTED = 3
_SUFFIX = "|".join(sorted(map(re.escape, words.SUFFIXES), key=len, reverse=True))
_UNIT = re.compile(rf"(?:[^,、;:。()\n]|[(][^()\n]*[)])*?(?:{_SUFFIX})(?:[(][^()\n]*[)])?")
_OF_ALL = re.compile(
    r"(?:等(?:部门|单位|相关部门|有关部门)?|按(?:照)?(?:各自)?职责分工负责|(?:共同)?(?:负责|配合|牵头))$"
)


def split_units(source: Source, start: int, end: int) -> list[str]:
    """Split a list of units at its marks; blanks part names only where no mark does.

    Parameters
    ----------
    source : Source
        The text under reading.
    start, end : int
        Slice of the folded text that holds names only.

    Returns
    -------
    list of str
        The names as written in the original, without blanks inside.
    """
    names, at, depth = [], start, 0
    marks = ",、;/\t|\n" if any(c in ",、;\t|" for c in source.text[start:end]) else "/\n"
    for position in range(start, end + 1):
        character = source.text[position] if position < end else ","
        depth += character in "(["
        depth -= character in ")]"
        blank = (
            "、" not in marks
            and position in source.folded.gaps
            and is_unit(source.text[at:position])
        )
        if position == end or (character in marks and depth <= 0) or blank:
            names.append(_name(source, at, position))
            at = position if blank else position + 1
    return [name for name in names if name]


def _name(source: Source, start: int, end: int) -> str:
    """Give the name as written, without what a list says of all its members."""
    text = source.text[start:end]
    folded = _OF_ALL.sub("", text.strip(" \t:,.、。;|-"))
    if not 1 < len(folded) <= _MAX_UNIT:
        return ""
    at = start + text.index(folded)
    return "".join(source.cite(at, at + len(folded)).quote.split())


def is_unit(name: str) -> bool:
    """Whether a name ends as names of units do."""
    return bool(_UNIT.fullmatch(name))


def are_units(source: Source, start: int, end: int) -> bool:
    """Whether a stretch lists names of units and nothing else."""
    names = split_units(source, start, end)
    return bool(names) and all(
        (is_unit(name) and _SHORTEST_LISTED <= len(name) <= _MAX_LISTED) or name.startswith("各")
        for name in names
    )

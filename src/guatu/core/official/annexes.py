"""Whether the list of annexes and the annexes themselves agree in number, order and titles (7.3.4, 7.3.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guatu.core.official.deviations import QUOTED, Code, Deviation
from guatu.core.official.roles import Placed, Role

_ITEM = re.compile(r"(?:附件?\s*\d{0,2}\s*[：:])?\s*(?:(\d{1,2})\s*[.．、]\s*)?(\S.*)")
_NUMBER = re.compile(r"\d{1,2}")
_LOOSE = re.compile(r"[\s　“”‘’\"']")


def annex_faults(parts: Sequence[Placed]) -> Iterator[Deviation]:
    """Compare the list of annexes with what follows.

    Parameters
    ----------
    parts : sequence of Placed
        All paragraphs with their roles.
    """
    listed = [item for one in parts if one.role is Role.ANNEX_LIST for item in items_of(one)]
    marks = [one for one in parts if one.role is Role.ANNEX_MARK]
    dated = next((one.paragraph.place for one in parts if one.role is Role.DATE), None)
    for one in (one for one in parts if one.role is Role.ANNEX_LIST):
        if dated is not None and one.paragraph.place > dated and one.text.startswith("附"):
            yield deviation(Code.ANNEX_LIST, "成文日期之后", "正文之后", one)
    if len(listed) != len(marks):
        yield deviation(Code.ANNEX_COUNT, str(len(listed)), str(len(marks)))
        return
    if len(listed) > 1:
        for wanted, (one, number, _title) in enumerate(listed, start=1):
            if number != str(wanted):
                yield deviation(Code.ANNEX_LIST, number or "—", f"{wanted}.", one)
        for wanted, mark in enumerate(marks, start=1):
            found = _NUMBER.search(mark.text)
            if found is None or found[0] != str(wanted):
                yield deviation(Code.ANNEX_MARK, mark.text, f"附件{wanted}", mark)
    for annex, (_one, _number, title) in enumerate(listed, start=1):
        yield from title_faults(parts, annex, title)


def items_of(one: Placed) -> Iterator[tuple[Placed, str, str]]:
    """Yield number and title of what a paragraph of the list names: some put all into one."""
    for line in one.text.splitlines():
        if match := _ITEM.fullmatch(line.strip()):
            yield one, match[1] or "", match[2]


def title_faults(parts: Sequence[Placed], annex: int, listed: str) -> Iterator[Deviation]:
    """Compare the title of an annex with how the list calls it; a list may break its line."""
    lines = [one for one in parts if one.role is Role.ANNEX_TITLE and one.annex == annex]
    title, name = (_LOOSE.sub("", text) for text in ("".join(one.text for one in lines), listed))
    name = name.rstrip("。；，、.;,")
    if title and not (title.startswith(name) or name.startswith(title)):
        yield deviation(Code.ANNEX_TITLE, title[:QUOTED], name[:QUOTED], lines[0])


def deviation(code: Code, found: str, wanted: str, one: Placed | None = None) -> Deviation:
    place = one.paragraph.place if one else 0
    text = one.text[:QUOTED] if one else ""
    return Deviation(code=code, found=found, wanted=wanted, first=place, last=place, text=text)

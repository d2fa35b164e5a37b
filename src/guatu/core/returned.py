"""A line of a workbook that came back: what its cells say, and three states of it compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from guatu.core.grids import day_written

NEXT = "下一步："  # parts what was done from what comes next, in the one text of a report
YES = frozenset({"是", "√", "✓", "✔", "1", "Y", "YES", "无变化", "本期无变化", "无新进展"})
NO = frozenset({"", "否", "×", "0", "N", "NO", "有", "有变化", "-", "—"})
MET, MISSED = "met", "missed"
OUTCOMES = {
    **dict.fromkeys(("达成", "已达成", "完成", "已完成", "MET"), MET),
    **dict.fromkeys(("未达成", "没达成", "未完成", "没完成", "MISSED"), MISSED),
}
PERCENT, TENTH = Decimal(100), Decimal("0.1")
_DAY_LATER = re.compile(r"(\d{4})\s*年?\s*[-/.]?\s*(\d{1,2})\s*月?\s*(?:底|末)")


class Cell(StrEnum):
    """The cells of a line that a unit fills in."""

    UNCHANGED = "unchanged"  # 本期无变化
    SAID = "said"  # 进展
    NEXT = "next"  # 下一步
    PROBLEM = "problem"  # 问题
    PROGRESS = "progress"  # per cent
    OUTCOME = "outcome"  # of this month's goal or node
    REASON = "reason"  # why it was missed
    MOVES_TO = "moves_to"  # the new day of a missed goal


class CellFault(StrEnum):
    """What is wrong with a cell."""

    NOT_YES = "not_yes"
    NOT_A_SHARE = "not_a_share"
    NOT_AN_OUTCOME = "not_an_outcome"
    NOT_A_DAY = "not_a_day"
    TOO_LONG = "too_long"
    BOTH = "both"  # no news, and news
    NO_REASON = "no_reason"
    TOO_EARLY = "too_early"
    NO_GOAL = "no_goal"
    NO_QUANTITY = "no_quantity"
    NOT_MISSED = "not_missed"  # a reason or a new day for a goal that was not missed


class UnreadableCell(ValueError):  # noqa: N818 named by what happened
    """A cell says nothing that its column can hold."""

    def __init__(self, fault: CellFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell that a unit changed: as it went out, as it stands now, as it came back."""

    cell: Cell
    base: str
    now: str
    sheet: str

    @property
    def is_conflict(self) -> bool:
        """Say whether it was changed on both sides, not alike."""
        return not alike(self.base, self.now)


Texts = Mapping[Cell, str]


def alike(one: str, other: str) -> bool:
    """Compare two texts but for blanks and line ends, which programs write in their own ways."""
    return one == other or one.split() == other.split()


def compared(base: Texts, now: Texts, sheet: Texts) -> tuple[Difference, ...]:
    """Return the cells that came back otherwise than they went out and than they stand now.

    Parameters
    ----------
    base, now, sheet : mapping of Cell to str
        As the cells went out, as they stand, as they came back; in the canonical form of `read`.
        A cell that is missing is empty; one that `sheet` does not name came back as it went out.

    Returns
    -------
    tuple of Difference
        In the order of the columns. A cell that was changed alike on both sides is none.
    """
    found = []
    for cell in Cell:
        old, stands = base.get(cell, ""), now.get(cell, "")
        came = sheet.get(cell, old)
        if not alike(came, old) and not alike(came, stands):
            found.append(Difference(cell=cell, base=old, now=stands, sheet=came))
    return tuple(found)


def combined(
    now: Texts, differences: tuple[Difference, ...], *, prefers_sheet: bool
) -> dict[Cell, str]:
    """Return a line as it is to stand: each change of the sheet, conflicts as they were decided."""
    texts = {cell: now.get(cell, "") for cell in Cell}
    for one in differences:
        if prefers_sheet or not one.is_conflict:
            texts[one.cell] = one.sheet
    return settled(texts, {one.cell for one in differences})


def settled(texts: dict[Cell, str], changed: set[Cell]) -> dict[Cell, str]:
    """Let news that came push out “no news” that stood, and the other way round."""
    news = (Cell.SAID, Cell.NEXT)
    if texts[Cell.UNCHANGED] and any(texts[cell] for cell in news):
        if Cell.UNCHANGED in changed:
            texts |= dict.fromkeys(news, "")
        else:
            texts[Cell.UNCHANGED] = ""
    return texts


def read(cell: Cell, text: str, *, longest: int) -> str:
    """Return what a cell says in its canonical form.

    Parameters
    ----------
    cell : Cell
        Its column.
    text : str
        As the sheet shows it.
    longest : int
        How many characters a text may have.

    Returns
    -------
    str
        "yes" or "", per cents without their sign and with at most one decimal, "met" or "missed",
        a day as ISO 8601 writes it, or the text itself without blanks around it.

    Raises
    ------
    UnreadableCell
        If it says nothing that the column can hold.
    """
    plain = text.strip()
    if cell is Cell.UNCHANGED:
        return _yes(plain)
    if not plain:
        return ""
    if cell is Cell.PROGRESS:
        return share(plain)
    if cell is Cell.OUTCOME:
        return _outcome(plain)
    if cell is Cell.MOVES_TO:
        return _day(plain)
    if len(plain) > longest:
        raise UnreadableCell(CellFault.TOO_LONG)
    return plain


def share(text: str) -> str:
    """Return per cents as written in a cell, 0 to 100 with at most one decimal."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").rstrip("%")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise UnreadableCell(CellFault.NOT_A_SHARE) from error
    if not value.is_finite() or not 0 <= value <= PERCENT or value != value.quantize(TENTH):
        raise UnreadableCell(CellFault.NOT_A_SHARE)
    return written_share(int(value * 10))


def written_share(thousandths: int | None) -> str:
    """Return thousandths as per cents: 355 is 35.5; None is nothing."""
    if thousandths is None:
        return ""
    whole, tenth = divmod(thousandths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def thousandths(text: str) -> int | None:
    """Return canonical per cents as thousandths."""
    return int(Decimal(text) * 10) if text else None


def parted(said: str) -> tuple[str, str]:
    """Part one report into what was done and what comes next, the latter after its own word."""
    before, mark, after = said.rpartition(NEXT)
    if not mark or (before and not before.endswith(("\n", " "))):
        return said, ""
    return before.rstrip(), after.strip()


def joined(said: str, following: str) -> str:
    """Return one report of what was done and what comes next."""
    if not following:
        return said
    return f"{said}\n{NEXT}{following}" if said else f"{NEXT}{following}"


def _yes(plain: str) -> str:
    word = unicodedata.normalize("NFKC", plain).upper()
    if word in YES:
        return "yes"
    if word in NO:
        return ""
    raise UnreadableCell(CellFault.NOT_YES)


def _outcome(plain: str) -> str:
    word = OUTCOMES.get(plain.upper())
    if word is None:
        raise UnreadableCell(CellFault.NOT_AN_OUTCOME)
    return word


def _day(plain: str) -> str:
    day = day_written(unicodedata.normalize("NFKC", plain)) or _month_end(plain)
    if day is None:
        raise UnreadableCell(CellFault.NOT_A_DAY)
    return day.isoformat()


def _month_end(plain: str) -> date | None:
    """Return the last day of a month that is written as such: 2026年6月底."""
    found = _DAY_LATER.fullmatch(plain)
    if found is None:
        return None
    year, month = map(int, found.groups())
    if not 1 <= month <= 12:  # noqa: PLR2004 months
        return None
    first_after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1)

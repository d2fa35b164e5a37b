"""A line of a workbook that came back: what its cells say, and three states of it compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from guatu.core.adopting import Sureness, read_day
from guatu.core.text.words import words

NEXT = "下一步："  # parts what was done from what comes next, in the one text of a report
YES = frozenset(
    {"是", "是的", "对", "√", "✓", "✔", "☑", "✅", "对勾", "打勾", "1", "V", "Y", "YES", "TRUE", "无变化"}
    | {"本期无变化", "没有变化", "未变化", "同上期", "与上期相同", "无新进展", "本期无新进展", "无进展", "没有新进展"}
)  # fmt: skip
NO = frozenset({"", "否", "×", "✗", "X", "0", "N", "NO", "FALSE", "有", "有变化", "-", "—", "/"})
MET, MISSED = "met", "missed"
_SOME_YEAR = 2001  # to see whether a day names its own
OUTCOMES = {
    **dict.fromkeys(
        words("达成 已达成 完成 已完成 按期完成 按时完成 如期完成 提前完成 MET 是 √ ✓ ✔"), MET
    ),
    **dict.fromkeys(
        words(
            "未达成 没达成 没有达成 尚未达成 未完成 没完成 没有完成 尚未完成 未按期完成 未按时完成",
            "否 未 × ✗ X MISSED",
        ),
        MISSED,
    ),
}
_ENDS = "。；;，,、!！ "  # behind a word that a cell has to choose
PERCENT, TENTH = Decimal(100), Decimal("0.1")
# what a formula shows that has no result; never words that somebody wrote
NO_RESULT_SIGN = re.compile(
    r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)"
)


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
    SMALL_SHARE = "small_share"  # 0.35: a third of it all, or of one per cent
    NOT_AN_OUTCOME = "not_an_outcome"
    NOT_A_DAY = "not_a_day"
    TOO_LONG = "too_long"
    BOTH = "both"  # no news, and news
    NO_REASON = "no_reason"
    TOO_EARLY = "too_early"
    NO_GOAL = "no_goal"
    NO_QUANTITY = "no_quantity"
    NOT_MISSED = "not_missed"  # a reason or a new day for a goal that was not missed
    NO_RESULT = "no_result"  # of a formula
    OTHER_ITEM = "other_item"  # the row names another item than its key does


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


def read(cell: Cell, text: str, *, longest: int, near: date | None = None) -> str:
    """Return what a cell says in its canonical form.

    Parameters
    ----------
    cell : Cell
        Its column.
    text : str
        As the sheet shows it.
    longest : int
        How many characters a text may have.
    near : date, optional
        A day written without a year is the first such day from here on; without `near` it is none.

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
    if NO_RESULT_SIGN.fullmatch(plain):
        raise UnreadableCell(CellFault.NO_RESULT)
    if cell is Cell.UNCHANGED:
        return _yes(plain)
    if not plain:
        return ""
    if cell is Cell.PROGRESS:
        return share(plain)
    if cell is Cell.OUTCOME:
        return _outcome(plain)
    if cell is Cell.MOVES_TO:
        return _day(plain, near)
    if len(plain) > longest:
        raise UnreadableCell(CellFault.TOO_LONG)
    return plain


def share(text: str) -> str:
    """Return per cents as written in a cell, 0 to 100, rounded to one decimal.

    Raises
    ------
    UnreadableCell
        If it is no such number; or less than one without its sign, and no share that guatu writes:
        0.35 may be meant as 35.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").strip(_ENDS)
    plain = plain.removeprefix("百分之")
    try:
        value = Decimal(plain.rstrip("%"))
    except InvalidOperation as error:
        raise UnreadableCell(CellFault.NOT_A_SHARE) from error
    if not value.is_finite() or not 0 <= value <= PERCENT:
        raise UnreadableCell(CellFault.NOT_A_SHARE)
    nearest = value.quantize(TENTH, ROUND_HALF_UP)
    if value < 1 and value != nearest and "%" not in plain:
        raise UnreadableCell(CellFault.SMALL_SHARE)
    return written_share(int(nearest * 10))


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


JOINT = len(joined("1", "2")) - 2  # what joining adds to the two


def within(said: str) -> str:
    """Return one report as a part of a longer one: what comes next in brackets behind what was done."""
    before, following = parted(said)
    if not following:
        return said
    return f"{before}（{NEXT}{following}）" if before else f"{NEXT}{following}"


def _yes(plain: str) -> str:
    word = _word(plain)
    if word in YES:
        return "yes"
    if word in NO:
        return ""
    raise UnreadableCell(CellFault.NOT_YES)


def _word(plain: str) -> str:
    """Return a word that was chosen, in half width without the stop behind it."""
    return unicodedata.normalize("NFKC", plain).upper().rstrip(_ENDS)


def _outcome(plain: str) -> str:
    word = OUTCOMES.get(_word(plain))
    if word is None:
        raise UnreadableCell(CellFault.NOT_AN_OUTCOME)
    return word


def _day(plain: str, near: date | None) -> str:
    """Return the day that a cell names; one without a year is the first such day from `near` on."""
    year = near.year if near is not None else _SOME_YEAR
    day, a_year_on = (_sure_day(plain, year + more) for more in (0, 1))
    if day != a_year_on:  # its year is not written
        day = None if near is None else a_year_on if day is None or day < near else day
    if day is None:
        raise UnreadableCell(CellFault.NOT_A_DAY)
    return day.isoformat()


def _sure_day(plain: str, year: int) -> date | None:
    reading = read_day(plain, year=year)
    is_one = reading.first is None or reading.first == reading.day
    return reading.day if reading.sureness is Sureness.SURE and is_one else None

"""What sheets say, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from guatu.core.lamps import Lamp


def nothing(_number: int, _count: int) -> str:
    return ""


def no_word(_day: date) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What a sheet says. `heads` are the columns' by their names, `legend` that of each sign.

    `notes` stand at the right of the title: what the data are of, whether they are simulated, the
    head of the record. `totals` is the number of rows by lamp, `others` stands for names that
    have no room (等). `late` says how long a node's day is past, "" where it is not.
    `cut` is said of … where texts are not printed whole.
    `code` opens the page that is live.
    """

    title: str
    notes: tuple[str, ...]
    heads: Mapping[str, str]
    lamp: Callable[[Lamp], str]
    by_hand: Callable[[date], str]
    day: Callable[[date | None], str]
    continued: Callable[[str], str]
    legend: Mapping[str, str]
    page: Callable[[int, int], str] = nothing
    totals: Mapping[Lamp, int] = field(default_factory=dict)
    others: str = "…"
    late: Callable[[date], str] = no_word
    cut: str = ""
    code: tuple[tuple[bool, ...], ...] = ()

"""Money paid by month against its plan (S6, S25). `docs/methods/money.md` has the formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from guatu.core.lamps import Lamp
from guatu.core.stored import EXACT

SEVERE = Decimal("0.8")  # of what was planned in all, docs/methods/money.md
THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of both series; `paid` is None where nothing was reported.

    `share` is what was paid in all of what was planned in all by then, in thousandths.
    """

    first: date
    planned: Decimal
    paid: Decimal | None
    planned_in_all: Decimal
    paid_in_all: Decimal
    share: int | None
    lamp: Lamp

    @property
    def is_bad(self) -> bool:
        return self.lamp in {Lamp.BEHIND, Lamp.SEVERE, Lamp.UNREPORTED}

    @property
    def is_to_come(self) -> bool:
        """Whether the month is not over and nothing was paid in it: its share says nothing yet."""
        return self.lamp is Lamp.NOT_STARTED and self.paid is None


def compare_months(
    planned: Mapping[str, str], paid: Mapping[str, str], today: date
) -> tuple[Month, ...]:
    """Return every month from the first to the last of two series, with the sums by its end.

    Parameters
    ----------
    planned, paid : mapping of str to str
        ISO months (``"2026-05"``) and exact numbers in one unit of measure, as an entry stores them.
    today : date
        Months before that of `today` are over.

    Returns
    -------
    tuple of Month
        In order; empty where both series are.
    """
    known = sorted({*planned, *paid})
    months = between(known[0], known[-1]) if known else []
    found: list[Month] = []
    planned_in_all = paid_in_all = Decimal(0)
    with localcontext(EXACT):
        for month in months:
            due = Decimal(planned.get(month, "0"))
            given = Decimal(paid[month]) if month in paid else None
            planned_in_all += due
            paid_in_all += given or Decimal(0)
            found.append(
                Month(
                    first=date.fromisoformat(f"{month}-01"),
                    planned=due,
                    paid=given,
                    planned_in_all=planned_in_all,
                    paid_in_all=paid_in_all,
                    share=share_of(paid_in_all, planned_in_all),
                    lamp=lamp_of(
                        month, due, given, sums=(planned_in_all, paid_in_all), today=today
                    ),
                )
            )
    return tuple(found)


def between(first: str, last: str) -> list[str]:
    """Return the ISO months from `first` to `last`, both included."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{index // 12:04d}-{index % 12 + 1:02d}" for index in range(start, end + 1)]


def share_of(part: Decimal, whole: Decimal) -> int | None:
    return int((part * THOUSAND * 2 + whole) // (whole * 2)) if whole > 0 else None


def lamp_of(
    month: str,
    due: Decimal,
    given: Decimal | None,
    *,
    sums: tuple[Decimal, Decimal],
    today: date,
) -> Lamp:
    planned_in_all, paid_in_all = sums
    if month >= today.isoformat()[:7]:
        return Lamp.NOT_STARTED
    if given is None and due > 0:
        return Lamp.UNREPORTED
    if paid_in_all < planned_in_all * SEVERE:
        return Lamp.SEVERE
    return Lamp.BEHIND if paid_in_all < planned_in_all else Lamp.ON_PACE

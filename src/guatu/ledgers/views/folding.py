"""What of an entry's goals and nodes stands open on its page, and what is decided and folds away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from guatu.ledgers.models import Milestone

T = TypeVar("T")
FOLDED_FROM = 4  # so few as three are seen at one look


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Generic[T]):
    """A line in its order, parted; `decided` is empty where it is too short to fold."""

    decided: tuple[T, ...]
    ahead: tuple[T, ...]
    met: int
    missed: int

    @property
    def total(self) -> int:
        return len(self.decided) + len(self.ahead)

    @property
    def decided_words(self) -> str:
        return _("%(count)d decided: %(met)d met, %(missed)d missed") % {
            "count": len(self.decided),
            "met": self.met,
            "missed": self.missed,
        }


def folded(rows: Sequence[T], milestone: Callable[[T], Milestone | None]) -> Folded[T]:
    """Part a line into what is decided and what still asks for something."""
    outcomes = [row.outcome if (row := milestone(item)) else "" for item in rows]
    decided = [outcome in {"met", "missed"} for outcome in outcomes]
    is_folded = sum(decided) >= FOLDED_FROM
    pairs = list(zip(rows, decided, strict=True))
    return Folded(
        decided=tuple(item for item, is_over in pairs if is_over and is_folded),
        ahead=tuple(item for item, is_over in pairs if not (is_over and is_folded)),
        met=outcomes.count("met"),
        missed=outcomes.count("missed"),
    )

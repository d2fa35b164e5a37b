"""The numbers of a plan that are in no record: what may matter first, dates and numbering folded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guatu.core.planreading.model import OF_INTEREST
from guatu.planning import wording
from guatu.planning.models import Draft

SENTENCE_ENDS = "。！？；;!?\n\r"
LONGEST = 60  # characters shown on either side


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One number with the sentence around it."""

    start: int
    end: int
    quote: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Numbers of one reason that seldom matters."""

    why: str
    rows: tuple[Leftover, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    telling: tuple[Leftover, ...]
    folded: tuple[Folded, ...]

    @property
    def count(self) -> int:
        return len(self.telling) + sum(len(group.rows) for group in self.folded)


def leftovers_of(draft: Draft) -> Leftovers:
    """Return the numbers in no record, those that may matter in the order of the text first."""
    text = draft.plan.text
    telling = [leftover(one, text) for one in draft.unused if one["reason"] in OF_INTEREST]
    groups: dict[str, list[Leftover]] = {}
    for one in draft.unused:
        if one["reason"] not in OF_INTEREST:
            row = leftover(one, text)
            groups.setdefault(row.why, []).append(row)
    folded = [Folded(why=why, rows=tuple(rows)) for why, rows in groups.items()]
    folded.sort(key=lambda group: -len(group.rows))
    return Leftovers(telling=tuple(telling), folded=tuple(folded))


def leftover(one: dict[str, object], text: str) -> Leftover:
    start, end = int(str(one["start"])), int(str(one["end"]))
    first, last = sentence_around(text, start, end)
    before, after = text[first:start].lstrip(), text[end:last].rstrip()
    reason = str(one["reason"])
    return Leftover(
        start=start,
        end=end,
        quote=text[start:end],
        before=before if len(before) <= LONGEST else f"…{before[-LONGEST:]}",
        after=after if len(after) <= LONGEST else f"{after[:LONGEST]}…",
        why=str(wording.UNUSED.get(reason, reason)),
    )


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds a stretch, its closing mark included."""
    first = max((text.rfind(mark, 0, start) for mark in SENTENCE_ENDS), default=-1) + 1
    closing = re.compile(f"[{SENTENCE_ENDS}]").search(text, end)
    return first, closing.end() if closing else len(text)

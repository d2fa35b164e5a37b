"""Staged sheets, and what each of their rows would do: the same for units and for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guatu.accounts.models import Intake
from guatu.core.actors import Actor
from guatu.shell.errors import NotFound

Seen = Callable[[int], None]  # told how many lines were looked at: it may raise to stop
PADDED = ("name", "unit", "parent", "post")  # columns of names
PADDING = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


class Outcome(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one cell: its column's key, and a sentence."""

    column: str
    text: str


@dataclass(slots=True, kw_only=True)
class Line:
    """One row of a sheet: its texts by column, what it means, and what is wrong with it.

    `told` are sentences about what it changes; `notes` need no correction but should be known.
    """

    number: int
    texts: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    meant: dict[str, Any] = field(default_factory=dict)
    is_new: bool = False

    @property
    def outcome(self) -> Outcome:
        if self.faults:
            return Outcome.FAULTY
        if self.is_new:
            return Outcome.NEW
        return Outcome.CHANGED if self.told else Outcome.UNCHANGED

    def fault(self, column: str, text: str) -> None:
        self.faults.append(Fault(column=column, text=text))

    def faults_of(self, column: str) -> list[str]:
        return [one.text for one in self.faults if one.column == column]


def unheard(_count: int) -> None:
    """Hear how many lines were looked at, where nobody waits for it."""


def own_intakes(actor: Actor) -> QuerySet[Intake]:
    """Return the sheets that the actor loaded: nobody else sees them."""
    return Intake.objects.filter(staged_by=actor.account_id or 0)


def own_intake(actor: Actor, intake_id: int) -> Intake:
    row = own_intakes(actor).filter(pk=intake_id).first()
    if row is None:
        raise NotFound(_("There is no such sheet, or it is not yours."))
    return row


def blank_lines(rows: Sequence[Sequence[Any]]) -> list[Line]:
    """Return the stored rows, [number, {column: text}], as lines to be looked at."""
    return [
        Line(number=number, texts={key: unpadded(key, text) for key, text in texts.items()})
        for number, texts in rows
    ]


def unpadded(key: str, text: str) -> str:
    """Return a name without the blanks that stretch it: 赵　六 stands under 欧阳六 in a printed list."""
    return PADDING.sub("", text) if key in PADDED else text


def counts_of(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many lines come to each outcome."""
    return {one.value: sum(line.outcome is one for line in lines) for one in Outcome}

"""What higher apps put into the papers of a round: the draft bulletin, the table as it is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from guatu.core.actors import Actor
from guatu.meetings.queries.gathering import Gathered
from guatu.shell.errors import InvalidState


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFile:
    """A part as a file: `facts` is what it says, by which two versions are compared."""

    code: str
    name: str
    payload: bytes
    media_type: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMade:
    """A part that could not be made, and why: it is listed, never waited for."""

    code: str
    why: str


Maker = Callable[[Actor, Gathered, datetime], PartFile]
MAKERS: dict[str, Maker] = {}


def register(code: str, maker: Maker) -> None:
    """Let `maker` make a part; a code has one maker."""
    MAKERS[code] = maker


def more_parts(actor: Actor, one: Gathered, now: datetime) -> tuple[list[PartFile], list[NotMade]]:
    """Return the parts of higher apps, and those that could not be made."""
    files, missing = [], []
    for code, make in MAKERS.items():
        try:
            files.append(make(actor, one, now))
        except InvalidState as error:
            missing.append(NotMade(code=code, why=error.message))
    return files, missing

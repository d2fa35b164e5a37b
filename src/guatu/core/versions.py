"""What changed from one version of a list to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Turn(StrEnum):
    """What became of a line."""

    ADDED = "added"
    GONE = "gone"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line that is not as it was; `name` is how it is called, the first of its values."""

    key: str
    turn: Turn
    name: str


def differences(
    before: Mapping[str, Sequence[Any]], after: Mapping[str, Sequence[Any]]
) -> list[Difference]:
    """Return the lines that came, went or read otherwise.

    Parameters
    ----------
    before, after
        Lines by their keys; the first value of each is its name.

    Returns
    -------
    list of Difference
        What is new or altered in the order of `after`, then what is gone in that of `before`.
    """
    found = [
        Difference(
            key=key,
            turn=Turn.ALTERED if key in before else Turn.ADDED,
            name=str(line[0]) if line else "",
        )
        for key, line in after.items()
        if list(before.get(key, ())) != list(line) or key not in before
    ]
    gone = [
        Difference(key=key, turn=Turn.GONE, name=str(line[0]) if line else "")
        for key, line in before.items()
        if key not in after
    ]
    return [*found, *gone]

"""The steps of one issuance as a line: what is passed, skipped, next, and still ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guatu.planning.issuing_words import STEPS
from guatu.planning.models import Issuance, IssuanceStep, StepCode

LINE = (
    StepCode.DRAFT,
    StepCode.CONSULT,
    StepCode.SUBMIT,
    StepCode.APPROVE,
    StepCode.ISSUE,
    StepCode.SIGN,
    StepCode.IN_FORCE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOnLine:
    """One place of the line; `row` is the last step taken there."""

    code: str
    word: str
    standing: str  # passed | current | ahead
    row: IssuanceStep | None


def steps_line(issuance: Issuance, steps: Sequence[IssuanceStep]) -> list[StepOnLine]:
    """Return the line with the last step taken at each place; a step sent back from is ahead again."""
    here = place_of(issuance.state)
    is_over = issuance.state == StepCode.IN_FORCE  # nothing is ahead of the last step
    last: dict[int, IssuanceStep] = {}
    for step in steps:
        if step.code != StepCode.RETURN:
            last[place_of(step.code)] = step
    return [
        StepOnLine(
            code=code.value,
            word=str(STEPS[last[place].code if place in last else code.value]),
            standing="current"
            if place == here and not is_over
            else "passed"
            if place <= here
            else "ahead",
            row=last.get(place) if place <= here or place in last else None,
        )
        for place, code in enumerate(LINE)
    ]


def place_of(code: str) -> int:
    """Return the place of a step; 会签 has that of 征求意见, of which it is another form."""
    if code == StepCode.COUNTERSIGN:
        return LINE.index(StepCode.CONSULT)
    return LINE.index(StepCode(code))

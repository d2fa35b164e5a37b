"""The steps of an issuance as a line: what is passed, where it stands, what is ahead."""

from __future__ import annotations

import pytest

from guatu.planning.issuing_line import LINE, steps_line
from guatu.planning.models import Issuance, StepCode


@pytest.mark.parametrize("code", [code for code in LINE if code != StepCode.IN_FORCE])
def test_a_list_stands_at_one_step_between_what_is_passed_and_ahead(code: StepCode) -> None:
    standings = [step.standing for step in steps_line(Issuance(state=code), [])]
    here = LINE.index(code)

    assert standings == ["passed"] * here + ["current"] + ["ahead"] * (len(LINE) - here - 1)


def test_a_list_in_force_has_nothing_before_it() -> None:
    standings = {step.standing for step in steps_line(Issuance(state=StepCode.IN_FORCE), [])}

    assert standings == {"passed"}

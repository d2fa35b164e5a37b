"""One plan in full: its ledger is kept as a file and reviewed as a difference."""

import json
from pathlib import Path

import pytest

from guatu.core.planreading import read_plan, to_document

FOLDER = Path(__file__).with_name("plans")
NAMES = ("wuling-2025",)


@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_of_a_plan_stays_as_reviewed(name: str, request: pytest.FixtureRequest) -> None:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    actual = to_document(read_plan(text), doc=f"{name}.txt")
    del actual["text"]
    path = FOLDER / f"{name}.read.json"
    if request.config.getoption("--update-golden", default=False):
        path.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", "utf-8")

    expected = json.loads(path.read_text("utf-8"))
    assert expected == json.loads(json.dumps(actual))

"""The five real plans of the shared folder: figures that may only rise."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from guatu.core.planreading import DraftPlan, read_plan, to_document
from guatu.interchange.documents import open_file

PLANS = Path(__file__).resolve().parents[3].parent / "shared" / "plans"
SCORER = PLANS / "score.py"
FLOORS = {
    "target": 0.97,
    "fact": 0.95,
    "task": 0.97,
    "duty": 0.98,
    "phase": 1.0,
    "project": 0.93,
    "money": 0.9,
    "cadence": 0.95,
    "all": 0.97,
}

pytestmark = pytest.mark.skipif(not SCORER.is_file(), reason="needs the plans in ../shared/plans")


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("plan_score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    found = {}
    for path in sorted(PLANS.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        draft = read_plan(open_file(PLANS / f"{name}.txt").text)
        found[name] = (json.loads(path.read_text("utf-8")), to_document(draft, doc=f"{name}.txt"))
    return found


def longest() -> DraftPlan:
    return read_plan(open_file(max(PLANS.glob("*.txt"), key=lambda path: path.stat().st_size)).text)


def test_scores_do_not_fall() -> None:
    score = scorer()
    total = {kind: [0, 0, 0] for kind in score.KINDS}
    for gold, predicted in documents().values():
        for kind, row in score.count(gold, predicted).items():
            total[kind] = [a + b for a, b in zip(total[kind], row, strict=True)]
    total["all"] = [sum(row[k] for row in total.values()) for k in range(3)]

    figures = {kind: score.f1(*row)[2] for kind, row in total.items()}

    fallen = {
        kind: (figures[kind], floor) for kind, floor in FLOORS.items() if figures[kind] < floor
    }
    assert fallen == {}


def test_each_document_stands_on_its_own() -> None:
    score = scorer()
    figures = {}
    for name, (gold, predicted) in documents().items():
        rows = score.count(gold, predicted).values()
        figures[name] = score.f1(*(sum(row[k] for row in rows) for k in range(3)))[2]

    assert len(figures) == 5
    assert min(figures.values()) >= 0.9, figures


def test_head_of_each_document_is_read() -> None:
    for gold, predicted in documents().values():
        assert {k: predicted[k] for k in ("title", "issuer", "date")} == {
            k: gold[k] for k in ("title", "issuer", "date")
        }


def test_numbered_tasks_with_their_units_and_phases() -> None:
    draft = longest()

    units = sum(len(task.lead) + len(task.support) for task in draft.tasks)
    assert [task.number for task in draft.tasks] == [str(number) for number in range(1, 15)]
    assert units >= 130
    assert len(draft.phases) == 3


def test_every_quote_stands_at_its_place() -> None:
    for _, predicted in documents().values():
        text = predicted["text"]
        for kind in ("targets", "facts", "tasks", "projects", "cadence", "unused"):
            assert all(text[i["start"] : i["end"]] == i["quote"] for i in predicted[kind])
        assert all(
            text[p["quote_start"] : p["quote_end"]] == p["quote"] for p in predicted["phases"]
        )

"""Tables of six layouts: their ledgers are kept as files and reviewed as a difference."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from papers import document_of

from guatu.core.documents import Document
from guatu.core.planreading import read_plan, to_document

FOLDER = Path(__file__).with_name("tables")
NAMES = ("tasks-merged", "figures", "projects", "towns", "problems", "livelihood")
KINDS = ("targets", "facts", "tasks", "phases", "projects", "cadence")
HOW_SURE = {"confidence", "reasons"}


def table(name: str) -> Document:
    return document_of(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["rows"])


@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_of_a_table_stays_as_reviewed(name: str, request: pytest.FixtureRequest) -> None:
    document = table(name)
    actual = kept(to_document(read_plan(document.text, document.tables), doc=name))
    path = FOLDER / f"{name}.read.json"
    if request.config.getoption("--update-golden", default=False):
        path.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", "utf-8")

    expected = json.loads(path.read_text("utf-8"))
    assert expected == json.loads(json.dumps(actual))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_table_pasted_as_text_gives_the_same_ledger(name: str) -> None:
    document = table(name)

    marked = to_document(read_plan(document.text, document.tables), doc=name)
    pasted = to_document(read_plan(document.text), doc=name)

    assert told(marked) == told(pasted)


def kept(document: dict[str, Any]) -> dict[str, Any]:
    """Keep the ledger; of unused numbers what they are and why."""
    unused = [f"{item['quote']} {item['reason']}" for item in document["unused"]]
    return {"title": document["title"], **{k: document[k] for k in KINDS}, "unused": unused}


def told(document: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: [{k: v for k, v in item.items() if k not in HOW_SURE} for item in document[kind]]
        for kind in KINDS
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_table_is_in_a_record_or_listed(name: str) -> None:
    document = table(name)
    read = read_plan(document.text, document.tables)
    quotes = [item for kind in KINDS for item in getattr(read, kind)] + list(read.unused)

    assert all(document.text[q.start : q.end] == q.quote for q in quotes)
    assert not [u.quote for u in read.unused if u.reason == "no-indicator"]
    assert "no-plan" not in {issue.code for issue in read.issues}

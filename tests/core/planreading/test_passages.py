"""Invented passages in many wordings, each read as a careful reader would."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from guatu.core.planreading import DraftPlan, read_plan

PASSAGES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("passages.toml").read_text("utf-8")
)["passage"]


def shown(value: object) -> str:
    return "" if value is None else f"{value}"


def targets(draft: DraftPlan) -> list[str]:
    return [
        f"{t.indicator} | {t.op.value} | {t.value}{f'-{t.value_high}' if t.value_high else ''}"
        f" | {shown(t.unit)} | {'g' if t.growth else '-'}"
        for t in draft.targets
    ]


def facts(draft: DraftPlan) -> list[str]:
    return [f"{f.indicator} | {f.value} | {shown(f.unit)}" for f in draft.facts]


def tasks(draft: DraftPlan) -> list[str]:
    return [
        f"{t.number} | {t.title} | {'、'.join(t.lead)} | {'、'.join(t.support)}"
        for t in draft.tasks
    ]


def phases(draft: DraftPlan) -> list[str]:
    return [f"{p.name} | {shown(p.first)} | {shown(p.last)}" for p in draft.phases]


def projects(draft: DraftPlan) -> list[str]:
    return [
        f"{p.name} | {shown(p.investment_yi)} | {shown(p.area_mu)} | {shown(p.stage)}"
        for p in draft.projects
    ]


def cadence(draft: DraftPlan) -> list[str]:
    return [f"{c.event} | {c.every.value}" for c in draft.cadence]


READERS = {
    "targets": targets,
    "facts": facts,
    "tasks": tasks,
    "phases": phases,
    "projects": projects,
    "cadence": cadence,
}


def tidy(row: str) -> list[str]:
    return [part.strip() for part in row.split("|")]


@pytest.mark.parametrize("passage", PASSAGES, ids=[p["name"] for p in PASSAGES])
def test_passage_is_read_as_a_careful_reader_would(passage: dict[str, Any]) -> None:
    draft = read_plan(passage["text"])

    expected = {kind: [tidy(row) for row in passage[kind]] for kind in READERS if kind in passage}
    actual = {kind: [tidy(row) for row in READERS[kind](draft)] for kind in expected}
    assert expected == actual

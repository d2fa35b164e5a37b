"""`guatu plan read`: any file, one document out, exit codes as published."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from badfiles import BAD_FILES, BadFile
from click.testing import CliRunner, Result
from tree import ROOT
from words import level, lists, p, word

from guatu.cli import main

SCHEMA = json.loads((ROOT / "docs/reference/schemas/plan-read.schema.json").read_text("utf-8"))
NUMBERING = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2."))
PLAN = (
    p("青溪区2026年“强基提质”行动方案"),
    p("重点任务", num=(1, 0)),
    p("实施技改攻坚行动。新增规上工业企业12家。（牵头单位：区工信局）", num=(1, 1)),
    p("实施交通畅通行动。（牵头单位：区交通局；责任单位：区财政局）", num=(1, 1)),
)


def run(folder: Path, name: str, payload: bytes, *options: str) -> Result:
    path = folder / name
    path.write_bytes(payload)
    return CliRunner().invoke(main, ["plan", "read", str(path), *options])


def test_a_word_file_is_read_with_its_numbering(tmp_path: Path) -> None:
    payload = word(*PLAN, parts={"numbering": NUMBERING}, extra={"word/vbaProject.bin": b"\x00"})

    result = run(tmp_path, "方案.docm", payload, "--json")

    document = json.loads(result.output)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert result.exit_code == 0
    assert document["format"] == "docx"
    assert {note["code"] for note in document["notes"]} == {"macros-ignored", "numbering-rebuilt"}
    assert [task["number"] for task in document["tasks"]] == ["1", "2"]
    assert document["tasks"][0]["lead"] == ["区工信局"]
    for task in document["tasks"]:
        assert document["text"][task["start"] : task["end"]] == task["quote"]


@pytest.mark.parametrize("bad", BAD_FILES[:12], ids=[str(at) for at in range(12)])
def test_a_file_that_is_no_plan_is_an_error_of_one_line(bad: BadFile, tmp_path: Path) -> None:
    result = run(tmp_path, bad.name, bad.make(), "--json")

    assert result.exit_code == 1
    assert bad.english in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    ["The district will build twelve schools by 2026.", "他走在长长的巷子里，想起许多旧事来。"],
    ids=["english", "novel"],
)
def test_a_text_without_a_plan_is_a_result(text: str, tmp_path: Path) -> None:
    result = run(tmp_path, "book.docx", word(p(text * 40)), "--json")

    document = json.loads(result.output)
    assert result.exit_code == 0
    assert (document["tasks"], document["targets"]) == ([], [])
    assert document["issues"]


def test_a_person_sees_what_was_left_out(tmp_path: Path) -> None:
    result = run(tmp_path, "方案.docx", word(*PLAN, parts={"numbering": NUMBERING}))

    assert result.exit_code == 0
    assert "numbering-rebuilt" in result.output

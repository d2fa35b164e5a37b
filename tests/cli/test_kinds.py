"""`guatu kind check` says what is wrong on which line, with an exit code and a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from guatu.cli import main

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "reference" / "schemas" / "kind-check.schema.json"
PACK = ROOT / "src" / "guatu" / "packs" / "kinds" / "risk_point.toml"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_a_kind_that_is_in_order_is_told_in_short() -> None:
    result = CliRunner().invoke(main, ["kind", "check", str(PACK)])

    assert result.exit_code == 0
    assert result.output == "risk_point (风险点): 5 stages, 6 fields, 1 logs\n"


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        ('columns = ["lamp"]', 3, "columns"),
        ("official_order = true", 3, "official_order"),
        ("x =", 3, "TOML"),
    ],
    ids=["columns", "order", "syntax"],
)
def test_what_is_wrong_is_told_by_line_and_key(
    tmp_path: Path, change: str, line: int, key: str
) -> None:
    file = tmp_path / "well.toml"
    file.write_text(
        f'code = "well"\nnoun = "机井"\n{change}\n[stages]\na = "甲"\n', encoding="utf-8"
    )

    told = CliRunner().invoke(main, ["kind", "check", str(file), "--json"])
    said = CliRunner().invoke(main, ["kind", "check", str(file)])

    document = json.loads(told.output)
    assert list(VALIDATOR.iter_errors(document)) == []
    assert (document["line"], document["key"]) == (line, key)
    assert (told.exit_code, said.exit_code) == (1, 1)
    assert f"well.toml:{line}: {key}: " in said.output


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "well.toml"
    file.write_bytes("机井".encode("gb18030"))

    result = CliRunner().invoke(main, ["kind", "check", str(file)])

    assert result.exit_code == 1
    assert "UTF-8" in result.output

"""The reference page and the schema of kinds say what the code does."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from guatu.core.kinds import BUILT_IN_COLUMNS, FieldType, read_kind

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "kinds.md").read_text(encoding="utf-8")
SCHEMA = json.loads(
    (ROOT / "docs" / "reference" / "schemas" / "kind.schema.json").read_text(encoding="utf-8")
)
PACKS = sorted((ROOT / "src" / "guatu" / "packs" / "kinds").glob("*.toml"))
EXAMPLES = re.findall(r"```toml\n(code = .*?)```", PAGE, re.DOTALL)  # parts of kinds are no kinds
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_the_packs_fit_the_schema(pack: Path) -> None:
    assert list(VALIDATOR.iter_errors(tomllib.loads(pack.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_the_page_s_own_examples_are_kinds(place: int) -> None:
    kind = read_kind(EXAMPLES[place], "example.toml")

    assert kind.stages[-1].is_final
    assert list(VALIDATOR.iter_errors(tomllib.loads(EXAMPLES[place]))) == []


def test_the_page_has_a_short_and_a_long_example() -> None:
    assert len(EXAMPLES) == 2
    assert "[[stages]]" in EXAMPLES[1]


def test_page_schema_and_code_name_the_same_types_and_columns() -> None:
    fields = SCHEMA["$defs"]["field"]["properties"]
    listed = re.search(r"### Columns\n\n(.*?), and the key of each field", PAGE, re.DOTALL)

    assert fields["type"]["enum"] == list(FieldType)
    assert fields["key"]["allOf"][1]["not"]["enum"] == list(BUILT_IN_COLUMNS)
    assert listed is not None
    assert re.findall(r"`(\w+)`", listed[1]) == list(BUILT_IN_COLUMNS)
    assert all(f"| `{kind}` |" in PAGE for kind in FieldType)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"code": "Task"},
        {"stages": []},
        {"columns": ["lamp"]},
        {"fields": [{"key": "title", "type": "text", "name": {"zh": "x", "en": "x"}}]},
        {"fields": [{"key": "k", "type": "choice", "name": {"zh": "x", "en": "x"}}]},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_reader_refuses(change: dict[str, object]) -> None:
    task = tomllib.loads(PACKS[-1].read_text(encoding="utf-8"))

    assert list(VALIDATOR.iter_errors(task | change)) != []

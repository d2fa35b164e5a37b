"""The method's worked example, and the schemas of what the command line writes."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from records import record_acts, run_cli, run_sql
from worlds import World

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "audit-chain.md"
SCHEMAS = ROOT / "docs" / "reference" / "schemas"


def hashed(prefix: int, payload: bytes) -> bytes:
    return hashlib.sha256(bytes([prefix]) + payload).digest()


def test_the_worked_example_follows_from_its_blocks() -> None:
    """Nothing of guatu is used: who reads the page can verify a record."""
    text = PAGE.read_text(encoding="utf-8")
    first, second, event = (block.encode() for block in re.findall(r"```json\n(.*)\n```", text))
    expected = dict(
        re.findall(r"^\| ([a-z]+(?: \d)?) \|.*\| `([0-9a-f]{64})` \|$", text, re.MULTILINE)
    )
    leaves = [hashed(0, first), hashed(0, second)]

    assert expected == {
        "private": hashed(2, '["00ff","李四"]'.encode()).hex(),
        "leaf 0": leaves[0].hex(),
        "leaf 1": leaves[1].hex(),
        "root": hashed(1, leaves[0] + leaves[1]).hex(),
        "hash": hashed(3, event).hex(),
    }
    assert json.loads(event)["root"] == expected["root"]
    assert json.loads(first)["after"]["owner"]["$private"] == expected["private"]


def test_guatu_computes_the_worked_example() -> None:
    from guatu.core.chain import event_hash, leaf_hash, merkle_root  # noqa: PLC0415 apart from the above

    text = PAGE.read_text(encoding="utf-8")
    first, second, event = (json.loads(b) for b in re.findall(r"```json\n(.*)\n```", text))
    event["occurred_at"] = datetime.fromisoformat(event["occurred_at"])
    root = merkle_root("sha256", [leaf_hash("sha256", first), leaf_hash("sha256", second)])

    assert root == event["root"]
    assert event_hash("sha256", event) in text


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"audit-{name}.json").read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_what_is_written_fits_its_schema(world: World, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    run_cli("head", "-o", str(head), folder=tmp_path)
    jsonschema.validate(json.loads(head.read_text(encoding="utf-8")), schema("head"))

    record_acts(world, 3)
    run_cli("head", "-o", str(head), folder=tmp_path)
    jsonschema.validate(json.loads(head.read_text(encoding="utf-8")), schema("head"))

    run_sql("UPDATE audit_auditevent SET act = 'x.y' WHERE number = 2")
    run_sql("UPDATE audit_auditchange SET ordinal = 5 WHERE event_id = 3 AND ordinal = 1")
    result = run_cli("verify", "--json", "--head", str(head), folder=tmp_path)
    document = json.loads(result.stdout)
    jsonschema.validate(document, schema("verify"))

    assert len(document["findings"]) == 2

"""Tampering with a real database, past the ORM, in each way; the command line names it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone
from records import found, record_acts, restamp, run_cli, run_sql
from worlds import World

from guatu.audit.actions import Change, erase_private, record
from guatu.audit.models import AuditChange, AuditEvent, ChainHead, PrivateValue
from guatu.core.actors import SYSTEM
from guatu.shell.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sha256", pytest.param("sm3", marks=pytest.mark.sqlite_only)])
def chained(
    request: pytest.FixtureRequest, world: World, settings: LazySettings, tmp_path: Path
) -> Iterator[Path]:
    """Give a folder for the command line, after five acts were recorded."""
    settings.AUDIT_DIGEST = request.param
    record_acts(world)
    yield tmp_path
    for table in ("privatevalue", "auditchange", "auditevent"):  # else the rows left fail the test
        run_sql(f"DELETE FROM audit_{table}")  # noqa: S608 our own


def head_file(folder: Path) -> str:
    path = str(folder / "head.json")
    assert run_cli("head", "-o", path, folder=folder).exit_code == 0
    return path


def test_an_honest_record_is_intact(chained: Path) -> None:
    result = run_cli("verify", "--head", head_file(chained), folder=chained)

    assert result.exit_code == 0
    assert result.stdout == (
        "Intact, as kept up to act 5: 5 acts, 10 changes, 10 private values, 0 erased by retention.\n"
    )


def test_the_digest_may_be_changed_in_between(
    world: World, settings: LazySettings, tmp_path: Path
) -> None:
    for digest in ("sha256", "sm3", "sha256"):
        settings.AUDIT_DIGEST = digest
        record_acts(world, 2)

    assert found(tmp_path, "--head", head_file(tmp_path)) == []
    run_sql("UPDATE audit_auditevent SET act='x.y' WHERE number=4")
    assert found(tmp_path) == [("changed", "event", 4, 4)]


EVENT_CHANGES = {
    "number": "number = 77",
    "occurred_at": "occurred_at = '2026-01-01 00:00:00+00:00'",
    "algorithm": "algorithm = 'md5'",
    "actor_kind": "actor_kind = 'system'",
    "account_id": "account_id = 999",
    "person_id": "person_id = NULL",
    "actor_name": "actor_name = '吴起'",
    "post_ids": "post_ids = '[]'",
    "act": "act = 'entry.view'",
    "object_type": "object_type = 'accounts.post'",
    "object_id": "object_id = '999'",
    "object_label": "object_label = '别的'",
    "change_count": "change_count = 1",
    "root": "root = previous_hash",
    "details": """details = '{"n": 77}'""",
    "previous_hash": "previous_hash = root",
    "hash": "hash = root",
}
CHANGE_CHANGES = {
    "event": "event_id = 1, ordinal = ordinal + 2",
    "ordinal": "ordinal = 5",
    "object_type": "object_type = 'accounts.post'",
    "object_id": "object_id = '999'",
    "before": """before = '{"n": 77}'""",
    "after": "after = NULL",
    "leaf": "leaf = 'ab'",
}
PRIVATE_CHANGES = {
    "event": "event_id = 1, ordinal = 1",
    "ordinal": "ordinal = 1",
    "side": "side = 'before', field = 'x'",
    "field": "field = 'title'",
    "salt": "salt = '00'",
    "value": """value = '"王五"'""",
    "erase_after": "erase_after = '2099-01-01'",
}


def columns_of(model: type) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}  # type: ignore[attr-defined]


def test_each_column_of_the_record_is_tampered_with() -> None:
    assert set(EVENT_CHANGES) == columns_of(AuditEvent)
    assert set(CHANGE_CHANGES) == columns_of(AuditChange)
    assert set(PRIVATE_CHANGES) == columns_of(PrivateValue)
    # the installation's name is compared with a kept head, by a test of its own
    assert {"id", "number", "hash", "installation"} == columns_of(ChainHead)


@pytest.mark.parametrize("number", [3, 5])
@pytest.mark.parametrize("column", EVENT_CHANGES)
def test_a_changed_column_of_an_act_is_named(chained: Path, column: str, number: int) -> None:
    kept = head_file(chained)
    run_sql(f"UPDATE audit_auditevent SET {EVENT_CHANGES[column]} WHERE number = {number}")  # noqa: S608 our own
    expected = ("moved", 77, 77) if column == "number" else ("changed", number, number)

    assert found(chained, "--head", kept) == [(expected[0], "event", *expected[1:])]


@pytest.mark.parametrize("column", CHANGE_CHANGES)
def test_a_changed_column_of_a_change_is_named(chained: Path, column: str) -> None:
    run_sql(
        f"UPDATE audit_auditchange SET {CHANGE_CHANGES[column]} WHERE event_id = 3 AND ordinal = 1"  # noqa: S608 our own
    )
    findings = found(chained)

    if column == "event":
        assert {("inserted", "change", 1, 1), ("removed", "change", 3, 3)} <= set(findings)
    else:
        fault = "moved" if column == "ordinal" else "changed"
        assert findings == [(fault, "change", 3, 3)]


@pytest.mark.parametrize("column", PRIVATE_CHANGES)
def test_a_changed_column_of_a_private_value_is_named(chained: Path, column: str) -> None:
    run_sql(
        f"UPDATE audit_privatevalue SET {PRIVATE_CHANGES[column]} "  # noqa: S608 our own
        "WHERE event_id = 3 AND ordinal = 0 AND side = 'after'"
    )
    findings = found(chained)

    assert findings
    assert {part for _fault, part, *_numbers in findings} == {"private"}
    assert {number for *_names, number, _last in findings} <= {1, 3}
    if column in {"salt", "value", "erase_after", "side", "field"}:
        assert findings == [("changed", "private", 3, 3)]


@pytest.mark.parametrize(
    "change", ["number = 4", "number = 9", "hash = 'ab'", "id = 2", "number = 9, hash = 'ab'"]
)
def test_a_wrong_head_is_named(chained: Path, change: str) -> None:
    if connection.vendor == "postgresql":
        run_sql("ALTER TABLE audit_chainhead DROP CONSTRAINT audit_chainhead_single")
    run_sql(f"UPDATE audit_chainhead SET {change}")  # noqa: S608 our own
    (finding,) = found(chained)

    # Both columns at once look like what they would be if acts 6 to 9 had been removed.
    is_both = change == "number = 9, hash = 'ab'"
    assert finding[0] == ("removed" if is_both else "wrong-head")


def test_a_removed_head_is_named(chained: Path) -> None:
    run_sql("DELETE FROM audit_chainhead")

    assert found(chained) == [("wrong-head", "head", 5, 5)]


def delete(number: int) -> None:
    run_sql(
        f"DELETE FROM audit_privatevalue WHERE event_id = {number}",  # noqa: S608 our own
        f"DELETE FROM audit_auditchange WHERE event_id = {number}",  # noqa: S608
        f"DELETE FROM audit_auditevent WHERE number = {number}",  # noqa: S608
    )


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_act_is_named(chained: Path, number: int) -> None:
    delete(number)

    assert found(chained) == [("removed", "event", number, number)]


def test_an_act_removed_without_its_changes_is_named(chained: Path) -> None:
    run_sql("DELETE FROM audit_auditevent WHERE number = 3")

    assert found(chained) == [("removed", "event", 3, 3)]


def test_a_removed_change_is_named(chained: Path) -> None:
    run_sql("DELETE FROM audit_auditchange WHERE event_id = 3 AND ordinal = 1")

    assert found(chained) == [("removed", "change", 3, 3)]


def test_a_removed_private_value_is_named(chained: Path) -> None:
    run_sql("DELETE FROM audit_privatevalue WHERE event_id = 3 AND side = 'after'")

    assert found(chained) == [("removed", "private", 3, 3)]


def move(old: int, new: int) -> None:
    run_sql(
        f"UPDATE audit_auditevent SET number = {new} WHERE number = {old}",  # noqa: S608 our own
        f"UPDATE audit_auditchange SET event_id = {new} WHERE event_id = {old}",  # noqa: S608
        f"UPDATE audit_privatevalue SET event_id = {new} WHERE event_id = {old}",  # noqa: S608
    )


COPY = (
    "INSERT INTO audit_auditevent SELECT 4, occurred_at, algorithm, actor_kind, account_id, "
    "person_id, actor_name, post_ids, 'entry.forge', object_type, object_id, object_label, "
    "change_count, root, details, previous_hash, 'ab' FROM audit_auditevent WHERE number = 3"
)


def test_an_inserted_act_is_named(chained: Path) -> None:
    move(5, 6)
    move(4, 5)
    run_sql(COPY)

    assert found(chained) == [("inserted", "event", 4, 4), ("moved", "event", 5, 6)]


def test_an_act_inserted_at_the_end_is_named(chained: Path) -> None:
    run_sql(COPY.replace("SELECT 4", "SELECT 6"))

    assert found(chained) == [("inserted", "event", 6, 6)]


def test_an_inserted_change_is_named(chained: Path) -> None:
    run_sql(
        "INSERT INTO audit_auditchange (event_id, ordinal, object_type, object_id, before, after, leaf) "
        "SELECT 3, 2, object_type, '77', before, after, leaf FROM audit_auditchange "
        "WHERE event_id = 3 AND ordinal = 1"
    )

    assert found(chained) == [("inserted", "change", 3, 3)]


@pytest.mark.parametrize(("one", "two"), [(2, 4), (2, 3), (4, 5), (1, 5)])
def test_swapped_acts_are_named(chained: Path, one: int, two: int) -> None:
    move(one, 1000)
    move(two, one)
    move(1000, two)

    assert found(chained) == [("moved", "event", one, one), ("moved", "event", two, two)]


def test_swapped_changes_are_named(chained: Path) -> None:
    for old, new in ((0, 7), (1, 0), (7, 1)):
        run_sql(
            f"UPDATE audit_auditchange SET ordinal = {new} WHERE event_id = 3 AND ordinal = {old}"  # noqa: S608 our own
        )

    assert ("moved", "change", 3, 3) in found(chained)


def test_a_cut_tail_is_named_against_a_kept_head(chained: Path) -> None:
    kept = head_file(chained)
    delete(5)
    delete(4)
    run_sql(
        "UPDATE audit_chainhead SET number = 3, "
        "hash = (SELECT hash FROM audit_auditevent WHERE number = 3)"
    )

    assert found(chained) == []
    assert found(chained, "--head", kept) == [("cut-tail", "event", 4, 5)]


@pytest.mark.parametrize("first", [1, 4])
def test_a_full_restamp_is_named_against_a_kept_head(chained: Path, first: int) -> None:
    kept = head_file(chained)
    run_sql(f"UPDATE audit_auditevent SET actor_name = '吴起' WHERE number = {first}")  # noqa: S608 our own
    restamp(first)

    assert found(chained) == []
    assert found(chained, "--head", kept) == [("restamped", "event", 1, 5)]


def test_each_finding_is_a_clear_line(chained: Path) -> None:
    run_sql("UPDATE audit_auditevent SET root = 'ab' WHERE number = 2")
    run_sql("DELETE FROM audit_auditchange WHERE event_id = 4 AND ordinal = 1")
    result = run_cli("verify", folder=chained)

    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "Act 2 was changed: root.",
        "Act 4, change 2 was removed.",
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET occurred_at = 'yesterday' WHERE number = 3",
        "UPDATE audit_auditevent SET occurred_at = '2026-13-45 00:00:00' WHERE number = 3",
        "UPDATE audit_auditevent SET details = '{broken' WHERE number = 3",
        "UPDATE audit_auditevent SET details = '{\"n\": 3.5}' WHERE number = 3",
        "UPDATE audit_auditevent SET details = x'00ff' WHERE number = 3",
        "UPDATE audit_auditevent SET change_count = 'two' WHERE number = 3",
        "UPDATE audit_auditchange SET before = '{broken' WHERE event_id = 3 AND ordinal = 1",
        "UPDATE audit_auditchange SET ordinal = 'one' WHERE event_id = 3 AND ordinal = 1",
        "UPDATE audit_auditchange SET event_id = 'three' WHERE event_id = 3 AND ordinal = 1",
        "UPDATE audit_privatevalue SET erase_after = 'soon' WHERE event_id = 3 AND side = 'after'",
        "UPDATE audit_privatevalue SET value = '{broken' WHERE event_id = 3 AND side = 'after'",
        "UPDATE audit_privatevalue SET salt = x'00' WHERE event_id = 3 AND side = 'after'",
        "UPDATE audit_chainhead SET number = 'last'",
    ],
)
def test_what_cannot_be_read_is_a_finding_too(chained: Path, statement: str) -> None:
    """SQLite stores anything anywhere."""
    run_sql(statement)

    assert found(chained)


# ---- retention


def far(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_erased_values_are_counted_not_found(chained: Path, world: World) -> None:
    kept = head_file(chained)
    assert erase_private(SYSTEM, far(1095)) == 0
    assert erase_private(world.actor("auditor"), far(1096)) == 10

    assert AuditEvent.objects.get(number=6).details["count"] == 10
    document = json.loads(run_cli("verify", "--json", "--head", kept, folder=chained).stdout)
    assert (document["intact"], document["erased"], document["private_values"]) == (True, 10, 0)


def test_only_what_is_due_is_erased(chained: Path, world: World) -> None:
    change = Change.of(
        world.town, after={"owner": "赵六"}, private=frozenset({"owner"}), erase_after=far(10)
    )
    record(SYSTEM, "entry.edit", changes=[change])

    assert erase_private(SYSTEM, far(11)) == 1
    assert erase_private(SYSTEM, far(11)) == 0
    assert found(chained) == []


def test_erasing_by_hand_is_not_retention(chained: Path, world: World) -> None:
    change = Change.of(
        world.town, after={"owner": "赵六"}, private=frozenset({"owner"}), erase_after=far(10)
    )
    record(SYSTEM, "entry.edit", changes=[change])
    erase_private(SYSTEM, far(11))
    run_sql("DELETE FROM audit_privatevalue WHERE event_id = 3 AND side = 'after'")

    assert found(chained) == [("removed", "private", 3, 3)]


def test_retention_runs_from_the_command_line(chained: Path, world: World) -> None:
    change = Change.of(
        world.town, after={"owner": "赵六"}, private=frozenset({"owner"}), erase_after=far(-1)
    )
    record(SYSTEM, "entry.edit", changes=[change])

    assert run_cli("erase", folder=chained).stdout == "1 private values erased\n"
    assert found(chained) == []


def test_the_office_may_not_erase(world: World) -> None:
    with pytest.raises(NotAllowed):
        erase_private(world.actor("office"), far(9000))


# ---- the kept head


def test_the_head_file_says_where_the_record_ends(chained: Path) -> None:
    document = json.loads(Path(head_file(chained)).read_text(encoding="utf-8"))
    head = ChainHead.objects.get()

    assert (document["number"], document["hash"]) == (5, head.hash)
    assert document["algorithm"] == AuditEvent.objects.get(number=5).algorithm
    assert [path.name for path in chained.iterdir()] == ["head.json"]


def test_a_head_of_another_installation_is_named_as_such(chained: Path) -> None:
    path = Path(head_file(chained))
    document = json.loads(path.read_text(encoding="utf-8"))
    own = ChainHead.objects.get().installation

    assert len(own) == 32
    assert document["installation"] == own

    path.write_text(json.dumps(document | {"installation": "f" * 32}), encoding="utf-8")
    result = run_cli("verify", "--head", str(path), folder=chained)

    assert result.exit_code == 1
    assert "another installation" in result.output
    assert own in result.output

    del document["installation"]  # as heads were written before records had names
    path.write_text(json.dumps(document), encoding="utf-8")

    assert found(chained, "--head", str(path)) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": "guatu-audit-head-1", "number": "5"}'])
def test_a_file_that_is_no_head_is_refused(chained: Path, text: str) -> None:
    path = chained / "wrong.json"
    path.write_text(text, encoding="utf-8")
    result = run_cli("verify", "--head", str(path), folder=chained)

    assert result.exit_code == 1
    assert "wrong.json" in result.output


def test_a_head_that_cannot_be_written_leaves_nothing(chained: Path) -> None:
    result = run_cli("head", "-o", str(chained / "missing" / "head.json"), folder=chained)

    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert list(chained.iterdir()) == []


def test_a_folder_that_is_no_installation_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUATU_SECRET_KEY")
    result = run_cli("verify", folder=tmp_path)

    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_verification_reads_in_few_statements(
    world: World, django_assert_max_num_queries: object, tmp_path: Path
) -> None:
    record_acts(world, 30)
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert found(tmp_path) == []

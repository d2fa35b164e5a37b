"""The chained record as values: standards' vectors, honest chains, and every way to tamper."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from chains import Tables, brief, drop, example, found, other, renumber
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.chain import (
    AlgorithmMissing,
    Fault,
    NotCanonical,
    Part,
    canonical_bytes,
    is_available,
    merkle_root,
    verify,
)
from guatu.core.chain.hashing import digest

# ---- the standards


def test_sm3_of_abc_is_the_standards() -> None:
    """GB/T 32905-2016, appendix A.1."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    assert digest("sm3", b"abc").hex() == expected


def test_sm3_of_sixteen_abcd_is_the_standards() -> None:
    """GB/T 32905-2016, appendix A.2."""
    expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"

    assert digest("sm3", b"abcd" * 16).hex() == expected


def test_sha256_of_abc_is_the_standards() -> None:
    """FIPS 180-4, example computation SHA256.pdf of the Computer Security Resource Center."""
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert digest("sha256", b"abc").hex() == expected


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = recursive_root(leaves[:k]), recursive_root(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_the_root_is_that_of_rfc_9162(leaves: list[bytes]) -> None:
    expected = recursive_root(leaves).hex()

    assert expected == merkle_root("sha256", [leaf.hex() for leaf in leaves])


# ---- canonical bytes


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ("挂图", '"挂图"'),
        (2**70, "1180591620717411303424"),
        (date(2026, 6, 30), '"2026-06-30"'),
        (datetime(2026, 6, 30, 9, 5, tzinfo=UTC), '"2026-06-30T09:05:00.000000Z"'),
        (
            datetime(2026, 6, 30, 17, 5, tzinfo=timezone(timedelta(hours=8))),
            '"2026-06-30T09:05:00.000000Z"',
        ),
        (Colour.RED, '"red"'),
        (("a", ("b",)), '["a",["b"]]'),
    ],
)
def test_a_value_has_one_form(value: object, expected: str) -> None:
    assert expected.encode() == canonical_bytes(value)


@pytest.mark.parametrize(
    "value",
    [0.1, float("nan"), {1: "a"}, "a\0b", "\ud800", b"ab", object(), datetime(2026, 1, 1), {"a": {"b": 1.0}}],  # noqa: DTZ001 without a zone on purpose
)  # fmt: skip
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_bytes(value)


# ---- honest chains


def test_an_empty_record_is_intact() -> None:
    assert found(Tables()) == []


# ---- one column changed


EVENT_COLUMNS = [k for k in example(1).events[0] if k != "number"]
NAMED = {"previous_hash", "change_count", "root", "hash"}


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_a_changed_column_of_an_act_is_named(column: str, number: int) -> None:
    tables = example()
    row = tables.events[number - 1]
    row[column] = "sm3" if column == "algorithm" else other(row[column])
    (finding,) = verify(tables.record()).findings

    assert brief(finding) == ("changed", "event", number, number)
    named = column in NAMED or column == "algorithm"
    assert finding.what == (column if named else "act, actor, time, object or details")


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize("column", ["object_type", "object_id", "before", "after", "leaf"])
def test_a_changed_column_of_a_change_is_named(column: str, number: int) -> None:
    tables = example()
    row = next(r for r in tables.changes if r["event_id"] == number and r["ordinal"] == 1)
    row[column] = other(row[column])
    (finding,) = verify(tables.record()).findings

    assert brief(finding) == ("changed", "change", number, number)
    assert finding.ordinal == 1
    assert ("leaf" in finding.what) == (column == "leaf")


@pytest.mark.parametrize("column", ["salt", "value", "erase_after"])
def test_a_changed_private_value_is_not_an_erased_one(column: str) -> None:
    tables = example()
    row = tables.private[5]
    row[column] = other(row[column])
    (finding,) = verify(tables.record()).findings

    assert brief(finding) == ("changed", "private", row["event_id"], row["event_id"])
    assert column in finding.what


@pytest.mark.parametrize(("column", "value"), [("side", "before"), ("field", "title")])
def test_a_private_value_moved_to_another_field_is_named(column: str, value: str) -> None:
    tables = example()
    tables.private = [row for row in tables.private if row["side"] == "after"]
    tables.add("private.erase", [], details={"through": "2027-01-01", "count": 6})
    tables.private[2][column] = value
    findings = verify(tables.record()).findings

    assert ("private", 3) in {(item.part.value, item.number) for item in findings}


def test_a_private_value_removed_before_its_day_is_named() -> None:
    tables = example()
    row = tables.private.pop(4)

    assert found(tables) == [("removed", "private", row["event_id"], row["event_id"])]


def test_an_inserted_private_value_is_named() -> None:
    tables = example()
    tables.private.append({**tables.private[0], "field": "phone"})

    assert found(tables) == [("inserted", "private", 1, 1)]


@pytest.mark.parametrize("column", ["number", "hash"])
@pytest.mark.parametrize("step", [1, -1])
def test_a_wrong_head_is_named(column: str, step: int) -> None:
    tables = example()
    assert tables.head is not None
    tables.head[column] = tables.head["number"] + step if column == "number" else "ab" * 32
    (finding,) = verify(tables.record()).findings

    assert (finding.fault, finding.part) == (Fault.WRONG_HEAD, Part.HEAD)


def test_a_missing_head_is_named() -> None:
    tables = example()
    tables.head = None

    assert found(tables) == [("wrong-head", "head", 6, 6)]


# ---- rows removed, inserted, moved


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize("with_changes", [True, False])
def test_a_removed_act_is_named(number: int, *, with_changes: bool) -> None:
    tables = example()
    del tables.events[number - 1]
    if with_changes:
        tables.changes = [row for row in tables.changes if row["event_id"] != number]
        tables.private = [row for row in tables.private if row["event_id"] != number]

    assert found(tables) == [("removed", "event", number, number)]


def test_a_removed_act_whose_gap_was_closed_is_named() -> None:
    tables = example()
    drop(tables, 3)
    renumber(tables, {4: 3, 5: 4, 6: 5})

    assert found(tables) == [("removed", "event", 3, 3), ("moved", "event", 3, 5)]


@pytest.mark.parametrize("pair", [(2, 5), (3, 4), (1, 6), (5, 6)])
@pytest.mark.parametrize("whole", [True, False])
def test_swapped_acts_are_named(pair: tuple[int, int], *, whole: bool) -> None:
    tables = example()
    numbers = dict([pair, pair[::-1]])
    if whole:
        renumber(tables, numbers)
    else:
        for row in tables.events:
            row["number"] = numbers.get(row["number"], row["number"])
    findings = verify(tables.record()).findings

    assert {(f.fault, f.number, f.belongs) for f in findings} == {
        (Fault.MOVED, pair[0], pair[1]),
        (Fault.MOVED, pair[1], pair[0]),
    }


def test_an_act_moved_far_behind_is_named() -> None:
    tables = example()
    renumber(tables, {3: 90})
    (finding,) = verify(tables.record()).findings

    assert (finding.fault, finding.number, finding.belongs) == (Fault.MOVED, 90, 3)


@pytest.mark.parametrize("stamped", [True, False])
def test_an_inserted_act_is_named(*, stamped: bool) -> None:
    tables = example()
    renumber(tables, {4: 5, 5: 6, 6: 7})
    forged = Tables(events=tables.events[:3], head={"number": 3, "hash": tables.events[2]["hash"]})
    forged.add("entry.edit", [({"n": 1}, {"n": 2}, frozenset())])
    if not stamped:
        forged.events[-1]["hash"] = "ab" * 32
    tables.events.append(forged.events[-1])
    tables.changes += forged.changes

    assert found(tables) == [("inserted", "event", 4, 4), ("moved", "event", 5, 7)]


@pytest.mark.parametrize("number", [-4, 0, 7, 40])
def test_an_act_put_outside_the_chain_is_named(number: int) -> None:
    tables = example()
    tables.events.append({**tables.events[2], "number": number, "act": "x.y"})

    assert found(tables) == [("inserted", "event", number, number)]


def test_a_duplicate_number_is_named() -> None:
    tables = example()
    tables.events.append(dict(tables.events[2]))

    assert ("duplicate", "event", 3, 3) in found(tables)


@pytest.mark.parametrize("ordinal", [0, 1])
def test_a_removed_change_is_named(ordinal: int) -> None:
    tables = example()
    row = next(r for r in tables.changes if r["event_id"] == 3 and r["ordinal"] == ordinal)
    tables.changes.remove(row)
    tables.private = [r for r in tables.private if (r["event_id"], r["ordinal"]) != (3, ordinal)]
    (finding,) = verify(tables.record()).findings

    assert (brief(finding), finding.ordinal) == (("removed", "change", 3, 3), ordinal)


def test_an_inserted_change_is_named() -> None:
    tables = example()
    tables.add_change(3, 2, ({"n": 1}, None, frozenset()), "sha256")
    (finding,) = verify(tables.record()).findings

    assert (brief(finding), finding.ordinal) == (("inserted", "change", 3, 3), 2)


def test_swapped_changes_are_named() -> None:
    tables = example()
    first, second = (row for row in tables.changes if row["event_id"] == 3)
    first["ordinal"], second["ordinal"] = 1, 0
    tables.private = [row for row in tables.private if row["event_id"] != 3]
    findings = verify(tables.record()).findings

    assert {(f.fault, f.number, f.ordinal, f.belongs) for f in findings} == {
        (Fault.MOVED, 3, 0, 1),
        (Fault.MOVED, 3, 1, 0),
    }


def test_a_change_moved_to_another_act_is_named_at_both() -> None:
    tables = example()
    row = next(r for r in tables.changes if r["event_id"] == 5 and r["ordinal"] == 1)
    row["event_id"], row["ordinal"] = 2, 2

    assert {("inserted", "change", 2, 2), ("removed", "change", 5, 5)} <= set(found(tables))


def test_a_change_with_a_new_leaf_is_named() -> None:
    tables = example()
    tables.changes = [r for r in tables.changes if (r["event_id"], r["ordinal"]) != (4, 1)]
    tables.add_change(4, 1, ({"n": 4}, {"n": 99}, frozenset()), "sha256")

    assert found(tables) == [("changed", "change", 4, 4)]


# ---- by somebody with the database's password


def test_an_act_restamped_alone_is_named() -> None:
    tables = example()
    row = tables.events[3]
    row["actor_name"] = "吴起"
    previous = Tables(events=tables.events[:3], head={"number": 3, "hash": row["previous_hash"]})
    previous.events.append(row)
    previous.changes = tables.changes
    previous.restamp(4)

    assert found(tables) == [("changed", "event", 4, 4)]


@pytest.mark.parametrize("first", [1, 3, 6])
def test_a_full_restamp_shows_against_a_kept_head_only(first: int) -> None:
    tables = example()
    kept = tables.kept()
    tables.events[first - 1]["actor_name"] = "吴起"
    tables.restamp(first)

    assert found(tables) == []
    assert found(tables, kept) == [("restamped", "event", 1, 6)]


def test_a_cut_tail_shows_against_a_kept_head_only() -> None:
    tables = example()
    kept = tables.kept()
    drop(tables, 5)
    drop(tables, 6)
    tables.head = {"number": 4, "hash": tables.events[-1]["hash"]}

    assert found(tables) == []
    assert found(tables, kept) == [("cut-tail", "event", 5, 6)]


def test_a_whole_record_removed_shows_against_a_kept_head() -> None:
    kept = example().kept()

    assert found(Tables(), kept) == [("cut-tail", "event", 1, 6)]


def test_a_tail_cut_and_grown_again_shows_against_a_kept_head() -> None:
    tables = example()
    kept = tables.kept()
    drop(tables, 5)
    drop(tables, 6)
    tables.head = {"number": 4, "hash": tables.events[-1]["hash"]}
    for _ in range(4):
        tables.add("entry.edit", [])

    assert found(tables, kept) == [("restamped", "event", 1, 6)]


def test_a_million_rows_are_not_held_at_once() -> None:
    """Every row is released before the next but one is read."""
    alive = {"now": 0, "most": 0}

    class Watched(dict[str, object]):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)  # type: ignore[arg-type]
            alive["now"] += 1
            alive["most"] = max(alive.values())

        def __del__(self) -> None:
            alive["now"] -= 1

    tables = example(300)
    record = tables.record()
    events, changes_ = list(record.events), list(record.changes)
    streamed = type(record)(
        events=(type(r)(number=r.number, columns=Watched(r.columns), hash=r.hash) for r in events),
        changes=(
            type(r)(event_number=r.event_number, ordinal=r.ordinal, columns=Watched(r.columns), leaf=r.leaf)
            for r in changes_
        ),
        private=iter(list(record.private)),
        head=record.head,
    )  # fmt: skip

    assert verify(streamed).is_intact
    assert alive["most"] < 12


def test_a_missing_digest_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = Tables()
    tables.add("entry.edit", [], algorithm="sm3")
    monkeypatch.setattr("guatu.core.chain.events.is_available", lambda name: name != "sm3")

    with pytest.raises(AlgorithmMissing, match="sm3"):
        verify(tables.record())


def test_an_unknown_digest_is_not_available() -> None:
    assert not is_available("md5")

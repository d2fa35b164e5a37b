"""Random chains, honest and tampered with in every way."""

from __future__ import annotations

from datetime import date

from chains import Tables, drop, found, other, renumber
from hypothesis import assume, given
from hypothesis import strategies as st

from guatu.core.chain import Algorithm, HeadRow, verify
from guatu.core.chain.ranges import merged, shared, without

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), texts)


values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=4,
)


FIELDS = ("title", "owner", "amount_fen")


sides = st.one_of(st.none(), st.dictionaries(st.sampled_from(FIELDS), values, max_size=3))


changes = st.tuples(sides, sides, st.frozensets(st.sampled_from(FIELDS), max_size=2))


acts = st.tuples(
    st.sampled_from(["entry.edit", "check_in.submit"]),
    st.lists(changes, max_size=4),
    st.sampled_from(list(Algorithm)),
)


@st.composite
def chains(draw: st.DrawFn, minimum: int = 0) -> Tables:
    tables = Tables()
    for act, objects, algorithm in draw(st.lists(acts, min_size=minimum, max_size=8)):
        tables.add(act, objects, algorithm=algorithm.value)
    return tables


@given(chains())
def test_no_honest_row_is_flagged(tables: Tables) -> None:
    report = verify(tables.record(), tables.kept() if tables.head else None)

    assert report.findings == ()
    assert report.event_count == len(tables.events)
    assert report.change_count == len(tables.changes)
    assert report.private_count == len(tables.private)
    assert report.erased_count == 0


@given(chains(minimum=1), st.data())
def test_what_retention_erased_is_counted_not_found(tables: Tables, data: st.DataObject) -> None:
    through = data.draw(st.dates(date(2026, 1, 1), date(2026, 1, 25)))
    left = [row for row in tables.private if row["erase_after"] > through]
    expected = len(tables.private) - len(left)
    tables.private = left
    tables.add("private.erase", [], details={"through": through.isoformat(), "count": expected})
    report = verify(tables.record(), tables.kept())

    assert report.findings == ()
    assert report.erased_count == expected


@given(chains(minimum=2), st.data())
def test_an_older_kept_head_stays_good(tables: Tables, data: st.DataObject) -> None:
    event = data.draw(st.sampled_from(tables.events))

    assert found(tables, HeadRow(number=event["number"], hash=event["hash"])) == []


@given(chains(minimum=2), st.data())
def test_any_single_tampering_is_found(tables: Tables, data: st.DataObject) -> None:
    kept = tables.kept()
    number = tamper(tables, data)
    findings = verify(tables.record(), kept).findings

    assert findings
    assert any(f.number <= number <= f.last or f.belongs == number for f in findings)


def tamper(tables: Tables, data: st.DataObject) -> int:
    """Change one column, or remove a row, anywhere; return the number of the act."""
    every = [rows for rows in (tables.events, tables.changes, tables.private) if rows]
    if not every:
        return 0
    rows = data.draw(st.sampled_from(every))
    row = data.draw(st.sampled_from(rows))
    key = "number" if "number" in row else "event_id"
    number = int(row[key])
    act = data.draw(st.sampled_from(["column", "column", "remove", "head"]))
    if act == "remove":
        rows.remove(row)
    elif act == "head":
        assert tables.head is not None
        column = data.draw(st.sampled_from(["number", "hash"]))
        tables.head[column] = other(tables.head[column])
        return int(tables.events[-1]["number"]) if tables.events else 0
    else:
        column = data.draw(st.sampled_from(sorted(row)))
        row[column] = other(row[column])
    return number


@given(chains(minimum=3), st.data())
def test_any_two_swapped_acts_are_named(tables: Tables, data: st.DataObject) -> None:
    count = len(tables.events)
    one = data.draw(st.integers(1, count - 1))
    two = data.draw(st.integers(one + 1, count))
    renumber(tables, {one: two, two: one})

    assert found(tables, tables.kept()) == [
        ("moved", "event", one, one),
        ("moved", "event", two, two),
    ]


@given(chains(minimum=3), st.data())
def test_any_removed_act_is_named_though_the_gap_is_closed(
    tables: Tables, data: st.DataObject
) -> None:
    count = len(tables.events)
    gone = data.draw(st.integers(1, count))
    kept = tables.kept()
    drop(tables, gone)
    renumber(tables, {n: n - 1 for n in range(gone + 1, count + 1)})
    moved = [("moved", "event", gone, count - 1)] if gone < count else []

    assert found(tables, kept) == [("removed", "event", gone, gone), *moved]


@given(chains(minimum=3), st.data())
def test_any_inserted_act_is_named(tables: Tables, data: st.DataObject) -> None:
    count = len(tables.events)
    place = data.draw(st.integers(2, count))
    kept = tables.kept()
    forged = dict(tables.events[place - 2])
    renumber(tables, {n: n + 1 for n in range(place, count + 1)})
    tables.events.append({**forged, "number": place, "act": "x.y", "change_count": 0})

    assert found(tables, kept) == [
        ("inserted", "event", place, place),
        ("moved", "event", place + 1, count + 1),
    ]


@given(chains(minimum=2), st.data())
def test_any_cut_tail_is_named(tables: Tables, data: st.DataObject) -> None:
    count = len(tables.events)
    left = data.draw(st.integers(0, count - 1))
    kept = tables.kept()
    for number in range(left + 1, count + 1):
        drop(tables, number)
    tables.head = {"number": left, "hash": tables.events[-1]["hash"]} if left else None

    assert found(tables, kept) == [("cut-tail", "event", left + 1, count)]


@given(chains(minimum=1), st.data())
def test_any_full_restamp_is_named(tables: Tables, data: st.DataObject) -> None:
    kept = tables.kept()
    first = data.draw(st.integers(1, len(tables.events)))
    tables.events[first - 1]["actor_name"] += "!"
    tables.restamp(first)

    assert found(tables) == []
    assert found(tables, kept) == [("restamped", "event", 1, len(tables.events))]


@given(chains(minimum=2), st.data())
def test_tampering_in_many_places_is_found_and_never_a_crash(
    tables: Tables, data: st.DataObject
) -> None:
    kept, honest = tables.kept(), tables.copy()
    for _ in range(data.draw(st.integers(2, 6))):
        tamper(tables, data)
    assume(tables != honest)  # what is changed twice may be what it was

    assert verify(tables.record(), kept).findings


ranges_of = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=6).map(
    lambda pairs: [(a, a + b) for a, b in pairs]
)


@given(ranges_of, ranges_of)
def test_ranges_are_sets(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    def numbers(ranges: list[tuple[int, int]]) -> set[int]:
        return {n for a, b in ranges for n in range(a, b + 1)}

    assert numbers(merged(left)) == numbers(left)
    assert numbers(without(left, right)) == numbers(left) - numbers(right)
    assert numbers(shared(left, right)) == numbers(left) & numbers(right)

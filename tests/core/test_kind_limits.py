"""Limits of stages and logs with known answers; where a key stands; what a change would do."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from guatu.core.calendars import WorkCalendar
from guatu.core.kinds import (
    KindDefinition,
    KindError,
    Limit,
    Standing,
    check_row,
    expanded,
    folded,
    kind_from_data,
    nearest_limit,
    read_kind,
)
from guatu.core.kinds.changes import MisfitCode, entry_misfits, removed, row_misfits
from guatu.core.kinds.limits import last_day
from guatu.core.kinds.places import line_of

# the National Day week of 2026 as a table of holidays has it
HOLIDAYS = WorkCalendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    make_up_days=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
TEXT = """\
code = "clue"
noun = "线索"
[stages]
new = { name = "登记", limit_working_days = 3 }
call = { name = "联系", limit_hours = 24 }
talk = { name = "洽谈", limit_days = 30 }
done = { name = "办结", final = true }
[logs]
visit = { name = "跟进", every_days = 14, stages = ["talk"] }
"""


@pytest.fixture(name="kind")
def a_kind() -> KindDefinition:
    return read_kind(TEXT, "clue.toml")


def standing(stage: str, day: date, **done_on: date) -> Standing:
    at = datetime(day.year, day.month, day.day, 15, 30)  # noqa: DTZ001 naive local time
    return Standing(stage=stage, since=day, since_at=at, done_on=done_on)


def test_working_days_skip_the_holidays_and_count_the_make_up_day(kind: KindDefinition) -> None:
    # from Tuesday 29 September: Wednesday, then 8 and 9 October
    found = nearest_limit(kind, standing("new", date(2026, 9, 29)), HOLIDAYS)

    assert found == Limit(at=datetime(2026, 10, 10), whose="stage")  # noqa: DTZ001
    assert found is not None
    assert found.last_day == date(2026, 10, 9)
    # from Thursday 8 October: Friday, the Saturday that is worked, Monday
    later = nearest_limit(kind, standing("new", date(2026, 10, 8)), HOLIDAYS)
    assert later is not None
    assert later.last_day == date(2026, 10, 12)


def test_hours_run_from_the_moment_and_through_holidays(kind: KindDefinition) -> None:
    found = nearest_limit(kind, standing("call", date(2026, 9, 30)), HOLIDAYS)

    assert found == Limit(at=datetime(2026, 10, 1, 15, 30), whose="stage")  # noqa: DTZ001
    assert last_day(datetime(2026, 10, 1, 15, 30)) == date(2026, 10, 1)  # noqa: DTZ001


def test_the_nearest_of_stage_and_log_counts(kind: KindDefinition) -> None:
    first = nearest_limit(kind, standing("talk", date(2026, 3, 2)), HOLIDAYS)
    visited = standing("talk", date(2026, 3, 2), visit=date(2026, 3, 20))
    second = nearest_limit(kind, visited, HOLIDAYS)

    assert (first and first.whose, first and first.last_day) == ("log:visit", date(2026, 3, 16))
    assert (second and second.whose, second and second.last_day) == ("stage", date(2026, 4, 1))


def test_what_is_closed_has_no_limit(kind: KindDefinition) -> None:
    assert nearest_limit(kind, standing("done", date(2026, 3, 2)), HOLIDAYS) is None


def test_a_visit_before_the_stage_does_not_put_its_log_off(kind: KindDefinition) -> None:
    early = standing("talk", date(2026, 3, 10), visit=date(2026, 3, 1))

    found = nearest_limit(kind, early, HOLIDAYS)

    assert found is not None
    assert found.last_day == date(2026, 3, 24)


def test_expanding_twice_changes_nothing() -> None:
    import tomllib  # noqa: PLC0415

    once = expanded(tomllib.loads(TEXT))

    assert expanded(once) == once
    assert [stage["code"] for stage in once["stages"]] == ["new", "call", "talk", "done"]
    assert once["noun"] == {"zh": "线索", "en": "线索"}
    assert "limit" in once["columns"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"limit_days": 3, "limit_hours": 3}, "stages[0].limit_hours"),
        ({"limit_days": 0}, "stages[0].limit_days"),
        ({"requires": ["nothing"]}, "stages[0].requires"),
    ],
    ids=["two limits", "no limit", "no field"],
)
def test_a_wrong_stage_says_so(change: dict[str, object], key: str) -> None:
    data = {"code": "k", "noun": "k", "stages": [{"code": "a", "name": "a", **change}]}

    with pytest.raises(KindError) as caught:
        kind_from_data(data, "k.toml")

    assert caught.value.key == key


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ({"type": "number", "unique": True}, "unique"),
        ({"type": "text", "private": True, "unique": True}, "unique"),
        ({"type": "text", "private": True, "marks": ["filter"]}, "marks"),
        ({"type": "text", "bands": [1]}, "bands"),
        ({"type": "number", "bands": [5, 1]}, "bands"),
        ({"type": "date", "default": "tomorrow"}, "default"),
        ({"type": "choice", "choices": {"a": "甲"}, "default": "b"}, "default"),
    ],
    ids=[
        "unique number",
        "private once",
        "private filter",
        "text bands",
        "falling",
        "day",
        "choice",
    ],
)
def test_a_wrong_field_says_so(field: dict[str, object], key: str) -> None:
    data = {
        "code": "k",
        "noun": "k",
        "stages": {"a": "a"},
        "fields": [{"key": "f", "name": "f"} | field],
    }

    with pytest.raises(KindError) as caught:
        kind_from_data(data, "k.toml")

    assert caught.value.key == f"fields[0].{key}"


def test_a_private_field_stands_in_no_list_or_print() -> None:
    base = {"code": "k", "noun": "k", "stages": {"a": "a"},
            "fields": [{"key": "f", "name": "f", "type": "text", "private": True}]}  # fmt: skip

    for extra in ({"columns": ["title", "f"]}, {"print": {"columns": ["title", "f"]}}):
        with pytest.raises(KindError, match="no column"):
            kind_from_data(base | extra, "k.toml")


def test_what_counts_once_is_compared_folded() -> None:
    assert folded("ｔｌ－03 018") == folded("TL-03018")


def test_rows_of_a_log_are_checked_by_its_fields(kind: KindDefinition) -> None:
    log = kind.log("visit")
    assert log is not None

    assert check_row(log, {}).problems == ()
    assert check_row(log, {"x": 1}).problems[0].key == "x"


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("code", 1),
        ("stages[1].name", 3),
        ("fields[1].choices[0].code", 10),
        ("fields[0].marks", 7),
        ("statistics", None),
    ],
)
def test_a_key_is_found_in_the_text(key: str, line: int | None) -> None:
    text = """code = "k"
noun = "k"
stages = [{ code = "a", name = "a" }, { code = "b" }]
[[fields]]
key = "f"
type = "text"
marks = ["x"]
[[fields]]
key = "g"
[[fields.choices]]
name = "x"
"""

    assert line_of(text, key) == line


def test_a_change_says_what_goes_and_what_does_not_fit(kind: KindDefinition) -> None:
    smaller = read_kind(
        TEXT.replace('call = { name = "联系", limit_hours = 24 }\n', "").replace(
            'visit = { name = "跟进", every_days = 14, stages = ["talk"] }', ""
        ),
        "clue.toml",
    )

    gone = removed(kind, smaller)
    found = entry_misfits(smaller, "call", {"forgotten": "stays"})

    assert (gone.stages, gone.logs, gone.fields) == (("call",), ("visit",), ())
    assert [(one.code, one.value) for one in found] == [(MisfitCode.STAGE_GONE, "call")]
    assert row_misfits(smaller, "visit", {"any": 1}) == []

"""Kinds are read from TOML, wrong ones with a message that says where; values are checked exactly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.kinds import (
    Field,
    FieldProblem,
    FieldType,
    KindDefinition,
    KindError,
    Name,
    check_fields,
    kind_from_data,
    marked_values,
    read_kind,
    series_points,
)
from guatu.core.kinds.values import problem_of

PACKS = Path(__file__).resolve().parents[2] / "src" / "guatu" / "packs" / "kinds"
NAME = {"zh": "名称", "en": "name"}
KEYS = ("text", "number", "money", "date", "choice", "unit", "bool", "series")
MARKS = dict.fromkeys(("number", "money", "series"), "statistic")  # no filter without bands


def data(**changes: Any) -> dict[str, Any]:
    """Return a kind with one marked field of each type, changed where asked."""
    fields = [
        {"key": f"f_{kind}", "type": kind, "name": NAME, "marks": [MARKS.get(kind, "filter")]}
        for kind in KEYS
    ]
    fields[1] |= {"scale": 2}
    fields[4] |= {"choices": [{"code": "a", "name": NAME}, {"code": "b", "name": NAME}]}
    fields[7] |= {"scale": 1}
    base: dict[str, Any] = {
        "code": "risk_point",
        "noun": {"zh": "隐患点", "en": "Risk point"},
        "columns": ["lamp", "title", "f_text"],
        "stages": [{"code": "found", "name": NAME}, {"code": "done", "name": NAME, "final": True}],
        "fields": fields,
    }
    return base | changes


def kind(**changes: Any) -> KindDefinition:
    return kind_from_data(data(**changes), "risk.toml")


@pytest.mark.parametrize("pack", sorted(PACKS.glob("*.toml")), ids=lambda p: p.stem)
def test_the_packs_are_read(pack: Path) -> None:
    found = read_kind(pack.read_text(encoding="utf-8"), pack.name)

    assert pack.stem == found.code
    assert found.noun.spoken("zh-hans") != found.noun.spoken("en")


def test_projects_run_from_reserve_to_full_capacity_with_their_own_track_of_statistics() -> None:
    project = read_kind((PACKS / "project.toml").read_text(encoding="utf-8"), "project.toml")
    track = project.field("inclusion")

    assert [stage.name.zh for stage in project.stages] == [
        "储备",
        "签约",
        "开工",
        "在建",
        "竣工",
        "投产",
        "申请销号",
        "达效",
    ]
    assert track is not None
    assert [c.name.zh for c in track.choices] == ["未达条件", "可申报", "已申报", "退回", "已入库"]


def test_what_is_not_declared_has_its_default() -> None:
    found = kind()

    assert found.lamp_rules == "default"
    assert found.print_hints.paper == "A3"
    assert not found.has_quantity
    assert found.first_stage.code == "found"


def one(**field: Any) -> dict[str, Any]:
    return {"fields": [{"key": "k", "type": "text", "name": NAME} | field], "columns": ["title"]}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"colour": "red"}, "colour", "unknown key"),
    ({"code": "Risk Point"}, "code", "is no code"),
    ({"noun": {"zh": "隐患点"}}, "noun.en", "text"),
    ({"noun": 5}, "noun", "table"),
    ({"official_order": "first"}, "official_order", "whole number"),
    ({"official_order": -1}, "official_order", "negative"),
    ({"has_quantity": "yes"}, "has_quantity", "true or false"),
    ({"stages": []}, "stages", "at least one"),
    ({"stages": "found"}, "stages", "[[stages]]"),
    ({"stages": [{"code": "a", "name": NAME}] * 2}, "stages", "twice"),
    (
        {"stages": [{"code": "a", "name": NAME, "final": True}, {"code": "b", "name": NAME}]},
        "stages",
        "last stage",
    ),
    (
        {"stages": [{"code": "a", "name": NAME, "limit_days": -3}]},
        "stages[0].limit_days",
        "negative",
    ),
    ({"columns": ["title", "colour"]}, "columns", "no column 'colour'"),
    ({"columns": ["lamp"]}, "columns", "add title"),
    ({"columns": "title"}, "columns", "list"),
    ({"print": {"paper": "B5"}}, "print.paper", "A4"),
    ({"print": {"columns": ["colour"]}}, "print.columns", "no column"),
    (one(type="colour"), "fields[0].type", "not known"),
    (one(key="title"), "fields[0].key", "every entry has"),
    (one(scale=2), "fields[0].scale", "only for a number"),
    (one(type="number", scale=9), "fields[0].scale", "0 to 6"),
    (one(choices=[{"code": "a", "name": NAME}]), "fields[0].choices", "choice field"),
    (one(type="choice"), "fields[0].choices", "and no other"),
    (one(marks=["pin"]), "fields[0].marks", "filter"),
    (one(marks=["sort"]), "fields[0].marks", "sort is only for"),
    (one(filled_by="nobody"), "fields[0].filled_by", "office"),
    (
        {"statistics": [{"key": "s", "name": NAME, "function": "sum", "of": "title"}]},
        "statistics[0].of",
        "names one of",
    ),
    (
        {"statistics": [{"key": "s", "name": NAME, "function": "count", "by": "weather"}]},
        "statistics[0].by",
        "use one of",
    ),
    (
        {"statistics": [{"key": "s", "name": NAME, "function": "count", "by": "f_choice"}]},
        "statistics[0].of",
        "statistic",
    ),
]


@pytest.mark.parametrize(
    ("changes", "key", "remedy"), WRONG, ids=[f"{row[1]} {row[2]}" for row in WRONG]
)
def test_a_wrong_kind_says_file_key_and_remedy(
    changes: dict[str, Any], key: str, remedy: str
) -> None:
    with pytest.raises(KindError) as caught:
        kind(**changes)

    assert ("risk.toml", key) == (caught.value.file, caught.value.key)
    assert remedy in caught.value.remedy
    assert str(caught.value).startswith(f"risk.toml: {key}: ")


def test_broken_toml_says_so() -> None:
    with pytest.raises(KindError, match=r"risk\.toml: TOML: mend the syntax"):
        read_kind("code = ", "risk.toml")


GOOD = {
    "f_text": "河堤北段",
    "f_number": "12.50",
    "f_money": 123_456_789_012_345_678,
    "f_date": "2026-06-30",
    "f_choice": "b",
    "f_unit": 7,
    "f_bool": False,
    "f_series": {"2026-01": "1.5", "2026-02": "-2"},
}


def test_good_values_are_stored_as_they_are() -> None:
    checked = check_fields(kind(), GOOD)

    assert checked.problems == ()
    assert checked.fields == GOOD


BAD = [
    ("f_text", 5, "not-text"),
    ("f_text", "长" * 201, "too-long"),
    ("f_number", 12.5, "not-number"),
    ("f_number", "twelve", "not-number"),
    ("f_number", "NaN", "not-number"),
    ("f_number", "Infinity", "not-number"),
    ("f_number", "0.005", "too-precise"),
    ("f_number", "9" * 19, "too-large"),
    ("f_money", "12", "not-fen"),
    ("f_money", True, "not-fen"),
    ("f_money", 2**63, "too-large"),
    ("f_date", "30.6.2026", "not-date"),
    ("f_date", 20260630, "not-date"),
    ("f_choice", "c", "not-choice"),
    ("f_choice", ["a"], "not-choice"),
    ("f_unit", "7", "not-unit"),
    ("f_unit", -1, "not-unit"),
    ("f_bool", "yes", "not-bool"),
    ("f_series", ["2026-01"], "not-series"),
    ("f_series", {"2026-13": "1"}, "not-series"),
    ("f_series", {"2026-01": "1.25"}, "too-precise"),
    ("colour", "red", "unknown-field"),
]


@pytest.mark.parametrize(("key", "value", "code"), BAD)
def test_a_value_that_does_not_fit_is_a_problem_and_not_stored(
    key: str, value: object, code: str
) -> None:
    checked = check_fields(
        kind(), {"f_bool": True, key: value} if key != "f_bool" else {key: value}
    )

    assert checked.problems == (FieldProblem(key=key, code=code),)
    assert key not in checked.fields


def test_a_required_field_may_wait_while_a_line_is_read_from_a_plan() -> None:
    needs = kind(**one(required=True))

    assert check_fields(needs, {}).problems == (FieldProblem(key="k", code="required"),)
    assert check_fields(needs, {"k": ""}, is_complete=False).problems == ()


def test_marked_fields_as_typed_values() -> None:
    rows = {row.key: row for row in marked_values(kind(), GOOD)}

    assert "f_series" not in rows
    assert rows["f_number"].number == 1250
    assert rows["f_money"].number == 123_456_789_012_345_678
    assert rows["f_date"].day.isoformat() == "2026-06-30"  # type: ignore[union-attr]
    assert rows["f_choice"].text == "b"
    assert rows["f_bool"].number == 0
    assert [point.number for point in series_points(kind(), GOOD)] == [15, -20]


NUMBER = Field(key="n", type=FieldType.NUMBER, name=Name(zh="数", en="n"), scale=4)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**13), max_value=10**13
    )
)
def test_a_number_that_passes_is_kept_to_the_last_place(value: Decimal) -> None:
    definition = kind(fields=[], columns=["title"])
    numbers = KindDefinition(**{**as_dict(definition), "fields": (marked(NUMBER),)})
    text = f"{value:f}"

    assert problem_of(NUMBER, text) is None
    (row,) = marked_values(numbers, {"n": text})
    assert Decimal(row.number or 0).scaleb(-4) == value


def marked(field: Field) -> Field:
    return Field(
        key=field.key,
        type=field.type,
        name=field.name,
        scale=field.scale,
        marks=frozenset({"sort"}),
    )


def as_dict(definition: KindDefinition) -> dict[str, Any]:
    return {name: getattr(definition, name) for name in definition.__slots__}

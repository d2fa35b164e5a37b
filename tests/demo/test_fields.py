"""The field ledgers of the demo: every line fits its kind, every course leads to where it stands."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from guatu.core.kinds import KindDefinition, check_fields, read_kind
from guatu.demo.district import read_district
from guatu.demo.fieldcourses import course_to
from guatu.demo.fieldlines import GENERATORS, FieldLine
from guatu.demo.fields import WORDS
from guatu.demo.lines import drawn

PACKS = Path(__file__).resolve().parents[2] / "src" / "guatu" / "packs" / "kinds"
ALL_WORDS = tomllib.loads(WORDS.read_text(encoding="utf-8"))
DAYS = (date(2026, 2, 28), date(2026, 6, 30), date(2026, 12, 31))


def kind_of(code: str) -> KindDefinition:
    return read_kind((PACKS / f"{code}.toml").read_text(encoding="utf-8"), code)


def lines_of(code: str, today: date) -> list[FieldLine]:
    return list(GENERATORS[code](ALL_WORDS[code], drawn(7, code), today))


@pytest.mark.parametrize("code", sorted(GENERATORS))
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_line_fits_its_kind_and_names_units_that_are_there(code: str, today: date) -> None:
    kind = kind_of(code)
    units = {unit.short_name for unit in read_district().units}
    lines = lines_of(code, today)

    problems = [
        problem for line in lines for problem in check_fields(kind, line.fields_at()).problems
    ]

    assert problems == []
    assert {line.lead for line in lines} <= units
    assert {line.supervisor for line in lines} - {""} <= units
    assert 10 <= len(lines) <= 60


@pytest.mark.parametrize("code", sorted(GENERATORS))
def test_what_counts_once_stands_once(code: str) -> None:
    kind = kind_of(code)
    lines = lines_of(code, DAYS[0])

    for field in (field for field in kind.fields if field.is_unique):
        values = [line.fields_at()[field.key] for line in lines]
        assert len(values) == len(set(values))


@pytest.mark.parametrize("code", sorted(GENERATORS))
def test_a_stage_that_asks_for_fields_has_them(code: str) -> None:
    kind = kind_of(code)

    for line in lines_of(code, DAYS[1]):
        asked = {key for stage in kind.stages[1 : line.place + 1] for key in stage.requires}
        assert asked <= line.fields_at().keys(), line.title


@pytest.mark.parametrize("code", sorted(GENERATORS))
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_a_course_runs_forward_and_ends_where_the_entry_stands(code: str, today: date) -> None:
    kind = kind_of(code)
    draw = drawn(3, code)
    earliest = today - timedelta(days=60)

    for place in range(len(kind.stages)):
        course = course_to(draw, kind, place, today=today, earliest=earliest)
        days = [course.starts_on, *(day for _from, _to, day in course.passages)]
        assert days == sorted(days)
        assert earliest <= days[0] <= days[-1] == course.since <= today
        assert course.stage == kind.stages[place].code
        assert [to for _from, to, _day in course.passages] == [
            stage.code for stage in kind.stages[1 : place + 1]
        ]
        assert (course.closed_on is not None) == kind.stages[place].is_final

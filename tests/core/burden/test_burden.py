"""The burden by hand: counts, minutes, budgets, and what a scheme may say."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

import guatu
from guatu.core.burden import (
    Counts,
    Excess,
    Measure,
    Rates,
    Scheme,
    SchemeError,
    excesses,
    minutes,
    read_scheme,
    total,
    written,
)

RATES = Rates(
    seconds_a_form=120,
    seconds_a_field=45,
    seconds_a_tap=5,
    seconds_a_reminder=20,
    characters_a_minute=400,
    minutes_an_inspection=120,
)
PACK = Path(guatu.__file__).parent / "packs" / "burden" / "default.toml"


@pytest.mark.parametrize(
    ("counts", "asked"),
    [
        (Counts(), 0),
        # 1 sheet 120 s, 6 fields 270 s, 2 taps 10 s: 400 s are 6 min 40 s
        (Counts(forms=1, fields=6, taps=2), 7),
        (Counts(meetings=2, meeting_minutes=90), 90),
        (Counts(documents=1, characters=401), 2),  # 60.15 s of reading
        (Counts(documents=1, characters=400), 1),
        (Counts(reminders=3), 1),
        (Counts(inspections=1, reminders=1), 121),
    ],
)
def test_minutes_by_hand(counts: Counts, asked: int) -> None:
    assert minutes(counts, RATES) == asked


def test_a_total_is_the_sum_of_each_count() -> None:
    parts = [Counts(forms=1, taps=3), Counts(forms=2, characters=5), Counts()]

    assert total(parts) == Counts(forms=3, taps=3, characters=5)
    assert total([]) == Counts()


def test_exactly_the_budget_is_within_it_and_no_budget_judges_nothing() -> None:
    scheme = Scheme(rates=RATES, budgets={"township": {Measure.FORMS: 2, Measure.MINUTES: 4}})

    assert excesses(Counts(forms=2), "township", scheme) == ()
    assert excesses(Counts(forms=3), "township", scheme) == (
        Excess(measure=Measure.FORMS, asked=3, budget=2),
        Excess(measure=Measure.MINUTES, asked=6, budget=4),
    )
    assert excesses(Counts(forms=99), "department", scheme) == ()


def test_the_shipped_scheme_is_read_and_written_the_same() -> None:
    data = tomllib.loads(PACK.read_text(encoding="utf-8"))
    scheme = read_scheme(data)

    assert written(scheme) == data
    assert scheme.budget("township", Measure.FORMS) == data["budgets"]["township"]["forms"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"seconds_a_field": 1.5}, "rates.seconds_a_field"),
        ({"seconds_a_field": True}, "rates.seconds_a_field"),
        ({"seconds_a_field": -1}, "rates.seconds_a_field"),
        ({"characters_a_minute": 0}, "rates.characters_a_minute"),
        ({"seconds_online": 3}, "rates.seconds_online"),
    ],
)
def test_a_wrong_rate_is_named(change: dict[str, object], key: str) -> None:
    with pytest.raises(SchemeError) as refused:
        read_scheme({"rates": {**asdict(RATES), **change}})

    assert refused.value.key == key


def test_a_wrong_budget_or_a_missing_rate_is_named() -> None:
    with pytest.raises(SchemeError, match=r"budgets\.township\.taps"):
        read_scheme({"rates": asdict(RATES), "budgets": {"township": {"taps": 3}}})
    with pytest.raises(SchemeError, match=r"budgets\.village\.forms"):
        read_scheme({"rates": asdict(RATES), "budgets": {"village": {"forms": "3"}}})
    with pytest.raises(SchemeError, match=r"rates\.seconds_a_tap: is missing"):
        read_scheme({"rates": {k: v for k, v in asdict(RATES).items() if k != "seconds_a_tap"}})

"""Numbers, days and names as offices write them; nothing that is typed breaks a form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from guatu.planning.fields import number, problems_of
from guatu.planning.forms import ITEM_FORMS
from guatu.planning.inputs import DayField, NamesField, NumberField
from guatu.planning.models import DraftItem


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1,500", "1500"),
        ("１２．５", "12.5"),
        ("1.3万", "13000"),
        ("二十三", "23"),
        ("-3.5", "-3.5"),
        ("负二", "-2"),
        (" 7 ", "7"),
    ],
)
def test_numbers(written: str, kept: str) -> None:
    assert Decimal(NumberField().clean(written)) == Decimal(kept)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-06-30", date(2026, 6, 30)),
        ("2026年6月30日", date(2026, 6, 30)),
        ("6月底", date(2026, 6, 30)),
        ("６月30日", date(2026, 6, 30)),
        ("", None),
    ],
)
def test_days(written: str, kept: date | None) -> None:
    assert DayField(year=2026, required=False).clean(written) == kept


def test_names() -> None:
    field = NamesField(required=False)

    assert field.clean("区财政局、 区住建局，区财政局;柳河镇、") == [
        "区财政局",
        "区住建局",
        "柳河镇",
    ]
    assert field.prepare_value(["甲", "乙"]) == "甲、乙"


ODD = st.text(
    st.sampled_from("0123456789.,-−负万亿千百十年月日底至~ eE+%NaInf\x00甲、\n２"), max_size=30
)


@given(ODD)
def test_a_number_is_kept_exactly_or_refused(written: str) -> None:
    try:
        kept = NumberField(required=False).clean(written)
    except forms.ValidationError:
        return
    assert kept is None or Decimal(kept).is_finite()


@given(ODD, st.booleans())
def test_a_day_is_a_day_or_refused(written: str, is_end: bool) -> None:  # noqa: FBT001 drawn by Hypothesis
    try:
        kept = DayField(required=False, year=2026, is_end=is_end).clean(written)
    except forms.ValidationError:
        return
    assert kept is None or isinstance(kept, date)


ANYTHING = st.dictionaries(
    st.sampled_from(
        ["title", "name", "indicator", "event", "every", "op", "value", "value_high", "unit",
         "deadline", "start", "end", "investment_yi", "area_mu", "growth", "number"]
    ),
    st.none() | st.booleans() | st.text(max_size=40) | ODD,
)  # fmt: skip


@given(st.sampled_from(DraftItem.Kind.values), ANYTHING)
def test_whatever_the_fields_hold_is_judged_not_broken_by(
    kind: str, fields: dict[str, object]
) -> None:
    assert all(isinstance(code, str) for code in problems_of(kind, fields))


@given(st.sampled_from(DraftItem.Kind.values), st.dictionaries(st.text(max_size=8), ODD))
def test_whatever_is_posted_a_form_answers(kind: str, data: dict[str, str]) -> None:
    form = ITEM_FORMS[kind]({**data, "value": "3", "unit": "亿元"}, year=2026)

    assert form.is_valid() in {True, False}


@pytest.mark.parametrize("kept", ["NaN", "Infinity", "甲", "", None])
def test_what_is_no_number_is_none(kept: str | None) -> None:
    assert number(kept) is None

"""Days as offices write them into cells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.adopting import Sureness, read_day, read_start
from guatu.core.adopting.days import with_month

YEAR = 2026
JUNE_30 = date(2026, 6, 30)
SURE = {
    "2026-06-30": JUNE_30,
    "2026/6/30": JUNE_30,
    "2026.6.30": JUNE_30,
    "2026．6．30": JUNE_30,
    "２０２６年６月３０日": JUNE_30,
    "2026年6月30日": JUNE_30,
    "2026年6月30日前": JUNE_30,
    "2026-06-30 00:00:00": JUNE_30,
    "二〇二六年六月三十日": JUNE_30,
    "二○二六年六月": JUNE_30,
    "20260630": JUNE_30,
    "202606": JUNE_30,
    "2026.6": JUNE_30,
    "2026-06": JUNE_30,
    "2026年6月": JUNE_30,
    "6月30日": JUNE_30,
    "6.30": JUNE_30,
    "6/30": JUNE_30,
    "26.6.30": JUNE_30,
    "26年6月30日": JUNE_30,
    "6月": JUNE_30,
    "6月底": JUNE_30,
    "6月底前": JUNE_30,
    "六月底前完成": JUNE_30,
    "上半年": JUNE_30,
    "2026年上半年": JUNE_30,
    "二季度": JUNE_30,
    "第二季度末": JUNE_30,
    "46203": JUNE_30,
    "6月30日（周二）": JUNE_30,
    "6月中旬": date(2026, 6, 20),
    "年底前": date(2026, 12, 31),
    "2026年底": date(2026, 12, 31),
    "全年": date(2026, 12, 31),
    "明年3月底": date(2027, 3, 31),
    "2026年2月": date(2026, 2, 28),
}
STRETCHES = {
    "2026年3月—2026年6月": (date(2026, 3, 1), JUNE_30),
    "3月-6月": (date(2026, 3, 1), JUNE_30),
    "2026.3.1-2026.6.30": (date(2026, 3, 1), JUNE_30),
    "2026/3至2026/6": (date(2026, 3, 1), JUNE_30),
}


@pytest.mark.parametrize("text", SURE, ids=list(SURE))
def test_a_day_is_read(text: str) -> None:
    reading = read_day(text, year=YEAR)

    assert (Sureness.SURE, SURE[text]) == (reading.sureness, reading.day)


STARTS = {
    "3月": date(2026, 3, 1),
    "3月份启动": date(2026, 3, 1),
    "二季度": date(2026, 4, 1),
    "2026Q2": date(2026, 4, 1),
    "2026年4月": date(2026, 4, 1),
    "2026.4": date(2026, 4, 1),
    "202604": date(2026, 4, 1),
    "2025年9月": date(2025, 9, 1),
    "明年3月": date(2027, 3, 1),
    "下半年": date(2026, 7, 1),
    "年初": date(2026, 1, 1),
    "3月中旬": date(2026, 3, 11),
    "3月底": date(2026, 3, 31),
    "一季度末": date(2026, 3, 31),
    "3-6月": date(2026, 3, 1),
    "2026.3-2026.12": date(2026, 3, 1),
    "3月5日": date(2026, 3, 5),
    "46203": JUNE_30,
    "已开工": None,
}


@pytest.mark.parametrize("text", STARTS, ids=list(STARTS))
def test_a_start_is_the_first_day_of_what_is_named(text: str) -> None:
    reading = read_start(text, year=YEAR)

    assert STARTS[text] == reading.day
    assert reading.sureness in {Sureness.SURE, Sureness.NONE}


def test_a_start_that_is_not_quite_said_is_asked_with_the_first_day() -> None:
    reading = read_start("2026.1", year=YEAR)

    assert (Sureness.ASSUMED, date(2026, 1, 1)) == (reading.sureness, reading.day)


@pytest.mark.parametrize("text", STRETCHES, ids=list(STRETCHES))
def test_a_stretch_ends_on_its_last_day(text: str) -> None:
    reading = read_day(text, year=YEAR)

    assert STRETCHES[text] == (reading.first, reading.day)


@pytest.mark.parametrize(
    "text",
    [
        "长期坚持",
        "常年",
        "常年坚持",
        "一直",
        "持续推进",
        "常态化",
        "每月",
        "按季推进",
        "每月25日前",
    ],
)
def test_what_goes_on_has_no_day(text: str) -> None:
    reading = read_day(text, year=YEAR)

    assert (reading.sureness, reading.day) == (Sureness.LASTING, None)


@pytest.mark.parametrize("text", ["", " ", "/", "—", "无", "待定", "已完成"])
def test_nothing_is_nothing(text: str) -> None:
    assert read_day(text, year=YEAR).sureness is Sureness.NONE


@pytest.mark.parametrize(
    "text", ["签约后三个月内", "2026年13月", "2月30日", "2026.2.30", "尽快", "2026.6.30-2026.3.1"]
)
def test_what_names_no_day_is_said_to_name_none(text: str) -> None:
    reading = read_day(text, year=YEAR)

    assert (reading.sureness, reading.day) == (Sureness.UNREAD, None)


@pytest.mark.parametrize(
    "text", ["6月前", "1月15日、6月30日", "6月底前，长期坚持", "6月底前完成一期二十个"]
)
def test_a_day_that_is_not_quite_said_is_assumed(text: str) -> None:
    reading = read_day(text, year=YEAR)

    assert (reading.sureness, reading.day) == (Sureness.ASSUMED, JUNE_30)


@pytest.mark.parametrize(
    ("text", "day"), [("6.3", date(2026, 6, 3)), ("2026.1", date(2026, 1, 31))]
)
def test_what_a_sheet_may_have_cut_is_asked(text: str, day: date) -> None:
    reading = read_day(text, year=YEAR)

    assert (reading.sureness, reading.day) == (Sureness.ASSUMED, day)


def forms(day: date) -> list[str]:
    return [
        f"{day.year}-{day.month:02d}-{day.day:02d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日前",
        f"{day:%Y%m%d}",
        f"{day.year % 100:02d}.{day.month}.{day.day}",
        str((day - date(1899, 12, 30)).days),
    ]


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_from_every_way_of_writing_it(day: date) -> None:
    assert {day} == {read_day(text, year=YEAR).day for text in forms(day)}


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)))
def test_a_day_without_a_year_is_of_the_ledgers_year(day: date) -> None:
    assert day == read_day(f"{day.month}月{day.day}日", year=YEAR).day
    assert day == read_day(f"{day.month}.{day.day}", year=YEAR).day


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 1)))
def test_a_month_is_its_last_day(day: date) -> None:
    last = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    assert last == read_day(f"{day.year}年{day.month}月底前", year=YEAR).day


@given(st.text(max_size=40))
def test_no_text_breaks_it_and_a_day_is_only_said_where_one_was_read(text: str) -> None:
    reading = read_day(text, year=YEAR)

    assert (reading.day is not None) == (reading.sureness in {Sureness.SURE, Sureness.ASSUMED})


@pytest.mark.parametrize(
    ("head", "text", "said"),
    [
        ("完成月份", "6", "6月"),
        ("完成月份", "12.0", "12月"),
        ("完成月份", "06", "6月"),
        ("完成时限（月）", "６", "6月"),
        ("完成日期\n（月份）", "9", "9月"),
        ("完成月份", "13", "13"),
        ("完成月份", "6月底", "6月底"),
        ("完成月份", "20260715", "20260715"),
        ("完成月份", "46203", "46203"),
        ("完成时限（年月日）", "20260715", "20260715"),
        ("完成时限（年月日）", "6", "6"),
        ("7月完成时限", "6", "6"),
        ("完成期限（个月）", "6", "6"),
        ("完成时限", "6", "6"),
    ],
)
def test_the_number_of_a_month_takes_the_word_from_its_head(
    head: str, text: str, said: str
) -> None:
    assert said == with_month(text, head)

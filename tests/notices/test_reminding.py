"""Texts to copy into a work group: counts, units, limits and the page; no person, no reproach."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from guatu.notices.reminding import MOST_UNITS, Kind, Reminder, UnitLine, text_of

NOW = datetime(2026, 6, 19, 7, 0, tzinfo=UTC)  # 15:00 here
DUE = datetime(2026, 6, 19, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_chinese() -> object:
    with translation.override("zh-hans"):
        yield


def test_who_has_not_reported() -> None:
    text = text_of(
        Reminder(
            kind=Kind.UNREPORTED,
            subject="登高行动 第24周",
            lines=[UnitLine(unit="区财政局", count=3), UnitLine(unit="柳河镇")],
            as_of=NOW,
            due_at=DUE,
            address="http://guatu.example/dispatch/rounds/7/",
        )
    )

    assert text.splitlines() == [
        "【填报提醒】登高行动 第24周",
        "截至 2026-06-19 15:00，以下 2 个单位尚未报送：",
        "1. 区财政局：3 项",
        "2. 柳河镇",
        "请以上单位于 2026-06-19 17:30 前完成报送。",
        "办理地址：http://guatu.example/dispatch/rounds/7/",
        "已办理的单位请忽略，感谢支持。",
    ]


def test_what_is_near_its_limit() -> None:
    line = UnitLine(unit="区住建局", count=2, limit_on=date(2025, 6, 30))
    text = text_of(Reminder(kind=Kind.NEAR_LIMIT, subject="督办", lines=[line], as_of=NOW))

    assert "以下 1 个单位共有 2 项临近办理时限" in text
    assert "1. 区住建局：2 项（最近时限 2025年6月30日）" in text
    assert "请您及早说明" in text
    assert "地址" not in text


def test_what_is_overdue_is_asked_for_politely() -> None:
    line = UnitLine(unit="区住建局", count=1)
    text = text_of(Reminder(kind=Kind.OVERDUE, subject="督办", lines=[line], as_of=NOW))

    assert "请以上单位反馈进展并明确办结时间。" in text
    assert "你" not in text


def test_a_long_list_is_cut_and_says_how_many_are_left_out() -> None:
    lines = [UnitLine(unit=f"第{n}单位") for n in range(MOST_UNITS + 5)]
    text = text_of(Reminder(kind=Kind.UNREPORTED, subject="周报", lines=lines, as_of=NOW))

    assert "……等，另有 5 个单位" in text
    assert f"第{MOST_UNITS - 1}单位" in text
    assert f"第{MOST_UNITS}单位" not in text
    assert f"以下 {MOST_UNITS + 5} 个单位" in text
    assert "请以上单位尽快报送。" in text


def test_nobody_to_remind_gives_no_text() -> None:
    assert text_of(Reminder(kind=Kind.UNREPORTED, subject="周报", lines=[], as_of=NOW)) == ""

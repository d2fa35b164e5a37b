"""iCalendar files, read back by an independent reader: folding, escaping, days, times, cancellations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.feeds import Dated, calendar_file, folded

NOW = datetime(2026, 6, 17, 4, 0, tzinfo=UTC)


def one(**fields: object) -> Dated:
    given = {
        "uid": "round-7@guatu", "sequence": 0, "changed_at": NOW, "starts": date(2026, 6, 19),
        "ends": None, "title": "第24周填报截止",
    }  # fmt: skip
    return Dated(**(given | fields))  # type: ignore[arg-type]


def read(*events: Dated) -> list[icalendar.Event]:
    payload = calendar_file(events, name="挂图作战", zone="Asia/Shanghai")
    return list(icalendar.Calendar.from_ical(payload).walk("VEVENT"))


def test_a_due_date_is_a_whole_day_that_ends_at_midnight() -> None:
    (event,) = read(one())

    assert event["DTSTART"].dt == date(2026, 6, 19)
    assert event["DTEND"].dt == date(2026, 6, 20)
    assert str(event["UID"]) == "round-7@guatu"
    assert str(event["STATUS"]) == "CONFIRMED"


def test_several_days_end_after_the_last() -> None:
    (event,) = read(one(ends=date(2026, 6, 21)))

    assert event["DTEND"].dt == date(2026, 6, 22)


def test_an_end_before_the_start_makes_one_day() -> None:
    (event,) = read(one(ends=date(2026, 6, 1)))

    assert event["DTEND"].dt == date(2026, 6, 20)


def test_a_meeting_has_its_times() -> None:
    starts = datetime.fromisoformat("2026-06-19T15:00:00+08:00")
    (event,) = read(one(starts=starts, ends=starts + timedelta(hours=2)))

    assert event["DTSTART"].dt == starts
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)


def test_a_change_and_a_cancellation_are_told() -> None:
    (event,) = read(one(sequence=3, is_cancelled=True))

    assert (event["SEQUENCE"], str(event["STATUS"])) == (3, "CANCELLED")
    assert event["LAST-MODIFIED"].dt == NOW


def test_nothing_in_a_text_can_end_its_line() -> None:
    text = "一行\r\n二行; 三, 四\\五\nEND:VEVENT\x00"
    (event,) = read(one(text=text, address="http://guatu.example/\r\nX:1", title="题\nX-EVIL:1"))

    assert str(event["DESCRIPTION"]) == "一行\n二行; 三, 四\\五\nEND:VEVENT"
    assert str(event["SUMMARY"]) == "题\nX-EVIL:1"
    assert "X-EVIL" not in event


def test_the_calendar_says_its_name_and_zone() -> None:
    payload = calendar_file([], name="挂图作战 区", zone="Asia/Shanghai")
    calendar = icalendar.Calendar.from_ical(payload)

    assert str(calendar["X-WR-CALNAME"]) == "挂图作战 区"
    assert str(calendar["X-WR-TIMEZONE"]) == "Asia/Shanghai"
    assert payload.endswith(b"END:VCALENDAR\r\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_what_is_written_is_read_back(title: str) -> None:
    (event,) = read(one(title=title, text=title))

    assert str(event["SUMMARY"]) == title


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_no_line_is_too_long_and_no_character_is_cut(text: str) -> None:
    written = folded(f"SUMMARY:{text}")

    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.replace(b"\r\n ", b"").decode() == f"SUMMARY:{text}\r\n"

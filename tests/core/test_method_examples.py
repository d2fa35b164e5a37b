"""The examples that docs/methods work out: ladder, dates of rounds, limits of coordination."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from guatu.core.calendars import WorkCalendar
from guatu.core.coordinating import AnswerLimits, Level, due_at
from guatu.core.ladder import MatterFacts, Rung, Thresholds, suggested
from guatu.core.rounds import Every, OffDays, Period, Rhythm, dates_of, period_of, rest_from

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(holidays=frozenset({date(2026, 6, 19)}))
DIRECT = frozenset({Rung.DIRECT})


@pytest.mark.parametrize(
    ("facts", "rung"),
    [
        (MatterFacts(is_red=True, red_times=1), Rung.REMIND),
        (MatterFacts(is_red=True, red_times=2), Rung.REMIND),
        (MatterFacts(is_red=True, red_times=3), Rung.DIRECT),
        (MatterFacts(overdue_days=4, taken=DIRECT), None),
        (MatterFacts(overdue_days=5, taken=DIRECT), Rung.CIRCULATE),
        (MatterFacts(overdue_days=15, taken=DIRECT), Rung.CIRCULATE),
        (MatterFacts(overdue_days=15, taken=DIRECT | {Rung.CIRCULATE}), Rung.TALK),
    ],
)
def test_the_ladder_of_its_page(facts: MatterFacts, rung: Rung | None) -> None:
    found = suggested(facts, Thresholds())

    assert (found.rung if found else None) == rung


@pytest.mark.parametrize(
    ("ended_on", "last"),
    [
        (date(2026, 6, 12), date(2026, 6, 30)),
        (date(2026, 6, 15), date(2026, 6, 30)),
        (date(2026, 6, 16), date(2026, 7, 31)),
    ],
)
def test_the_first_round_after_a_change(ended_on: date, last: date) -> None:
    first = ended_on + timedelta(days=1)

    assert rest_from(Rhythm(every=Every.MONTH), first) == Period(starts_on=first, ends_on=last)


def test_a_cut_off_on_a_saturday_after_a_holiday() -> None:
    rhythm = Rhythm(
        every=Every.TEN_DAYS, due_minute=17 * 60 + 30, off_days=OffDays.EARLIER, grace_hours=2
    )

    found = dates_of(rhythm, period_of(rhythm.every, date(2026, 6, 15)), SHANGHAI, CALENDAR)

    assert (found.nominal_on, found.due_on) == (date(2026, 6, 20), date(2026, 6, 18))
    assert found.late_at == datetime(2026, 6, 18, 19, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("came", "level", "last"),
    [
        (datetime(2026, 5, 14, 16, tzinfo=SHANGHAI), Level.LEAD, 19),
        (datetime(2026, 5, 20, tzinfo=SHANGHAI), Level.OFFICE, 22),
        (datetime(2026, 5, 23, tzinfo=SHANGHAI), Level.LEADER, 26),
    ],
    ids=["lead", "office", "leader"],
)
def test_the_limits_of_coordination(came: datetime, level: Level, last: int) -> None:
    until = due_at(
        came, level, is_at_once=False, limits=AnswerLimits(), calendar=CALENDAR, zone=SHANGHAI
    )

    assert until == datetime(2026, 5, last + 1, tzinfo=SHANGHAI)


def test_what_is_done_at_once() -> None:
    now = datetime(2026, 5, 14, 8, tzinfo=UTC)  # 16:00 in the office
    ends = [
        due_at(now, Level.LEAD, is_at_once=True, limits=limits, calendar=CALENDAR, zone=SHANGHAI)
        for limits in (AnswerLimits(), AnswerLimits(at_once_hours=4))
    ]

    assert ends[0] == datetime(2026, 5, 16, tzinfo=SHANGHAI)
    assert ends[1] == datetime(2026, 5, 14, 20, tzinfo=SHANGHAI)

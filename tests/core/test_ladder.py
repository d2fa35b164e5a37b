"""The ladder's order and what rules suggest; the way of a problem and its limits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from guatu.core.calendars import WorkCalendar
from guatu.core.coordinating import ABOVE, MOVES, Act, AnswerLimits, Level, due_at
from guatu.core.ladder import (
    LEADERS_ONLY,
    ORDER,
    LadderRule,
    MatterFacts,
    Rung,
    Thresholds,
    left_out,
    suggested,
)

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 6, 19, 16, 0, tzinfo=ZONE)
NONE: frozenset[Rung] = frozenset()


@pytest.mark.parametrize(
    ("taken", "wanted", "missing"),
    [
        ((), "remind", ()),
        ((), "direct", ("remind",)),
        ((), "circulate", ("remind", "direct")),
        (("remind",), "circulate", ("direct",)),
        (("direct",), "circulate", ()),
        (("direct",), "talk", ("circulate",)),
        (("circulate",), "refer", ("talk",)),
        (("talk",), "remind", ()),
    ],
)
def test_what_a_step_jumps_over(
    taken: tuple[str, ...], wanted: str, missing: tuple[str, ...]
) -> None:
    found = left_out({Rung(one) for one in taken}, Rung(wanted))

    assert found == tuple(Rung(one) for one in missing)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (MatterFacts(), None),
        (MatterFacts(is_red=True, red_times=1), (Rung.REMIND, LadderRule.RED, 1)),
        (MatterFacts(is_red=True, red_times=2), (Rung.REMIND, LadderRule.RED, 2)),
        (MatterFacts(is_red=True, red_times=3), (Rung.DIRECT, LadderRule.RED_AGAIN, 3)),
        (MatterFacts(is_red=False, red_times=3), None),
        (MatterFacts(is_red=True, red_times=1, taken=frozenset({Rung.REMIND})), None),
        (MatterFacts(is_red=True, red_times=4, taken=frozenset({Rung.REMIND})),
         (Rung.DIRECT, LadderRule.RED_AGAIN, 4)),
        (MatterFacts(overdue_days=4), None),
        (MatterFacts(overdue_days=5), (Rung.CIRCULATE, LadderRule.OVERDUE, 5)),
        (MatterFacts(overdue_days=30), (Rung.CIRCULATE, LadderRule.OVERDUE, 30)),
        (MatterFacts(overdue_days=30, taken=frozenset({Rung.CIRCULATE})),
         (Rung.TALK, LadderRule.LONG_OVERDUE, 30)),
        (MatterFacts(overdue_days=30, taken=frozenset({Rung.CIRCULATE, Rung.TALK})), None),
    ],
)  # fmt: skip
def test_what_rules_suggest(
    facts: MatterFacts, expected: tuple[Rung, LadderRule, int] | None
) -> None:
    found = suggested(facts, Thresholds())

    assert (None if found is None else (found.rung, found.rule, found.count)) == expected


def test_no_rule_ever_suggests_to_hand_a_clue_over() -> None:
    reached = set()
    for red in range(30):
        for days in range(0, 400, 7):
            for top in range(len(ORDER) + 1):
                facts = MatterFacts(
                    is_red=red > 0, red_times=red, overdue_days=days, taken=frozenset(ORDER[:top])
                )
                found = suggested(facts, Thresholds())
                reached.add(found.rung if found else None)

    assert reached == {None, Rung.REMIND, Rung.DIRECT, Rung.CIRCULATE, Rung.TALK}
    assert frozenset({Rung.TALK, Rung.REFER}) == LEADERS_ONLY


@pytest.mark.parametrize(
    ("level", "at_once", "hours", "due"),
    [
        (Level.LEAD, False, 0, datetime(2026, 6, 25, tzinfo=ZONE)),  # Mon, Tue, Wed: its 24:00
        (Level.OFFICE, False, 0, datetime(2026, 6, 24, tzinfo=ZONE)),
        (Level.LEAD, True, 0, datetime(2026, 6, 23, tzinfo=ZONE)),  # Monday's end
        (Level.LEADER, True, 4, FRIDAY + timedelta(hours=4)),
        (Level.LEAD, False, 4, datetime(2026, 6, 25, tzinfo=ZONE)),
    ],
)
def test_until_when_a_level_answers(
    level: Level,
    at_once: bool,  # noqa: FBT001 a case of the table
    hours: int,
    due: datetime,
) -> None:
    found = due_at(
        FRIDAY,
        level,
        is_at_once=at_once,
        limits=AnswerLimits(at_once_hours=hours),
        calendar=WorkCalendar(),
        zone=ZONE,
    )

    assert found == due


def test_holidays_do_not_count_and_make_up_days_do() -> None:
    calendar = WorkCalendar(
        holidays=frozenset({date(2026, 6, 22)}), make_up_days=frozenset({date(2026, 6, 20)})
    )

    found = due_at(
        FRIDAY, Level.OFFICE, is_at_once=False, limits=AnswerLimits(), calendar=calendar, zone=ZONE
    )

    assert found == datetime(2026, 6, 24, tzinfo=ZONE)


def test_every_level_but_the_highest_has_one_above() -> None:
    assert {level for level in Level if level not in ABOVE} == {Level.LEADER}


def test_every_state_that_is_reached_has_its_moves() -> None:
    reached = {state for moves in MOVES.values() for state in moves.values()}

    assert reached <= set(MOVES)
    assert {act for moves in MOVES.values() for act in moves} == set(Act)

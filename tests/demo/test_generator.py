"""The generator of the laid year, without a database: whatever the day, something is due."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tree import ROOT

from guatu.core.lamps import (
    EntryFacts,
    Lamp,
    MilestoneFact,
    Outcome,
    RuleSet,
    light,
    read_rule_set,
)
from guatu.core.pace import Facet, Goal, Reading, Standing, progress_of
from guatu.core.shapes import Bound, Shape
from guatu.demo.courses import Course, How, Passage, course_of
from guatu.demo.district import read_district
from guatu.demo.fates import Brief, Fate, Window, deal
from guatu.demo.figures import Health, Measured, Value, values_of
from guatu.demo.laying import Laying, lay, moved
from guatu.demo.logins import LOGINS, password_of
from guatu.demo.weeks import weeks_until, window_of
from guatu.demo.wording import PLACES, Speaker, problem, sentence

DAYS = [
    date(2026, 1, 20), date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1),
    date(2026, 6, 30), date(2026, 7, 3), date(2026, 7, 4), date(2026, 8, 15), date(2026, 9, 30),
    date(2026, 10, 1), date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 27),
    date(2026, 12, 12), date(2026, 12, 13), date(2026, 12, 31), date(2027, 1, 1),
    date(2027, 2, 28), date(2027, 6, 15), date(2028, 2, 29), date(2030, 8, 31),
]  # fmt: skip
DATED = [None, None, (11, 30), None, (10, 31), (6, 30), None, (9, 30), (12, 20), None]


def drawn(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 a seeded draw is the point


def briefs_of(laying: Laying) -> list[Brief]:
    """Return sixty entries as a plan gives them: some with a deadline of their own."""
    found = []
    for place in range(60):
        own = DATED[place % len(DATED)] if place < 30 else None
        due_on = date(2026, *own) if own else date(2026, 12, 31)
        found.append(
            Brief(
                key=f"entry {place}",
                title=f"第{place}号改造工程" if place >= 25 else f"第{place}项治理任务",
                is_project=place >= 25,
                starts_on=laying.starts_on,
                due_on=moved(due_on, laying.months),
                is_dated=own is not None,
            )
        )
    return found


def courses_on(today: date, seed: int = 1) -> tuple[list[Course], Window]:
    laying = lay(today)
    weeks = weeks_until(laying.starts_on, today)
    window = window_of(weeks, today=today, starts_on=laying.starts_on, ends_on=laying.ends_on)
    draw = drawn(seed)
    dealt = deal(draw, briefs_of(laying), window)
    return [course_of(draw, one, weeks[:-1], window) for one in dealt], window


def facts(place: int, course: Course, day: date, last: date) -> EntryFacts:
    """Return what the lamp rules would see of a course at the end of `day`."""
    dealt = course.dealt
    hows = [how for _week, how in sorted(course.weeks.items())]
    closed = dealt.closed_on if dealt.closed_on and dealt.closed_on <= day else None
    unchanged = [how for how in hows if how is not How.SILENT]
    streak = 0
    while streak < len(unchanged) and unchanged[-1 - streak] is How.UNCHANGED:
        streak += 1
    return EntryFacts(
        entry_id=place,
        starts_on=dealt.starts_on,
        due_on=dealt.due_on,
        closed_on=closed,
        has_begun=bool(course.passages),
        milestones=tuple(
            MilestoneFact(
                due_on=mark.due_on,
                outcome=Outcome.OPEN
                if mark.met is None or (mark.decided_on or day) > day
                else Outcome.MET
                if mark.met
                else Outcome.MISSED,
            )
            for mark in course.marks
        ),
        progress=course.progress(last) if dealt.brief.is_project else None,
        unchanged_rounds=streak,
        awaits_figure=dealt.fate is Fate.AWAITING,
        missing_reports=int(bool(hows) and hows[-1] is How.SILENT),
    )


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    pack = ROOT / "src" / "guatu" / "packs" / "lamps" / "default.toml"
    return read_rule_set(pack.read_text(encoding="utf-8"), file="default.toml")


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_something_is_due_today_and_this_week(today: date) -> None:
    courses, _window = courses_on(today)

    due = [c.dealt.due_on for c in courses if c.dealt.closed_on is None]
    ahead = [day for day in due if today <= day <= today + timedelta(days=7)]

    assert today in due
    assert len(ahead) >= 3


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_today_lies_within_the_laid_year(today: date) -> None:
    laying = lay(today)

    assert laying.starts_on + timedelta(days=120) < today < laying.ends_on


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_lamp_but_pending_is_lit_and_most_are_green(today: date, rules: RuleSet) -> None:
    courses, window = courses_on(today)
    lit = light(
        [facts(i, c, today, window.last_round_ends_on) for i, c in enumerate(courses)], rules, today
    )

    lamps = Counter(one.lamp for one in lit)

    assert set(lamps) | {Lamp.PENDING} == set(Lamp)
    alive = len(courses) - lamps[Lamp.DONE]
    assert 0.42 <= lamps[Lamp.ON_PACE] / alive <= 0.75
    assert lamps[Lamp.OVERDUE] + lamps[Lamp.SEVERE] <= len(courses) * 0.15


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_something_changed_since_the_last_round(today: date, rules: RuleSet) -> None:
    courses, window = courses_on(today)
    last = window.last_round_ends_on
    before = light([facts(i, c, last, last) for i, c in enumerate(courses)], rules, last)
    now = light([facts(i, c, today, last) for i, c in enumerate(courses)], rules, today)
    red = {Lamp.SEVERE, Lamp.OVERDUE}

    turns = [(b.lamp, n.lamp) for b, n in zip(before, now, strict=True) if b.lamp is not n.lamp]

    assert any(b not in red and n in red for b, n in turns)
    assert any(b in {Lamp.BEHIND, *red} and n is Lamp.ON_PACE for b, n in turns)
    assert any(n is Lamp.DONE for _b, n in turns)
    assert any(c.dealt.pushed_from for c in courses)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_plans_own_deadlines_stand(today: date) -> None:
    courses, _window = courses_on(today)

    dealt = [c.dealt for c in courses if c.dealt.brief.is_dated]

    assert [d.pushed_from or d.due_on for d in dealt] == [d.brief.due_on for d in dealt]


def test_the_same_day_gives_the_same_year() -> None:
    assert courses_on(date(2026, 11, 22)) == courses_on(date(2026, 11, 22))
    assert courses_on(date(2026, 11, 22), seed=2) != courses_on(date(2026, 11, 22))


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_nothing_happens_after_today(today: date) -> None:
    courses, _window = courses_on(today)

    days = [mark.decided_on for c in courses for mark in c.marks if mark.decided_on]
    days += [passage.day for c in courses for passage in c.passages]
    days += [c.dealt.closed_on for c in courses if c.dealt.closed_on]

    assert max(days) <= today


def test_stages_are_passed_in_order() -> None:
    courses, _window = courses_on(date(2026, 11, 22))

    for course in courses:
        days = [passage.day for passage in course.passages]
        assert days == sorted(days)
        assert not course.passages or isinstance(course.passages[0], Passage)


def goal(shape: Shape, bound: Bound, low: str, *, larger: bool = True) -> Goal:
    return Goal(
        shape=shape,
        bound=bound,
        low=Decimal(low),
        is_larger_better=larger,
        starts_on=date(2026, 1, 16),
        due_on=date(2026, 12, 31),
    )


GOALS = [
    Measured(name="完成技改项目", measure="个", goal=goal(Shape.CUMULATIVE, Bound.EQUAL, "45")),
    Measured(name="建成省级智能工厂", measure="家", goal=goal(Shape.CUMULATIVE, Bound.EQUAL, "2")),
    Measured(name="到位市外资金", measure="亿元", goal=goal(Shape.CUMULATIVE, Bound.AT_LEAST, "105")),
    Measured(name="技改增幅", measure="%", goal=goal(Shape.GROWTH, Bound.AT_LEAST, "8.5")),
    Measured(name="税收占比", measure="%", goal=goal(Shape.SHARE, Bound.AT_LEAST, "72")),
    Measured(name="电子化率", measure="%", goal=goal(Shape.SHARE, Bound.EQUAL, "100")),
    Measured(name="耕地保有量", measure="亩", goal=goal(Shape.FLOOR, Bound.EQUAL, "236000")),
    Measured(name="收入差", measure=None, goal=goal(Shape.CONTROL, Bound.AT_MOST, "1.68", larger=False)),
    Measured(name="增速位次", measure=None, goal=goal(Shape.RANK, Bound.AT_MOST, "3", larger=False)),
]  # fmt: skip


def standing(measured: Measured, values: list[Value], today: date) -> Standing:
    facet = Facet.CUMULATIVE if measured.goal.shape is Shape.CUMULATIVE else Facet.POINT
    readings = [
        Reading(period_start=v.period_start, as_of=v.as_of, facet=facet, value=v.value)
        for v in values
        if not v.is_official or v.value is None
    ]
    return progress_of(measured.goal, readings, today).standing


@pytest.mark.parametrize("measured", GOALS, ids=lambda m: m.name)
@pytest.mark.parametrize("seed", range(12))
def test_figures_stand_as_their_health_says(measured: Measured, seed: int) -> None:
    today = date(2026, 11, 22)

    good, behind, waiting, silent = (
        standing(measured, values_of(drawn(seed), measured, health, today=today), today)
        for health in Health
    )

    assert good in {Standing.ON_PACE, Standing.MET}
    assert behind is Standing.BEHIND
    assert waiting in {Standing.PENDING, Standing.MET}
    assert silent is Standing.UNREPORTED


@pytest.mark.parametrize("seed", range(12))
def test_totals_never_fall_and_end_whole(seed: int) -> None:
    measured = GOALS[0]
    values = values_of(drawn(seed), measured, Health.GOOD, today=date(2026, 11, 22))

    totals = [v.value for v in values]

    assert totals == sorted(totals)
    assert all(value == value.to_integral_value() for value in totals)


def test_sentences_differ_from_one_another() -> None:
    speaker = Speaker(
        title="推进城市更新焕新颜",
        unit="区住建局",
        lead="区住建局",
        helpers=["区财政局"],
        is_lead=True,
    )
    draw = drawn(3)

    said = {sentence(draw, speaker, "完成老旧小区改造38个") for _ in range(100)}

    assert len(said) > 80
    assert not any("{" in one for one in said)


def test_the_district_is_whole() -> None:
    district = read_district()
    names = {unit.short_name for unit in district.units}

    assert {post.unit for post in district.posts} <= names
    assert {post.scope for post in district.posts if post.scope} <= names
    assert {unit.parent for unit in district.units} - {""} <= names
    assert {name for members in district.groups.values() for name in members} <= names


def test_each_login_is_a_person_of_its_role() -> None:
    posts = {(post.person, post.unit, post.role) for post in read_district().posts}

    assert {(one.person, one.unit, one.role.value) for one in LOGINS} <= posts
    assert password_of("office", 1) == password_of("office", 1) != password_of("office", 2)
    assert all(len(password_of(one.username, 1)) >= 12 for one in LOGINS)


@pytest.mark.parametrize("unit", ["柳澨镇", "区政务数据局", "区财政局", "区住建局", *PLACES[:2]])
@pytest.mark.parametrize("helpers", [(), ("区财政局", "柳澨镇")])
def test_nobody_asks_himself_for_help(unit: str, helpers: tuple[str, ...]) -> None:
    speaker = Speaker(
        title="抓好冷链物流中心建设", unit=unit, lead=unit, helpers=helpers, is_lead=True
    )

    told = [problem(random.Random(seed), speaker) for seed in range(200)]  # noqa: S311 no secret

    assert [text for text in told if unit in text] == []
    assert len(set(told)) > 3

"""Each rule, the reading of rule sets, and what holds of the default set."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import guatu
from guatu.core.lamps import (
    EntryFacts,
    Lamp,
    Lit,
    MilestoneFact,
    MoneyFact,
    MonthFact,
    Outcome,
    RuleSet,
    RuleSetError,
    light,
    missed_in_a_row,
    pace_share,
    read_rule_set,
    rule_set_data,
    rule_set_from_data,
    shadowed,
)
from guatu.core.lamps.local import months_after
from guatu.core.lamps.rules import KINDS

PACK = Path(guatu.__file__).parent / "packs" / "lamps" / "default.toml"
DEFAULT = read_rule_set(PACK.read_text(encoding="utf-8"), file=PACK.name)
METHOD = Path(__file__).resolve().parents[2] / "docs" / "methods" / "lamps.md"
TODAY = date(2026, 6, 15)
ALARM = {Lamp.OVERDUE: 4, Lamp.SEVERE: 3, Lamp.BEHIND: 2, Lamp.DUE_SOON: 1}


def lit(rule_set: RuleSet = DEFAULT, today: date = TODAY, **facts: object) -> Lit:
    return light([EntryFacts(entry_id=1, **facts)], rule_set, today)[0]  # type: ignore[arg-type]


def only(rule: str) -> RuleSet:
    """Return a rule set with one rule before the last."""
    return read_rule_set(
        f'name = "one"\n[[rules]]\n{rule}\n[[rules]]\nrule = "on_pace"\n', file="one.toml"
    )


def milestone(due_on: date, outcome: str = "open") -> MilestoneFact:
    return MilestoneFact(due_on=due_on, outcome=Outcome(outcome))


def money(paid: int) -> MoneyFact:
    return MoneyFact(planned=1_000_000, paid=paid, through=date(2026, 5, 31))


def month(**counts: int) -> MonthFact:
    return MonthFact(first_day=date(2026, 5, 1), **counts)


# (rule line, facts for which it applies, facts for which it just does not, lamp, what it saw)
CASES = [
    (
        'rule = "done"', {"closed_on": TODAY}, {"closed_on": None},
        Lamp.DONE, {"closed_on": "2026-06-15"},
    ),
    (
        'rule = "pending"', {"awaits_figure": True, "due_on": date(2026, 6, 14)},
        {"awaits_figure": True, "due_on": TODAY}, Lamp.PENDING, {"due_on": "2026-06-14"},
    ),
    (
        'rule = "pending"', {"awaits_figure": True, "due_on": date(2026, 6, 14)},
        {"awaits_figure": False, "due_on": date(2026, 6, 14)},
        Lamp.PENDING, {"due_on": "2026-06-14"},
    ),
    (
        'rule = "overdue"', {"due_on": date(2026, 6, 14)}, {"due_on": TODAY},
        Lamp.OVERDUE, {"due_on": "2026-06-14"},
    ),
    (
        'rule = "not_started"', {"starts_on": date(2026, 6, 16)}, {"starts_on": TODAY},
        Lamp.NOT_STARTED, {"starts_on": "2026-06-16"},
    ),
    (
        'rule = "not_started"', {"starts_on": date(2026, 6, 16)},
        {"starts_on": date(2026, 6, 16), "has_begun": True},
        Lamp.NOT_STARTED, {"starts_on": "2026-06-16"},
    ),
    (
        'rule = "missed_milestones"\nmissed = 2\nlamp = "severe"',
        {"milestones": (milestone(date(2026, 5, 1), "missed"), milestone(date(2026, 6, 14)))},
        {"milestones": (milestone(date(2026, 5, 1), "missed"), milestone(TODAY))},
        Lamp.SEVERE, {"missed": 2, "at_least": 2, "first_missed_on": "2026-05-01"},
    ),
    (
        'rule = "behind_pace"\ngap = 100\nlamp = "behind"',
        {"starts_on": date(2026, 6, 1), "due_on": date(2026, 6, 28), "progress": 400},
        {"starts_on": date(2026, 6, 1), "due_on": date(2026, 6, 28), "progress": 401},
        Lamp.BEHIND, {"progress": 400, "pace": 500, "gap": 100, "at_least": 100},
    ),
    (
        'rule = "behind_pace"\ngap = 100\nlamp = "behind"',
        {"starts_on": date(2026, 6, 1), "due_on": date(2026, 6, 28), "progress": 0},
        {"starts_on": date(2026, 6, 1), "due_on": date(2026, 6, 28), "progress": None},
        Lamp.BEHIND, {"progress": 0, "pace": 500, "gap": 500, "at_least": 100},
    ),
    (
        'rule = "stalled"\nrounds = 3\nlamp = "behind"', {"unchanged_rounds": 3},
        {"unchanged_rounds": 2}, Lamp.BEHIND, {"unchanged_rounds": 3, "at_least": 3},
    ),
    (
        'rule = "due_soon"\ndays = 7', {"due_on": date(2026, 6, 22)},
        {"due_on": date(2026, 6, 23)}, Lamp.DUE_SOON, {"due_on": "2026-06-22", "within": 7},
    ),
    (
        'rule = "due_soon"\ndays = 0', {"due_on": TODAY}, {"due_on": date(2026, 6, 14)},
        Lamp.DUE_SOON, {"due_on": "2026-06-15", "within": 0},
    ),
    (
        'rule = "unreported"\nrounds = 2', {"missing_reports": 2}, {"missing_reports": 1},
        Lamp.UNREPORTED, {"missing_reports": 2, "at_least": 2},
    ),
    (
        'rule = "not_begun"', {"has_begun": False}, {"has_begun": True},
        Lamp.NOT_STARTED, {"starts_on": None},
    ),
    (
        'rule = "start_missed"\nmonths = 3\nlamp = "severe"', {"starts_on": date(2026, 3, 31)},
        {"starts_on": date(2026, 4, 1)},
        Lamp.SEVERE, {"starts_on": "2026-03-31", "months": 3, "at_least": 3},
    ),
    (  # what was reported of a project is no start: the stage is
        'rule = "start_missed"\nmonths = 1\nlamp = "behind"',
        {"starts_on": date(2026, 5, 20), "has_begun": True, "has_started": False},
        {"starts_on": date(2026, 5, 20), "has_begun": False, "has_started": True},
        Lamp.BEHIND, {"starts_on": "2026-05-20", "months": 1, "at_least": 1},
    ),
    (
        'rule = "payment_behind"\nshort = 1\nlamp = "severe"', {"money": money(999_999)},
        {"money": money(1_000_000)},
        Lamp.SEVERE, {"paid": 999, "short": 1, "at_least": 1, "through": "2026-05-31"},
    ),
    (
        'rule = "payment_behind"\nshort = 200\nlamp = "behind"', {"money": money(800_000)},
        {"money": money(801_000)},
        Lamp.BEHIND, {"paid": 800, "short": 200, "at_least": 200, "through": "2026-05-31"},
    ),
    (
        'rule = "late_in_statistics"\nmonths = 2\nlamp = "severe"',
        {"started_on": date(2026, 4, 14), "in_statistics": False},
        {"started_on": date(2026, 4, 15), "in_statistics": False},
        Lamp.SEVERE, {"started_on": "2026-04-14", "beyond": 2, "last": "2026-06-14"},
    ),
    (
        'rule = "late_in_statistics"\nmonths = 1\nlamp = "behind"',
        {"started_on": date(2026, 4, 14), "in_statistics": False},
        {"started_on": date(2026, 4, 14), "in_statistics": True},
        Lamp.BEHIND, {"started_on": "2026-04-14", "beyond": 1, "last": "2026-05-14"},
    ),
    (
        'rule = "month_missing"\nreports = 1\nlamp = "severe"', {"month": month(missing=1)},
        {"month": month(late=1)},
        Lamp.SEVERE, {"missing": 1, "at_least": 1, "month": "2026-05-01"},
    ),
    (
        'rule = "month_late"\nreports = 2\nlamp = "behind"', {"month": month(late=2)},
        {"month": month(missing=2, late=1)},
        Lamp.BEHIND, {"late": 2, "at_least": 2, "month": "2026-05-01"},
    ),
    (
        'rule = "low_progress"\nshare = 300\nlamp = "severe"', {"progress": 299},
        {"progress": 300}, Lamp.SEVERE, {"progress": 299, "below": 300},
    ),
    (
        'rule = "poor_quality"\nreturns = 2\nlamp = "behind"', {"returns": 2}, {"returns": 1},
        Lamp.BEHIND, {"returns": 2, "at_least": 2},
    ),
    (
        'rule = "stage_limit"\nover = 1\nlamp = "behind"',
        {"limit_on": date(2026, 6, 14), "limit_since": date(2026, 5, 15)}, {"limit_on": TODAY},
        Lamp.BEHIND,
        {"limit_on": "2026-06-14", "since": "2026-05-15", "over": 1, "at_least": 1},
    ),
    (
        'rule = "limit_soon"\ndays = 2', {"limit_on": date(2026, 6, 17)},
        {"limit_on": date(2026, 6, 18)}, Lamp.DUE_SOON, {"limit_on": "2026-06-17", "within": 2},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "applies", "just_not", "lamp", "saw"), CASES)
def test_a_rule_lights_its_lamp_and_says_what_it_saw(
    rule: str, applies: dict[str, object], just_not: dict[str, object], lamp: Lamp, saw: object
) -> None:
    rule_set = only(rule)

    found = lit(rule_set, **applies)

    assert (found.lamp, dict(found.inputs)) == (lamp, saw)
    assert f'"{found.rule}"' in rule
    assert lit(rule_set, **just_not).lamp is Lamp.ON_PACE


def test_each_rule_has_a_case() -> None:
    tested = {re.search('"(.+?)"', case[0]).group(1) for case in CASES}  # type: ignore[union-attr]

    assert tested | {"on_pace", "finished"} == set(KINDS)


def test_what_is_finished_stays_calm_until_it_is_accepted() -> None:
    rules = 'rule = "finished"\n[[rules]]\nrule = "low_progress"\nshare = 1000\nlamp = "severe"'

    assert lit(only(rules), progress=1000).rule == "finished"
    assert lit(only(rules), progress=999).lamp is Lamp.SEVERE


def worked_example() -> list[list[str]]:
    table = METHOD.read_text(encoding="utf-8").split("## Worked example")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [row for row in rows if row[0].isdigit()]


def day_or_none(cell: str) -> date | None:
    return None if cell == "–" else date.fromisoformat(cell)


@pytest.mark.parametrize("row", worked_example(), ids=lambda row: row[0])
def test_the_worked_example_of_the_method_page(row: list[str]) -> None:
    _, starts, due, closed, begun, milestones, progress, unchanged, missing, lamp, rule, _ = row
    found = lit(
        starts_on=day_or_none(starts),
        due_on=day_or_none(due),
        closed_on=day_or_none(closed),
        has_begun=begun == "yes",
        milestones=tuple(
            milestone(date.fromisoformat(day), outcome)
            for day, outcome in re.findall(r"(\S+) (missed|met|open)", milestones)
        ),
        progress=None if progress == "–" else int(progress),
        unchanged_rounds=int(unchanged),
        missing_reports=int(missing),
    )

    assert (found.lamp.value, found.rule) == (lamp, rule)


def packed(code: str) -> RuleSet:
    return read_rule_set((PACK.parent / f"{code}.toml").read_text(encoding="utf-8"), file=code)


def local_examples() -> list[list[str]]:
    table = METHOD.read_text(encoding="utf-8").split("## Worked examples of the local rules")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [row for row in rows if len(row) == 5 and (PACK.parent / f"{row[0]}.toml").exists()]


def local_facts(written: str) -> dict[str, object]:
    facts: dict[str, object] = {}
    for pair in written.split(", "):
        name, value = pair.split(" ")
        first, _slash, second = value.partition("/")
        if name == "money":
            facts[name] = MoneyFact(paid=int(first), planned=int(second), through=TODAY)
        elif name == "month":
            facts[name] = MonthFact(missing=int(first), late=int(second), first_day=TODAY)
        elif value in {"yes", "no"}:
            facts[name] = value == "yes"
        else:
            facts[name] = int(value) if value.isdigit() else date.fromisoformat(value)
    return facts


@pytest.mark.parametrize(("code", "written", "lamp", "rule", "why"), local_examples())
def test_the_local_examples_of_the_method_page(
    code: str, written: str, lamp: str, rule: str, why: str
) -> None:
    found = lit(packed(code), **local_facts(written))

    assert (found.lamp.value, found.rule) == (lamp, rule), why


def test_each_local_set_has_examples_and_says_where_it_comes_from() -> None:
    local = {pack.stem for pack in PACK.parent.glob("*_20*.toml")}

    assert local == {"yinchuan_2025", "ouhai_2020", "dazu_2025", "suqian_2025"}
    assert local | {"limits"} == {row[0] for row in local_examples()}
    assert all(packed(code).source is not None for code in local)


@pytest.mark.parametrize("pack", sorted(PACK.parent.glob("*.toml")), ids=lambda pack: pack.stem)
def test_a_set_that_ships_has_no_dead_rule_and_survives_as_data(pack: Path) -> None:
    rule_set = packed(pack.stem)

    assert rule_set.name == pack.stem
    assert shadowed(rule_set.rules) == []
    assert rule_set_from_data(rule_set_data(rule_set), file="again") == rule_set


@given(st.permutations(range(len(DEFAULT.rules))), st.integers(0, 30))
def test_a_shadowed_rule_never_lights(order: list[int], days: int) -> None:
    rules = [DEFAULT.rules[place] for place in order]
    dead = {shadow.place for shadow in shadowed(rules)}
    kept = [rule for place, rule in enumerate(rules) if place not in dead]
    facts = EntryFacts(
        entry_id=1, starts_on=TODAY - timedelta(days=30 - days), due_on=TODAY + timedelta(days=days),
        has_begun=True, progress=days * 20,
        milestones=(milestone(date(2026, 5, 1), "missed"),) * (days % 3),
    )  # fmt: skip

    whole = light([facts], replace(DEFAULT, rules=tuple(rules)), TODAY)
    short = light([facts], replace(DEFAULT, rules=tuple(kept)), TODAY)

    assert whole == short


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 40))
def test_months_after_stay_in_their_month(day: date, months: int) -> None:
    later = months_after(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_the_method_page_names_each_rule_and_its_parameters() -> None:
    table = METHOD.read_text(encoding="utf-8").split("## The rules")[1].split("**")[0]
    stated = {
        cells[1].strip(" `"): set(re.findall("`(.+?)`", cells[4])) - {"lamp"}
        for cells in (line.split("|") for line in table.splitlines())
        if len(cells) > 4 and "`" in cells[1]
    }

    assert stated == {name: {p.name for p in kind.parameters} for name, kind in KINDS.items()}


def test_a_met_milestone_clears_the_missed_ones_before_it() -> None:
    milestones = (
        milestone(date(2026, 5, 31), "met"),
        milestone(date(2026, 4, 30), "missed"),
        milestone(date(2026, 6, 30), "missed"),
        milestone(date(2026, 7, 31)),
    )

    assert missed_in_a_row(milestones, TODAY) == [milestones[2]]


@pytest.mark.parametrize(
    ("today", "share"),
    [
        (date(2026, 5, 1), 0), (date(2026, 6, 1), 0), (date(2026, 6, 2), 33),
        (date(2026, 6, 30), 966), (date(2026, 7, 1), 1000), (date(2027, 1, 1), 1000),
    ],
)  # fmt: skip
def test_pace_counts_whole_days_and_stays_between_nothing_and_all(today: date, share: int) -> None:
    assert pace_share(date(2026, 6, 1), date(2026, 6, 30), today) == share


BROKEN = [
    ("name =", "set.toml: this is no TOML"),
    ('name = "x"\nrules = 3', "set.toml: there must be a list of [[rules]]"),
    ('name = ""\nrules = []', "set.toml: name must be a text"),
    ('name = "x"\nother = 1\nrules = []', "set.toml: unknown key other"),
    ('name = "x"\nrules = []', "set.toml: the last rule must be on_pace"),
    ('name = "x"\n[[rules]]\nrule = "done"', "set.toml: the last rule must be on_pace"),
    ('name = "x"\n[[rules]]\nrule = "guess"', "set.toml: rule 1: there is no rule 'guess'"),
    ('name = "x"\n[[rules]]\nlamp = "done"', "set.toml: rule 1: there is no rule None"),
    (
        'name = "x"\n[[rules]]\nrule = "due_soon"',
        "set.toml: rule 1 (due_soon): days: is missing; write a whole number from 0 to 366",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "due_soon"\ndays = 1.5',
        "set.toml: rule 1 (due_soon): days: is 1.5",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "due_soon"\ndays = true',
        "set.toml: rule 1 (due_soon): days: is True",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "due_soon"\ndays = 400',
        "set.toml: rule 1 (due_soon): days: is 400",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "done"\nday = 1',
        "set.toml: rule 1 (done): day: no such parameter; this rule takes lamp",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "stalled"\nrounds = 2',
        "set.toml: rule 1 (stalled): lamp: is missing; write behind or severe",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "overdue"\nlamp = "done"',
        "set.toml: rule 1 (overdue): lamp: is 'done'; write overdue",
    ),
    (
        'name = "x"\n[[rules]]\nrule = "on_pace"\n[[rules]]\nrule = "on_pace"',
        "set.toml: rule 1 (on_pace): rules after this one are never tried",
    ),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_wrong_rule_set_is_refused_with_file_rule_and_parameter(text: str, message: str) -> None:
    with pytest.raises(RuleSetError) as caught:
        read_rule_set(text, file="set.toml")

    assert str(caught.value).startswith(message)


def test_a_rule_set_says_how_many_rounds_it_looks_back() -> None:
    assert DEFAULT.rounds_seen == 3
    assert only('rule = "done"').rounds_seen == 1


days = st.dates(min_value=TODAY - timedelta(days=400), max_value=TODAY + timedelta(days=400))
outcomes = st.sampled_from(sorted(Outcome))
entry_facts = st.builds(
    EntryFacts,
    entry_id=st.integers(min_value=1, max_value=10**9),
    starts_on=st.none() | days,
    due_on=st.none() | days,
    closed_on=st.none() | days,
    has_begun=st.booleans(),
    milestones=st.lists(st.builds(MilestoneFact, due_on=days, outcome=outcomes), max_size=6).map(
        tuple
    ),
    progress=st.none() | st.integers(min_value=0, max_value=1000),
    unchanged_rounds=st.integers(min_value=0, max_value=5),
    missing_reports=st.integers(min_value=0, max_value=5),
    awaits_figure=st.booleans(),
)


@given(st.lists(entry_facts, max_size=8))
def test_each_entry_gets_one_lamp_in_order_and_the_same_again(facts: list[EntryFacts]) -> None:
    first = light(facts, DEFAULT, TODAY)

    assert [found.entry_id for found in first] == [one.entry_id for one in facts]
    assert light(facts, DEFAULT, TODAY) == first
    assert json.loads(json.dumps([dict(found.inputs) for found in first])) == [
        dict(found.inputs) for found in first
    ]


@given(st.lists(entry_facts, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_entries_do_not_see_each_other(facts: list[EntryFacts], rng: object) -> None:
    shuffled = list(facts)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    assert [light([one], DEFAULT, TODAY)[0] for one in shuffled] == light(shuffled, DEFAULT, TODAY)


def alarm(facts: EntryFacts) -> int:
    return ALARM.get(light([facts], DEFAULT, TODAY)[0].lamp, 0)


open_facts = entry_facts.map(lambda f: replace(f, closed_on=None, awaits_figure=False))


@given(open_facts, st.integers(min_value=1, max_value=400))
def test_an_earlier_due_day_never_calms(facts: EntryFacts, earlier: int) -> None:
    if facts.due_on is None:
        return
    worse = replace(facts, due_on=facts.due_on - timedelta(days=earlier))

    assert alarm(worse) >= alarm(facts)


@given(open_facts, st.integers(min_value=0, max_value=1000))
def test_less_progress_never_calms(facts: EntryFacts, less: int) -> None:
    if facts.progress is None:
        return

    assert alarm(replace(facts, progress=max(facts.progress - less, 0))) >= alarm(facts)


@given(open_facts, days)
def test_a_milestone_more_that_was_missed_never_calms(facts: EntryFacts, day: date) -> None:
    missed = MilestoneFact(due_on=day, outcome=Outcome.MISSED)

    assert alarm(replace(facts, milestones=(*facts.milestones, missed))) >= alarm(facts)


@given(open_facts)
def test_one_more_round_without_news_never_calms(facts: EntryFacts) -> None:
    assert alarm(replace(facts, unchanged_rounds=facts.unchanged_rounds + 1)) >= alarm(facts)


@given(entry_facts)
def test_a_figure_not_yet_published_is_never_red_for_its_day(facts: EntryFacts) -> None:
    waiting = replace(facts, awaits_figure=True)

    assert light([waiting], DEFAULT, TODAY)[0].lamp is not Lamp.OVERDUE

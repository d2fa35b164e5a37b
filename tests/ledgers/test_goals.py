"""Nodes and 月度目标: read from lines, proposed, fixed, moved, each with its history (T9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from scenes import MONDAY, Scene, at, make_scene
from time_machine import travel
from worlds import World

from guatu.core.actors import SYSTEM
from guatu.ledgers import goalsheet
from guatu.ledgers.actions import NewMilestone, set_milestones
from guatu.ledgers.actions.goalproposals import (
    Verdict,
    decide_proposal,
    propose_goals,
    withdraw_proposal,
)
from guatu.ledgers.actions.goals import Decided, decide_milestone, move_milestone
from guatu.ledgers.goalsheet import Cell, Wrong
from guatu.ledgers.models import GoalProposal, Milestone, MilestoneChange
from guatu.ledgers.queries.goals import goal_rows, waiting_proposals
from guatu.shell.errors import InvalidState, NotAllowed, Stale

JUNE = Cell(year=2026, month=6)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with travel(at(MONDAY), tick=False):
        yield


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("完成首批", ("month", "完成首批", date(2026, 6, 30))),
        ("15日 完成首批", ("node", "完成首批", date(2026, 6, 15))),
        ("15日：完成首批", ("node", "完成首批", date(2026, 6, 15))),
        ("1. 完成首批", ("month", "完成首批", date(2026, 6, 30))),
        ("（2）9日完成首批", ("node", "完成首批", date(2026, 6, 9))),
        ("300户完成签约", ("month", "300户完成签约", date(2026, 6, 30))),
    ],
)
def test_a_line_of_a_month_is_a_goal_or_a_node(line: str, expected: tuple[str, str, date]) -> None:
    (goal,) = goalsheet.read_cell(line, JUNE)

    assert (goal.kind, goal.title, goal.due_on) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("31日 完成", "day"), ("0日 完成", "day"), ("长" * 201, "long"), ("事\n" * 13, "many")],
)
def test_a_cell_says_which_line_is_wrong(text: str, code: str) -> None:
    with pytest.raises(Wrong) as caught:
        goalsheet.read_cell(text, JUNE)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3月 开工", ("month", "开工", date(2026, 3, 31))),
        ("3月15日 开工", ("node", "开工", date(2026, 3, 15))),
        ("3月份：开工", ("month", "开工", date(2026, 3, 31))),
        ("2027年2月 竣工", ("month", "竣工", date(2027, 2, 28))),
        ("2026-03 开工", ("month", "开工", date(2026, 3, 31))),
        ("2026-03-09 开工", ("node", "开工", date(2026, 3, 9))),
    ],
)
def test_a_pasted_line_begins_with_its_month(line: str, expected: tuple[str, str, date]) -> None:
    (goal,) = goalsheet.read_list(line, 2026)

    assert (goal.kind, goal.title, goal.due_on) == expected


@pytest.mark.parametrize(
    "line", ["开工", "13月 开工", "2月30日 开工", "2026-13 开工", "0000年3月 开工"]
)
def test_a_pasted_line_without_a_month_is_named(line: str) -> None:
    with pytest.raises(Wrong) as caught:
        goalsheet.read_list(f"3月 立项\n{line}", 2026)

    assert caught.value.line == line or caught.value.code == "day"


def test_what_is_written_is_read_again() -> None:
    goals = goalsheet.read_cell("完成首批\n9日 开工", JUNE)

    assert goalsheet.read_cell(goalsheet.cell_text(goals), JUNE) == goals


def test_last_months_lines_are_copied_once() -> None:
    assert goalsheet.copied("甲\n乙", "乙") == "乙\n甲"


@pytest.mark.django_db
def test_a_unit_proposes_and_the_office_fixes(scene: Scene) -> None:
    world = scene.world
    kept = NewMilestone(title="发布首批清单", due_on=date(2026, 6, 30), kind="month")
    extra = NewMilestone(title="发布第二批", due_on=date(2026, 9, 30), kind="month")

    assert propose_goals(world.actor("liaison"), scene.task, wanted=[kept, extra]) == 1

    asked = waiting_proposals(world.actor("office")).get()
    assert not Milestone.objects.filter(title="发布第二批").exists()
    decide_proposal(
        world.actor("office"), asked, version=asked.version, verdict=Verdict(is_accepted=True)
    )

    made = Milestone.objects.get(title="发布第二批")
    history = MilestoneChange.objects.get(milestone=made)
    assert (made.entry, made.due_on, history.act) == (scene.task, date(2026, 9, 30), "set")


@pytest.mark.django_db
def test_a_goal_left_out_is_dropped_only_when_the_office_agrees(scene: Scene) -> None:
    world = scene.world
    propose_goals(world.actor("liaison"), scene.task, wanted=[])
    asked = GoalProposal.objects.get(act="drop")

    assert scene.task.milestones.count() == 1

    decide_proposal(
        world.actor("office"), asked, version=asked.version, verdict=Verdict(is_accepted=True)
    )

    assert scene.task.milestones.count() == 0
    assert MilestoneChange.objects.get(entry=scene.task).act == "dropped"


@pytest.mark.django_db
def test_a_newer_list_takes_the_place_of_the_one_that_waits(scene: Scene) -> None:
    kept = NewMilestone(title="发布首批清单", due_on=date(2026, 6, 30), kind="month")
    for title in ("甲", "乙"):
        one = NewMilestone(title=title, due_on=date(2026, 9, 30), kind="month")
        propose_goals(scene.world.actor("liaison"), scene.task, wanted=[kept, one])

    states = dict(GoalProposal.objects.order_by("pk").values_list("title", "state"))
    assert states == {"甲": "withdrawn", "乙": "open"}


@pytest.mark.django_db
def test_a_refusal_says_why_and_is_final(scene: Scene) -> None:
    propose_goals(scene.world.actor("liaison"), scene.task, wanted=[])
    asked = GoalProposal.objects.get()
    office = scene.world.actor("office")
    with pytest.raises(InvalidState):
        decide_proposal(office, asked, version=1, verdict=Verdict(is_accepted=False))
    decide_proposal(office, asked, version=1, verdict=Verdict(is_accepted=False, answer="不宜"))

    with pytest.raises(InvalidState):
        withdraw_proposal(scene.world.actor("liaison"), asked, version=asked.version)
    assert asked.answer == "不宜"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["housing_liaison", "leader", "assessor"])
def test_only_a_lead_unit_proposes(scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowed):
        propose_goals(scene.world.actor(who), scene.task, wanted=[])


@pytest.mark.django_db
def test_a_unit_does_not_decide_on_its_own_proposal(scene: Scene) -> None:
    propose_goals(scene.world.actor("liaison"), scene.task, wanted=[])
    asked = GoalProposal.objects.get()

    with pytest.raises(NotAllowed):
        decide_proposal(
            scene.world.actor("liaison"), asked, version=1, verdict=Verdict(is_accepted=True)
        )


def move(scene: Scene, goal: Milestone, day: date, *, version: int | None = None) -> Milestone:
    goal.refresh_from_db()
    return move_milestone(
        scene.world.actor("office"),
        goal,
        version=goal.version if version is None else version,
        due_on=day,
        reason="会签推迟",
    )


@pytest.mark.django_db
def test_an_open_goal_moves_and_keeps_its_former_day_in_history(scene: Scene) -> None:
    goal = scene.task.milestones.get()

    assert move(scene, goal, date(2026, 7, 31)).pk == goal.pk

    change = MilestoneChange.objects.get(milestone=goal)
    assert (change.from_on, change.to_on, change.reason) == (
        date(2026, 6, 30),
        date(2026, 7, 31),
        "会签推迟",
    )


@pytest.mark.django_db
def test_a_missed_goal_stays_missed_and_another_takes_its_place_once(scene: Scene) -> None:
    goal = scene.task.milestones.get()
    decide_milestone(SYSTEM, goal, Decided(outcome="missed", on=MONDAY, reason="会签未完成"))

    instead = move(scene, goal, date(2026, 7, 31))

    goal.refresh_from_db()
    assert (goal.outcome, instead.moved_from, instead.outcome) == ("missed", goal, "open")
    with pytest.raises(InvalidState):
        move(scene, goal, date(2026, 8, 31))


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 6, 1)])
def test_a_goal_does_not_move_back(scene: Scene, day: date) -> None:
    with pytest.raises(InvalidState):
        move(scene, scene.task.milestones.get(), day)


@pytest.mark.django_db
def test_a_goal_moved_by_two_at_once_is_moved_by_the_first(scene: Scene) -> None:
    goal = scene.task.milestones.get()
    move(scene, goal, date(2026, 7, 31))

    with pytest.raises(Stale):
        move(scene, goal, date(2026, 8, 31), version=1)


@pytest.mark.django_db
def test_setting_goals_writes_what_came_and_went(scene: Scene) -> None:
    office = scene.world.actor("office")
    wanted = [NewMilestone(title="发布第二批", due_on=date(2026, 9, 30), kind="month")]
    set_milestones(office, scene.task, version=scene.task.version, milestones=wanted)

    acts = list(MilestoneChange.objects.order_by("pk").values_list("act", "title"))
    assert acts == [("dropped", "发布首批清单"), ("set", "发布第二批")]


@pytest.mark.django_db
def test_the_year_has_its_goals_in_their_months(scene: Scene) -> None:
    (row,) = goal_rows([scene.task], 2026, MONDAY)

    assert [month.number for month in row.months if month.goals] == [6]
    assert [month.number for month in row.months if month.is_now] == [6]
    assert all(one.number < other.number for one, other in pairwise(row.months))


def year(scene: Scene, name: str = "goal-year") -> str:
    return reverse(f"ledgers:{name}", args=[scene.task.pk])


@pytest.mark.django_db
def test_the_liaison_proposes_on_the_page_and_copies_last_month(scene: Scene) -> None:
    client = scene.world.client("liaison")
    copied = client.post(
        year(scene, "goal-save"),
        {"year": "2026", "m6": "发布首批清单", "act": "copy-7", "version": scene.task.version},
    )

    assert copied.status_code == 200
    assert GoalProposal.objects.count() == 0
    assert copied.content.decode().count("发布首批清单</textarea>") == 2

    sent = client.post(
        year(scene, "goal-save"),
        {
            "year": "2026",
            "m6": "发布首批清单",
            "m7": "15日 发布第二批",
            "list": "9月 全面铺开",
            "act": "save",
            "version": scene.task.version,
        },
    )

    asked = GoalProposal.objects.order_by("due_on").values_list("act", "kind", "title", "due_on")
    assert sent.status_code == 302
    assert list(asked) == [
        ("add", "node", "发布第二批", date(2026, 7, 15)),
        ("add", "month", "全面铺开", date(2026, 9, 30)),
    ]


@pytest.mark.django_db
def test_a_wrong_line_keeps_all_that_was_typed(scene: Scene) -> None:
    page = scene.world.client("office").post(
        year(scene, "goal-save"),
        {"year": "2026", "m2": "30日 开工", "m3": "竣工", "list": "没有月份", "act": "save",
         "version": scene.task.version},
    )  # fmt: skip
    text = page.content.decode()

    assert page.status_code == 422
    assert "30日 开工" in text
    assert "没有月份" in text
    assert "这个月没有这一天" in text
    assert scene.task.milestones.count() == 1


@pytest.mark.django_db
def test_the_office_sets_goals_on_the_page_and_sees_them_in_the_campaigns_year(
    scene: Scene,
) -> None:
    office = scene.world.client("office")
    office.post(
        year(scene, "goal-save"),
        {"year": "2026", "m6": "发布首批清单", "m8": "全部上线", "act": "save",
         "version": scene.task.version},
    )  # fmt: skip

    page = office.get(reverse("ledgers:goals", args=[scene.campaign.slug])).content.decode()

    assert "全部上线" in page
    assert scene.task.milestones.count() == 2


@pytest.mark.django_db
def test_goals_of_what_one_does_not_see_are_not_there(scene: Scene) -> None:
    client = scene.world.client("stranger")

    assert client.get(year(scene)).status_code == 404
    page = client.get(reverse("ledgers:goals", args=[scene.campaign.slug]))
    assert page.status_code == 404 or scene.task.title not in page.content.decode()


@pytest.mark.django_db
def test_the_campaigns_year_does_not_ask_more_for_more_goals(scene: Scene) -> None:
    office = scene.world.client("office")
    address = reverse("ledgers:goals", args=[scene.campaign.slug])
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for place in range(20):
        Milestone.objects.create(
            entry=scene.project, kind="month", title=f"目标{place}", due_on=date(2026, 7, 31)
        )
    with CaptureQueriesContext(connection) as many:
        office.get(address)

    assert len(many) == len(few)

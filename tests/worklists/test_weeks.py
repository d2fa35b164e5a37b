"""Weeks are made from what lies under a post; made again they keep what people wrote."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import make_unit

from guatu.accounts.models import Post, Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM, Role
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry, Milestone
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.worklists.actions.following import carry_on
from guatu.worklists.actions.lines import NewLine, add_line, drop_line, edit_line
from guatu.worklists.actions.making import Made, make_lists
from guatu.worklists.actions.saying import confirm, give_back, reopen, say
from guatu.worklists.actions.settling import settle_list
from guatu.worklists.actions.steps import Pick
from guatu.worklists.models import ItemStep, WeekItem, WeekList
from guatu.worklists.queries.lists import leading_posts, visible_items
from guatu.worklists.queries.weeks import count_due_today, due_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = MONDAY + timedelta(days=4)
State = WeekItem.State


def make(monday: date = MONDAY, since: date | None = None) -> Made:
    return make_lists(SYSTEM, list(leading_posts()), monday, since=since or monday)


def goal_on(scene: Scene, day: date, title: str = "发布首批清单") -> Milestone:
    goal = Milestone.objects.get(entry=scene.task)
    goal.due_on, goal.title = day, title
    goal.save()
    return goal


def lines(scene: Scene, who: str, day: date | None = None) -> list[WeekItem]:
    rows = WeekItem.objects.filter(week_list__post=scene.world.posts[who])
    rows = rows.filter(day=day) if day else rows
    return list(rows.order_by("day", "pk"))


def pick(row: WeekItem) -> Pick:
    row.refresh_from_db()
    return Pick(id=row.pk, version=row.version)


def line(scene: Scene, who: str = "leader", day: date = MONDAY) -> WeekItem:
    """Return the line of the goal that is due on a day, as a list was made of it."""
    goal_on(scene, day)
    make()
    (row,) = lines(scene, who)
    return row


def test_a_goal_of_the_week_stands_under_the_head_and_the_leader_named(scene: Scene) -> None:
    goal = goal_on(scene, FRIDAY)

    make()

    for who in ("head", "leader"):
        (row,) = lines(scene, who)
        assert (row.day, row.due_on, row.source, row.entry_id) == (
            FRIDAY,
            FRIDAY,
            "goal",
            scene.task.pk,
        )
        assert row.content == f"{scene.task.title}：{goal.title}"
        assert row.unit == scene.world.finance
        assert row.owner == scene.world.posts["approver"]  # the deputy in charge
    assert not lines(scene, "approver")  # a deputy has what names him
    assert not WeekList.objects.filter(post=scene.world.posts["housing_approver"]).exists()


def test_dates_and_limits_of_a_week_are_lines_and_those_of_others_are_not(scene: Scene) -> None:
    Entry.objects.filter(pk=scene.project.pk).update(due_on=FRIDAY, limit_at=at(FRIDAY, 12))
    Entry.objects.filter(pk=scene.task.pk).update(due_on=FRIDAY + timedelta(days=3))

    make()

    assert [row.source for row in lines(scene, "head")] == ["due", "limit"]


def test_what_is_closed_or_out_of_force_is_asked_of_nobody(scene: Scene) -> None:
    Entry.objects.filter(pk=scene.task.pk).update(due_on=FRIDAY, validity="suspended")
    Entry.objects.filter(pk=scene.project.pk).update(due_on=FRIDAY, closed_on=MONDAY)
    goal_on(scene, FRIDAY)

    assert make().is_empty
    assert not AuditEvent.objects.filter(act="worklist.make").exists()


def test_made_twice_is_made_once(scene: Scene) -> None:
    goal_on(scene, FRIDAY)

    first, second = make(), make()

    assert (len(first.added), len(second.added), second.is_empty) == (2, 0, True)
    assert AuditEvent.objects.filter(act="worklist.make").count() == 1


def test_a_date_that_moves_within_the_week_moves_its_line_and_is_a_row(scene: Scene) -> None:
    goal_on(scene, FRIDAY)
    make()
    settle_list(scene.world.actor("office"), one := lists(scene, "leader"), version=one.version)
    goal_on(scene, FRIDAY - timedelta(days=1))

    make()

    (row,) = lines(scene, "leader")
    assert (row.day, row.is_changed, row.is_added) == (FRIDAY - timedelta(days=1), True, False)
    step = ItemStep.objects.get(item=row)
    assert (step.act, step.from_on, step.to_on) == ("changed", FRIDAY, row.day)


def lists(scene: Scene, who: str) -> WeekList:
    return WeekList.objects.get(post=scene.world.posts[who])


def test_a_date_that_leaves_the_week_takes_its_line_out_and_the_row_stays(scene: Scene) -> None:
    row = line(scene, day=FRIDAY)
    goal_on(scene, FRIDAY + timedelta(days=20))

    made = make()

    row.refresh_from_db()
    assert (row.state, len(made.gone)) == ("dropped", 2)


def test_what_comes_after_settling_is_marked(scene: Scene) -> None:
    goal_on(scene, FRIDAY)
    make()
    settle_list(scene.world.actor("leader"), one := lists(scene, "leader"), version=one.version)
    Entry.objects.filter(pk=scene.task.pk).update(due_on=FRIDAY)

    make()

    assert [(row.source, row.is_added) for row in lines(scene, "leader")] == [
        ("goal", False),
        ("due", True),
    ]


def test_a_line_by_hand_and_one_touched_by_hand_stay_as_they_are(scene: Scene) -> None:
    row = line(scene, day=FRIDAY)
    secretary = scene.world.actor("office")
    edit_line(
        secretary, pick(row), NewLine(day=FRIDAY, content="专题研究清单", measures="召开专题会")
    )
    add_line(secretary, row.week_list.post, NewLine(day=MONDAY, content="会见客商"))
    goal_on(scene, FRIDAY - timedelta(days=1), "改了名字")

    make()

    kept = lines(scene, "leader")
    assert [(one.content, one.day) for one in kept] == [
        ("会见客商", MONDAY),
        ("专题研究清单", FRIDAY),
    ]


def test_a_line_that_moves_by_hand_says_why(scene: Scene) -> None:
    row = line(scene, day=FRIDAY)
    office = scene.world.actor("office")
    moved = NewLine(day=FRIDAY - timedelta(days=1), content=row.content)

    with pytest.raises(InvalidState):
        edit_line(office, pick(row), moved)
    edit_line(office, pick(row), moved, reason="会议改期")

    step = ItemStep.objects.get(item=row)
    assert (step.act, step.from_on, step.to_on, step.reason) == (
        "moved",
        FRIDAY,
        FRIDAY - timedelta(days=1),
        "会议改期",
    )


def test_what_the_ledger_holds_is_typed_by_nobody(scene: Scene) -> None:
    row = line(scene)
    Milestone.objects.filter(entry=scene.task).update(outcome="met", decided_on=MONDAY)

    make()

    row.refresh_from_db()
    assert (row.state, row.said_by) == (State.DONE, None)
    assert row.word
    assert confirm(scene.world.actor("leader"), [pick(row)], MONDAY) == 1


def test_the_liaison_says_done_and_the_leader_strikes_off(scene: Scene) -> None:
    row = line(scene)

    say(scene.world.actor("liaison"), pick(row), is_done=True)
    confirm(scene.world.actor("leader"), [pick(row)], MONDAY)

    row.refresh_from_db()
    assert row.state == State.CONFIRMED
    assert list(row.steps.values_list("act", flat=True)) == ["done", "confirmed"]
    assert row.steps.last().post == scene.world.posts["leader"]  # type: ignore[union-attr]


def test_what_stands_under_two_leaders_is_said_once_and_struck_off_by_each(scene: Scene) -> None:
    row = line(scene)

    say(scene.world.actor("liaison"), pick(row), is_done=True)

    (other,) = lines(scene, "head")
    assert (other.state, other.said_by) == (State.DONE, scene.world.actor("liaison").person_id)
    confirm(scene.world.actor("head"), [pick(other)], MONDAY)
    row.refresh_from_db()
    assert row.state == State.DONE


def test_nobody_strikes_off_what_he_said_himself(scene: Scene) -> None:
    row = line(scene)
    leader = scene.world.actor("leader")
    say(leader, pick(row), is_done=True)

    with pytest.raises(NotAllowed):
        confirm(leader, [pick(row)], MONDAY)
    assert confirm(scene.world.actor("office"), [pick(row)], MONDAY) == 1


def test_the_office_does_not_stand_in_for_a_leader(scene: Scene) -> None:
    row = line(scene)
    say(scene.world.actor("liaison"), pick(row), is_done=True)

    for who in ("office", "approver", "assessor"):
        with pytest.raises(NotAllowed):
            confirm(scene.world.actor(who), [pick(row)], MONDAY)


def test_one_line_that_changed_strikes_none_off(scene: Scene) -> None:
    row = line(scene)
    own = add_line(
        scene.world.actor("office"), row.week_list.post, NewLine(day=MONDAY, content="调研")
    )
    for one in (row, own):
        say(scene.world.actor("liaison" if one is row else "office"), pick(one), is_done=True)
    stale = Pick(id=own.pk, version=1)

    with pytest.raises(Stale):
        confirm(scene.world.actor("leader"), [pick(row), stale], MONDAY)

    row.refresh_from_db()
    assert row.state == State.DONE


def test_what_is_given_back_is_open_with_its_reason(scene: Scene) -> None:
    row = line(scene)
    say(scene.world.actor("liaison"), pick(row), is_done=True)

    with pytest.raises(InvalidState):
        give_back(scene.world.actor("leader"), pick(row), " ", MONDAY)
    give_back(scene.world.actor("leader"), pick(row), "缺第三季度数据", MONDAY)

    row.refresh_from_db()
    assert (row.state, row.said_by) == (State.OPEN, None)
    assert row.steps.get(act="returned").reason == "缺第三季度数据"


def test_not_done_needs_a_word(scene: Scene) -> None:
    row = line(scene)

    with pytest.raises(InvalidState):
        say(scene.world.actor("liaison"), pick(row), is_done=False)


def test_what_is_not_done_goes_on_and_counts(scene: Scene, clock: Traveller) -> None:
    row = line(scene)
    say(scene.world.actor("liaison"), pick(row), is_done=False, word="等省里文件")
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)

    clock.move_to(at(tuesday, 0, 5))
    assert carry_on(SYSTEM, tuesday) == 2  # under the head and under the leader
    assert carry_on(SYSTEM, tuesday) == 0
    carry_on(SYSTEM, wednesday)

    first, second, third = lines(scene, "leader")
    assert [one.state for one in (first, second, third)] == ["carried", "carried", "open"]
    assert [one.carried_count for one in (first, second, third)] == [0, 1, 2]
    assert [one.day for one in (first, second, third)] == [MONDAY, tuesday, wednesday]
    assert first.steps.get(act="carried").reason == "等省里文件"
    assert (third.follows, third.content) == (second, first.content)


def test_what_waits_for_the_leader_stays_on_its_day(scene: Scene) -> None:
    row = line(scene)
    say(scene.world.actor("liaison"), pick(row), is_done=True)

    carry_on(SYSTEM, MONDAY + timedelta(days=1))

    row.refresh_from_db()
    assert row.state == State.DONE
    assert row.pk in due_today(
        scene.world.actor("leader"), scene.campaign, MONDAY + timedelta(days=1)
    )


def test_after_days_without_a_worker_a_line_is_carried_once_over_the_weekend(scene: Scene) -> None:
    line(scene, day=FRIDAY)
    saturday = FRIDAY + timedelta(days=1)
    # 22 June 2026 is the Monday after; the table of 2026 says whether it is worked

    carry_on(SYSTEM, saturday)

    rows = lines(scene, "leader")
    assert [one.carried_count for one in rows] == [0, 1]
    assert rows[1].day.weekday() < 5
    assert rows[1].week_list.starts_on == rows[1].day - timedelta(days=rows[1].day.weekday())


def test_what_came_back_stands_open_and_its_row_stays(scene: Scene) -> None:
    row = line(scene)
    say(scene.world.actor("liaison"), pick(row), is_done=True)
    confirm(scene.world.actor("leader"), [pick(row)], MONDAY)

    after = reopen(scene.world.actor("office"), pick(row), "群众反映未到位", FRIDAY)

    row.refresh_from_db()
    assert (row.state, after.state, after.day) == (State.REOPENED, State.OPEN, FRIDAY)
    assert (after.reopened_count, after.carried_count) == (1, 0)


def test_the_data_do_not_say_done_what_a_person_gave_back_or_opened_again(scene: Scene) -> None:
    """The ledger has the goal as met; the line that was found undone stays open, also when made anew."""
    leader, office = scene.world.actor("leader"), scene.world.actor("office")
    second = goal_on(scene, MONDAY)
    second.pk, second.title, second.due_on = None, "发布第二批清单", FRIDAY
    second.save()
    make()
    back, again = lines(scene, "leader")
    Milestone.objects.filter(entry=scene.task).update(outcome="met", decided_on=MONDAY)
    make()
    assert {one.state for one in lines(scene, "leader")} == {State.DONE}

    give_back(leader, pick(back), "现场未见实效", MONDAY)
    confirm(leader, [pick(again)], MONDAY)
    after = reopen(office, pick(again), "群众反映未到位", MONDAY)
    make()

    back.refresh_from_db()
    after.refresh_from_db()
    assert (back.state, after.state) == (State.OPEN, State.OPEN)
    carry_on(SYSTEM, MONDAY + timedelta(days=1))
    make()
    carried = [one for one in lines(scene, "leader") if one.carried_count]
    assert [one.state for one in carried] == [State.OPEN, State.OPEN]
    say(scene.world.actor("liaison"), pick(carried[0]), is_done=True)
    confirm(leader, [pick(carried[0])], MONDAY)


def test_a_line_is_said_by_whoever_works_for_its_unit_and_by_nobody_else(scene: Scene) -> None:
    row = line(scene)

    for who in ("housing_liaison", "assessor"):  # they see it, or the task, and do not do it
        with pytest.raises((NotAllowed, NotFound)):
            say(scene.world.actor(who), pick(row), is_done=True)
    with pytest.raises(NotFound):
        say(scene.world.actor("stranger"), pick(row), is_done=True)


def test_the_count_is_what_its_page_shows(scene: Scene) -> None:
    line(scene)
    for who in ("office", "leader", "liaison", "head", "stranger"):
        actor = scene.world.actor(who)

        page = scene.world.client(who).get(f"/worklists/today/?campaign={scene.campaign.slug}")

        count = count_due_today(actor, scene.campaign, MONDAY)
        assert count == page.content.decode().count('<li class="line-'), who
        assert bool(count) == (who != "stranger")


def test_a_line_of_an_entry_that_is_not_for_ones_eyes_is_not_there(scene: Scene) -> None:
    line(scene)
    row = WeekItem.objects.filter(week_list__post=scene.world.posts["leader"])
    hidden = make_unit("区统计局", parent=scene.world.district)
    (other,) = insert_entries(
        scene.campaign, "task", [NewEntry(title="另一件", leads=(Assigned(unit_id=hidden.pk),))]
    )
    row.update(entry=other, unit=hidden)

    assert not visible_items(scene.world.actor("liaison")).filter(entry=other).exists()
    assert visible_items(scene.world.actor("office")).filter(entry=other).count() == 1


def test_a_town_s_leading_member_has_what_the_town_leads(scene: Scene) -> None:
    town = scene.world.town
    assert town.kind == Unit.Kind.TOWNSHIP
    scene.world.add("mayor", town, Role.APPROVER, title="镇长", grade=Post.Grade.LEADER)
    insert_entries(
        scene.campaign,
        "task",
        [NewEntry(title="整治河道", leads=(Assigned(unit_id=town.pk),), due_on=FRIDAY)],
    )

    make()

    assert [row.content for row in lines(scene, "mayor")] == ["整治河道"]


def test_own_lines_are_checked(scene: Scene) -> None:
    office, post = scene.world.actor("office"), scene.world.posts["leader"]

    for wrong in (
        NewLine(day=MONDAY, content="  "),
        NewLine(day=MONDAY, content="字" * 301),
        NewLine(day=FRIDAY, content="调研", due_on=MONDAY),
    ):
        with pytest.raises(InvalidState):
            add_line(office, post, wrong)
    with pytest.raises(NotAllowed):
        add_line(scene.world.actor("housing_liaison"), post, NewLine(day=MONDAY, content="调研"))


def test_a_line_taken_out_keeps_its_row_and_is_not_made_again(scene: Scene) -> None:
    row = line(scene, day=FRIDAY)
    drop_line(scene.world.actor("office"), pick(row), "并入下周")

    make()

    assert [(one.pk, one.state) for one in lines(scene, "leader")] == [(row.pk, "dropped")]


def test_a_list_is_settled_by_the_office_or_its_post_once(scene: Scene) -> None:
    line(scene)
    one = lists(scene, "leader")

    with pytest.raises(NotAllowed):
        settle_list(scene.world.actor("liaison"), one, version=one.version)
    settle_list(scene.world.actor("leader"), one, version=one.version)
    with pytest.raises(InvalidState):
        settle_list(scene.world.actor("office"), one, version=one.version)

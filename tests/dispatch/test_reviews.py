"""Approving and returning: by steps, by another person, at the version that was seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scenes import MONDAY, Scene
from time_machine import Traveller
from worlds import appoint, make_account, make_post

from guatu.accounts.models import Person
from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.dispatch.actions import (
    Pick,
    approve_check_ins,
    return_check_in,
    submit_check_ins,
)
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.cards import review_items
from guatu.dispatch.queries.checkins import awaiting_review
from guatu.ledgers.models import Milestone
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def approve(scene: Scene, who: str, *rows: CheckIn) -> None:
    picks = [Pick(id=row.pk, version=CheckIn.objects.get(pk=row.pk).version) for row in rows]
    approve_check_ins(scene.world.actor(who), picks, MONDAY)
    for row in rows:
        row.refresh_from_db()


def queue(scene: Scene, who: str) -> list[str]:
    rows = awaiting_review(scene.world.actor(who))
    return sorted(rows.values_list("entry__title", flat=True))


def test_a_leads_own_report_goes_from_the_unit_to_the_office(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)
    assert queue(scene, "approver") == [scene.task.title]
    assert queue(scene, "office") == []

    approve(scene, "approver", row)
    assert row.state == "unit_approved"
    assert queue(scene, "approver") == []
    assert queue(scene, "office") == [scene.task.title]

    approve(scene, "office", row)
    assert row.state == "verified"
    assert queue(scene, "office") == []


def test_a_support_units_report_passes_the_lead_unit(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, "housing_liaison")
    assert queue(scene, "approver") == []  # the lead waits for the unit's own word

    approve(scene, "housing_approver", row)
    assert queue(scene, "office") == []
    assert queue(scene, "approver") == [scene.task.title]

    approve(scene, "approver", row)
    assert row.state == "lead_approved"
    approve(scene, "office", row)
    assert row.state == "verified"


@pytest.mark.parametrize("who", ["housing_approver", "office", "liaison", "leader", "unit_admin"])
def test_nobody_else_gives_the_units_word(scene: Scene, who: str) -> None:
    row = scene.submit(scene.open(), scene.task)

    with pytest.raises(NotAllowed):
        approve(scene, who, row)


def test_for_a_stranger_there_is_nothing_to_review(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)
    scene.world.add("town_approver", scene.world.town, Role.APPROVER)

    with pytest.raises(NotFound):
        approve(scene, "town_approver", row)


def test_one_person_with_two_accounts_and_two_posts_may_not_review_the_own_report(
    scene: Scene,
) -> None:
    world = scene.world
    person = Person.objects.get(accounts=world.accounts["liaison"])
    appoint(person, make_post(world.finance, Role.APPROVER, title="副局长"))
    world.accounts["second"] = make_account("second", person)
    row = scene.submit(scene.open(), scene.task)

    assert world.actor("second").account_id != world.actor("liaison").account_id
    assert queue(scene, "second") == []
    with pytest.raises(NotAllowed):
        approve(scene, "second", row)
    with pytest.raises(NotAllowed):
        return_check_in(world.actor("second"), Pick(id=row.pk, version=row.version), "不行", MONDAY)
    approve(scene, "approver", row)
    assert row.state == "unit_approved"


def test_the_submitter_may_not_verify_as_the_office_either(scene: Scene) -> None:
    world = scene.world
    person = Person.objects.get(accounts=world.accounts["liaison"])
    appoint(person, make_post(world.finance, Role.CAMPAIGN_OFFICE, scope=world.district))
    row = scene.submit(scene.open(), scene.task)
    approve(scene, "approver", row)

    assert queue(scene, "liaison") == []
    with pytest.raises(NotAllowed):
        approve(scene, "liaison", row)


def test_a_report_that_changed_since_it_was_seen_is_not_approved(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)

    with pytest.raises(Stale):
        approve_check_ins(
            scene.world.actor("approver"), [Pick(id=row.pk, version=row.version - 1)], MONDAY
        )


def test_one_that_may_not_be_approved_refuses_them_all(scene: Scene) -> None:
    one = scene.open()
    mine = scene.submit(one, scene.task)
    theirs = scene.submit(one, scene.task, "housing_liaison")

    with pytest.raises(NotAllowed):
        approve(scene, "approver", mine, theirs)

    assert CheckIn.objects.get(pk=mine.pk).state == "submitted"


def test_many_are_approved_in_one_chained_row(scene: Scene) -> None:
    one = scene.open()
    first = scene.submit(one, scene.task)
    second = scene.submit(one, scene.project)
    before = AuditEvent.objects.filter(act="check_in.approve").count()

    approve(scene, "approver", first, second)

    assert AuditEvent.objects.filter(act="check_in.approve").count() == before + 1
    assert {first.state, second.state} == {"unit_approved"}


def test_nothing_chosen_is_nothing_approved(scene: Scene) -> None:
    with pytest.raises(InvalidState):
        approve(scene, "approver")


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
def test_a_return_needs_a_reason(scene: Scene, reason: str) -> None:
    row = scene.submit(scene.open(), scene.task)

    with pytest.raises(InvalidState):
        return_check_in(
            scene.world.actor("approver"), Pick(id=row.pk, version=row.version), reason, MONDAY
        )


def test_what_was_verified_waits_for_nobody(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)
    approve(scene, "approver", row)
    approve(scene, "office", row)

    with pytest.raises(InvalidState):
        approve(scene, "office", row)


def test_the_first_approval_puts_the_report_on_its_entry(scene: Scene) -> None:
    row = scene.submit(
        scene.open(), scene.project, said="封顶", progress=450, reported_lamp="on_pace"
    )
    scene.project.refresh_from_db()
    assert scene.project.progress is None

    approve(scene, "approver", row)

    scene.project.refresh_from_db()
    assert (scene.project.progress, scene.project.reported_lamp, scene.project.last_said) == (
        450,
        "on_pace",
        "封顶",
    )


def test_a_support_units_report_does_not_touch_the_entry(scene: Scene) -> None:
    row = scene.submit(
        scene.open(), scene.task, "housing_liaison", said="配合完成", reported_lamp="severe"
    )

    approve(scene, "housing_approver", row)

    scene.task.refresh_from_db()
    assert (scene.task.reported_lamp, scene.task.reported_at) == (None, None)


@pytest.mark.parametrize("outcome", ["met", "missed"])
def test_an_approved_outcome_decides_the_milestone_and_the_lamp(scene: Scene, outcome: str) -> None:
    why = "部门会签未完成" if outcome == "missed" else ""
    row = scene.submit(
        scene.open(), scene.task, said="清单情况", outcome=outcome, missed_reason=why
    )
    milestone = Milestone.objects.get(entry=scene.task)
    assert milestone.outcome == "open"

    approve(scene, "approver", row)

    milestone.refresh_from_db()
    scene.task.refresh_from_db()
    assert (milestone.outcome, milestone.decided_on) == (outcome, MONDAY)
    assert scene.task.lamp == {"met": "on_pace", "missed": "behind"}[outcome]


def give_back(scene: Scene, who: str, row: CheckIn) -> None:
    row.refresh_from_db()
    return_check_in(
        scene.world.actor(who), Pick(id=row.pk, version=row.version), "数字不符", MONDAY
    )


def test_a_return_after_approval_takes_the_report_off_the_entry(
    scene: Scene, clock: Traveller
) -> None:
    first = scene.submit(
        scene.open(), scene.project, said="打桩", progress=200, reported_lamp="on_pace"
    )
    approve(scene, "approver", first)
    clock.shift(timedelta(days=7))
    two = scene.open(MONDAY + timedelta(days=7))
    second = scene.submit(two, scene.project, said="封顶", progress=900, reported_lamp="done")
    approve(scene, "approver", second)
    scene.project.refresh_from_db()
    assert scene.project.progress == 900

    give_back(scene, "office", second)

    scene.project.refresh_from_db()
    standing = (scene.project.progress, scene.project.reported_lamp, scene.project.last_said)
    assert standing == (200, "on_pace", "打桩")
    assert scene.project.reported_at == first.received_at
    event = AuditEvent.objects.get(act="check_in.return")
    changed = event.changes.get(object_type="ledgers.entry")
    assert (changed.before["progress"], changed.after["progress"]) == (900, 200)


def test_the_return_of_the_only_report_leaves_the_entry_as_it_was(scene: Scene) -> None:
    row = scene.submit(
        scene.open(), scene.project, said="打桩", progress=200, reported_lamp="on_pace"
    )
    approve(scene, "approver", row)

    give_back(scene, "office", row)

    scene.project.refresh_from_db()
    entry = scene.project
    standing = (entry.progress, entry.reported_lamp, entry.last_said, entry.reported_at)
    assert standing == (None, None, "", None)


def test_a_return_reopens_the_milestone(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, said="清单已发布", outcome="met")
    approve(scene, "approver", row)

    give_back(scene, "office", row)

    milestone = Milestone.objects.get(entry=scene.task)
    assert (milestone.outcome, milestone.decided_on) == ("open", None)
    event = AuditEvent.objects.get(act="check_in.return")
    changed = event.changes.get(object_type="ledgers.milestone")
    assert (changed.before["outcome"], changed.after["outcome"]) == ("met", "open")


def test_the_return_of_a_support_units_report_leaves_the_entry_alone(scene: Scene) -> None:
    one = scene.open()
    lead = scene.submit(one, scene.task, said="牵头进展", outcome="met")
    approve(scene, "approver", lead)
    support = scene.submit(one, scene.task, "housing_liaison", said="配合完成")
    approve(scene, "housing_approver", support)

    give_back(scene, "approver", support)

    scene.task.refresh_from_db()
    assert scene.task.last_said == "牵头进展"
    assert Milestone.objects.get(entry=scene.task).outcome == "met"


def test_a_late_report_of_an_earlier_round_does_not_overwrite_a_later_one(
    scene: Scene, clock: Traveller
) -> None:
    first = scene.open()
    clock.shift(timedelta(days=7))
    second = scene.open(MONDAY + timedelta(days=7))
    approve(scene, "approver", scene.submit(second, scene.project, said="新", progress=500))
    clock.shift(60)

    approve(scene, "approver", scene.submit(first, scene.project, said="旧", progress=100))

    scene.project.refresh_from_db()
    assert (scene.project.progress, scene.project.last_said) == (500, "新")


def test_the_queue_shows_differences_and_marks_jumps(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    first = scene.submit(
        one, scene.project, said="打桩", progress=100, reported_lamp="behind", problem="缺图纸"
    )
    approve(scene, "approver", first)
    clock.shift(timedelta(days=7))
    two = scene.open(MONDAY + timedelta(days=7))
    scene.submit(
        two, scene.project, said="封顶", progress=300, reported_lamp="behind", problem="缺图纸"
    )

    items, total = review_items(scene.world.actor("approver"), limit=10)

    assert total == 1
    assert items[0].last == first
    assert [(c.field, c.before, c.now, c.is_marked) for c in items[0].changes] == [
        ("progress", 100, 300, True)
    ]


def test_a_report_that_comes_again_tells_why_it_was_returned_and_when_it_came(
    scene: Scene, clock: Traveller
) -> None:
    one = scene.open()
    row = scene.submit(one, scene.task, said="清单已发布")
    give_back(scene, "approver", row)
    with pytest.raises(InvalidState, match="退回"):
        submit_check_ins(scene.world.actor("liaison"), one)
    clock.shift(timedelta(minutes=30))
    scene.submit(one, scene.task, said="清单已发布，附文号")

    (item,), _total = review_items(scene.world.actor("approver"), limit=10)

    assert item.returned is not None
    assert item.returned.move.reason == "数字不符"
    assert item.resent_at is not None
    assert item.resent_at > item.returned.move.moved_at
    page = scene.world.client("approver").get("/dispatch/reviews/").content.decode()
    assert "曾退回：数字不符" in page


def test_progress_that_falls_is_marked(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    approve(scene, "approver", scene.submit(one, scene.project, said="打桩", progress=300))
    clock.shift(timedelta(days=7))
    two = scene.open(MONDAY + timedelta(days=7))
    scene.submit(two, scene.project, said="返工", progress=299)

    items, _total = review_items(scene.world.actor("approver"), limit=10)

    assert items[0].is_marked


def test_brighter_than_computed_is_marked(scene: Scene, clock: Traveller) -> None:
    scene.open()
    clock.shift(timedelta(days=70))  # the project was due meanwhile
    one = scene.open(MONDAY + timedelta(days=70))
    scene.submit(one, scene.project, said="快了", reported_lamp="on_pace")

    items, _total = review_items(scene.world.actor("approver"), limit=10)

    assert items[0].row.entry.lamp == "overdue"
    assert items[0].is_marked

"""The month's key work: proposed from goals, approved by another person, checked, disputed, gone on with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from scenes import MONDAY, Scene
from worlds import appoint, make_person

from guatu.accounts.models import Appointment
from guatu.core.actors import Role
from guatu.ledgers.models import Entry, Milestone
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.worklists.actions.months import (
    Verdict,
    add_work,
    answer_work,
    approve_month,
    approve_on_paper,
    check_work,
    dispute_work,
    edit_work,
    propose_month,
    strike_work,
)
from guatu.worklists.actions.settling import Paper
from guatu.worklists.models import KeyWork, KeyWorkStep, MonthList
from guatu.worklists.queries.months import entries_to_add, visible_work, work_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def propose(scene: Scene, month: date = JUNE) -> MonthList:
    return propose_month(scene.world.actor("office"), scene.campaign, month)


def approved(scene: Scene) -> KeyWork:
    one = propose(scene)
    approve_month(scene.world.actor("leader"), one, version=one.version, today=MONDAY)
    return one.works.get()


def check(
    scene: Scene, work: KeyWork, outcome: str, word: str = "", who: str = "office"
) -> KeyWork:
    actor = scene.world.actor(who)
    row = visible_work(actor, work.pk)
    verdict = Verdict(outcome=outcome, word=word)
    return check_work(actor, row, version=row.version, verdict=verdict, today=MONDAY)


def test_the_goals_of_the_month_are_proposed_once(scene: Scene) -> None:
    propose(scene)
    one = propose(scene)

    (work,) = one.works.all()
    assert (work.entry, work.goal, work.unit) == (scene.task, "发布首批清单", scene.world.finance)
    assert not propose(scene, JULY).works.exists()


def test_only_a_leader_who_did_not_propose_approves(scene: Scene) -> None:
    one = propose(scene)

    for who in ("office", "approver"):
        with pytest.raises(NotAllowed):
            approve_month(scene.world.actor(who), one, version=one.version, today=MONDAY)
    MonthList.objects.filter(pk=one.pk).update(made_by=scene.world.actor("leader").person_id)
    one.refresh_from_db()
    with pytest.raises(NotAllowed):
        approve_month(scene.world.actor("leader"), one, version=one.version, today=MONDAY)


def test_what_was_approved_stays(scene: Scene) -> None:
    work = approved(scene)
    office = scene.world.actor("office")
    row = visible_work(office, work.pk)

    with pytest.raises(InvalidState):
        edit_work(office, row, version=row.version, goal="别的")
    with pytest.raises(InvalidState):
        strike_work(office, row, version=row.version)
    with pytest.raises(InvalidState):
        propose(scene)


def test_before_the_approval_lines_are_added_changed_and_struck(scene: Scene) -> None:
    one, office = propose(scene), scene.world.actor("office")
    work = add_work(office, one, scene.project, "完成招标")
    row = visible_work(office, work.pk)
    edit_work(office, row, version=row.version, goal="完成招标并签约")
    strike_work(office, row, version=row.version)

    assert one.works.count() == 1
    assert list(KeyWorkStep.objects.order_by("pk").values_list("act", "text")) == [
        ("set", "完成招标"),
        ("changed", "完成招标并签约"),
        ("struck", "智慧停车一期：完成招标并签约"),
    ]


def test_the_check_says_why_and_the_goal_follows(scene: Scene) -> None:
    work = approved(scene)
    with pytest.raises(InvalidState):
        check(scene, work, "partly")

    check(scene, work, "partly", "完成八成")

    goal = Milestone.objects.get(entry=scene.task)
    assert (goal.outcome, goal.reason) == ("missed", "完成八成")
    assert MonthList.objects.get().state == MonthList.State.CHECKED


def test_a_list_is_not_checked_before_it_is_approved(scene: Scene) -> None:
    work = propose(scene).works.get()

    with pytest.raises(InvalidState):
        check(scene, work, "met")


def test_a_dispute_is_answered_by_another_person(scene: Scene) -> None:
    scene.world.add("second", scene.world.district, Role.CAMPAIGN_OFFICE, title="绩效办主任")
    work = check(scene, approved(scene), "missed", "无材料")
    for who in ("housing_liaison", "leader"):
        row = visible_work(scene.world.actor(who), work.pk)
        with pytest.raises(NotAllowed):
            dispute_work(scene.world.actor(who), row, version=row.version, reason="已报")
    liaison = scene.world.actor("liaison")
    row = visible_work(liaison, work.pk)
    dispute_work(liaison, row, version=row.version, reason="材料6月20日已报")
    answered = Verdict(outcome="met", word="查到材料，改认")
    row = visible_work(scene.world.actor("office"), work.pk)
    with pytest.raises(NotAllowed):
        answer_work(scene.world.actor("office"), row, version=row.version, verdict=answered)

    answer_work(scene.world.actor("second"), row, version=row.version, verdict=answered)

    row.refresh_from_db()
    assert (row.outcome, row.is_disputed) == ("met", False)
    assert list(row.steps.values_list("act", flat=True)) == ["checked", "disputed", "answered"]


def test_the_next_month_begins_with_what_was_not_reached(scene: Scene) -> None:
    work = check(scene, approved(scene), "missed", "等省里文件")

    (carried,) = propose(scene, JULY).works.all()

    assert (carried.carried_from, carried.entry, carried.outcome) == (work, scene.task, "open")
    assert propose(scene, JULY).works.count() == 1  # and is carried once


def test_what_was_closed_meanwhile_does_not_go_on(scene: Scene) -> None:
    check(scene, approved(scene), "missed", "等省里文件")
    Entry.objects.filter(pk=scene.task.pk).update(closed_on=MONDAY)

    assert not propose(scene, JULY).works.exists()


def paper(scene: Scene, who: str = "leader") -> Paper:
    term = Appointment.objects.get(post=scene.world.posts[who])
    return Paper(
        appointment_id=term.pk, signed_on=MONDAY, payload="签字".encode(), file_name="签字.txt"
    )


def test_a_leader_who_never_signs_in_approves_on_paper(scene: Scene) -> None:
    one, office = propose(scene), scene.world.actor("office")
    with pytest.raises(InvalidState):
        approve_on_paper(office, one, paper(scene, "approver"), version=1, today=MONDAY)

    approve_on_paper(office, one, paper(scene), version=one.version, today=MONDAY)

    one.refresh_from_db()
    leader = scene.world.actor("leader").person_id
    assert (one.state, one.approved_by, one.signed_by) == ("approved", leader, leader)
    assert one.evidence is not None


def test_a_deputy_approves_as_a_deputy(scene: Scene) -> None:
    person = make_person("代理人")
    term = appoint(person, scene.world.posts["leader"], is_deputy=True, ended_on=date(2026, 6, 20))
    one = propose(scene)
    signed = Paper(
        appointment_id=term.pk, signed_on=MONDAY, payload="签字".encode(), file_name="签字.txt"
    )

    approve_on_paper(scene.world.actor("office"), one, signed, version=1, today=MONDAY)

    assert MonthList.objects.get().is_deputy


def test_a_line_of_an_entry_that_is_not_for_ones_eyes_is_a_number(scene: Scene) -> None:
    work = approved(scene)
    stranger = scene.world.actor("stranger")

    assert work_rows(stranger, work.month_list) == ([], 1)
    with pytest.raises(NotFound):
        visible_work(stranger, work.pk)


def test_the_pages_take_a_month_from_proposal_to_check(scene: Scene) -> None:
    world, slug = scene.world, scene.campaign.slug
    page = reverse("worklists:month", args=[slug, "2026-06"])
    world.client("office").post(reverse("worklists:month-propose", args=[slug, "2026-06"]))
    one = MonthList.objects.get()
    seen = world.client("leader").get(page).content.decode()
    signed = world.client("office").post(
        reverse("worklists:month-approve-paper", args=[one.pk]),
        {
            "version": 1,
            "appointment": Appointment.objects.get(post=world.posts["leader"]).pk,
            "signed_on": "2026-06-15",
            "scan": SimpleUploadedFile("签字.txt", "签字".encode()),
        },
    )
    work = one.works.get()
    checked = world.client("office").post(
        reverse("worklists:month-check", args=[work.pk]),
        {"version": work.version, "outcome": "met", "word": ""},
    )

    assert "发布首批清单" in seen
    assert (signed.status_code, checked.status_code) == (302, 302)
    assert KeyWork.objects.get().outcome == "met"
    assert world.client("office").get(f"/worklists/months/{slug}/2026-13/").status_code == 404


def test_an_entry_is_found_by_its_title_chosen_and_added(scene: Scene) -> None:
    """The office needs no number out of an address: words of the title, a choice, the goal."""
    one = propose(scene, JULY)
    client, word = scene.world.client("office"), scene.task.title[:2]
    page = reverse("worklists:month", args=[scene.campaign.slug, "2026-07"])
    choice = f'type="radio" name="entry" value="{scene.task.pk}"'

    found = client.get(page, {"find": word}).content.decode()
    missed = client.get(page, {"find": "查无此项"}).content.decode()
    none = client.post(reverse("worklists:month-add", args=[one.pk]), {"goal": "完成"})
    added = client.post(
        reverse("worklists:month-add", args=[one.pk]),
        {"entry": scene.task.pk, "goal": "完成首批"},
    )

    assert choice in found
    assert choice not in missed
    assert [none.status_code, added.status_code] == [422, 302]
    work = one.works.get()
    assert (work.entry, work.goal) == (scene.task, "完成首批")
    assert choice not in client.get(page, {"find": word}).content.decode()  # it stands there


def test_only_open_entries_in_sight_are_offered_and_added(scene: Scene) -> None:
    one = propose(scene, JULY)
    office = scene.world.actor("office")
    word, number = scene.task.title[:2], "77"
    Entry.objects.filter(pk=scene.task.pk).update(number=number)

    assert entries_to_add(office, one, f"{word} {number}") == ([scene.task], False)
    assert entries_to_add(scene.world.actor("stranger"), one, word) == ([], False)
    assert entries_to_add(office, one, "  ") == ([], False)
    Entry.objects.filter(pk=scene.task.pk).update(closed_on=MONDAY)
    scene.task.refresh_from_db()
    assert entries_to_add(office, one, word) == ([], False)
    with pytest.raises(InvalidState):
        add_work(office, one, scene.task, "完成首批")

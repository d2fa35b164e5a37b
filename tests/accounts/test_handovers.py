"""Handing a post over: what is owed is found, moves, and stands on the sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from scenes import Scene, make_scene
from worlds import World, appoint, make_account, make_person, make_post

from guatu.accounts import actions
from guatu.accounts.actions import Leaving
from guatu.accounts.models import Appointment, Handover, HandoverItem, Intake, Person
from guatu.accounts.queries import actor_of
from guatu.accounts.queries.handovers import held, owed_groups, vacancies, vacant_posts
from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.dispatch.queries.checkins import fillable
from guatu.ledgers.models import PostDuty
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    scene.open()
    return scene


def today() -> Any:
    return timezone.localdate()


def term_of(world: World, who: str) -> Appointment:
    return Appointment.objects.get(post=world.posts[who], person_id=world.accounts[who].person_id)


def newcomer(name: str = "何一") -> Person:
    return make_person(name)


def labels(world: World, who: str, post: str) -> dict[str, tuple[int, int]]:
    row = world.posts[post]
    one = held(row, world.accounts[post].person_id, today())
    return {
        str(group.label): (len(group.items), group.hidden_count)
        for group in owed_groups(world.actor(who), one)
    }


def test_what_a_liaison_owes_is_found_with_the_same_eyes_as_the_pages(
    world: World, scene: Scene
) -> None:
    PostDuty.objects.create(entry=scene.task, post=world.posts["liaison"], level="contact")
    waiting = fillable(world.actor("liaison")).count()
    found = labels(world, "unit_admin", "liaison")

    assert waiting > 0
    assert found["待报填报"] == (waiting, 0)
    assert found["在责任链中的事项"] == (1, 0)


def test_who_sees_no_entries_gets_their_number_only(world: World, scene: Scene) -> None:
    shown = labels(world, "security", "liaison")

    assert scene.task.pk
    assert shown["待报填报"][0] == 0
    assert shown["待报填报"][1] == labels(world, "unit_admin", "liaison")["待报填报"][0]


@pytest.mark.usefixtures("scene")
def test_the_successor_begins_on_the_next_day_and_owes_the_same(world: World) -> None:
    before = set(fillable(world.actor("liaison")).values_list("pk", flat=True))
    person = newcomer()
    account = make_account("he.yi", person)
    yesterday = today() - timedelta(days=1)
    row = actions.hand_over(
        world.actor("unit_admin"),
        term_of(world, "liaison"),
        Leaving(last_day=yesterday, successor=person, reason="轮岗", note="印章已移交"),
        version=1,
    )

    assert before
    assert set(fillable(actor_of(account, today())).values_list("pk", flat=True)) == before
    assert not world.actor("liaison").grants
    assert Appointment.objects.get(person=person).started_on == today()
    assert {item.fate for item in row.items.filter(sort="check_ins")} == {"moves"}
    assert row.items.filter(sort="check_ins").count() == len(before)
    event = AuditEvent.objects.latest("number")
    assert (event.act, event.details["count"]) == ("post.hand_over", row.items.count())
    assert AuditEvent.objects.filter(act__startswith="post.").count() == 1


@pytest.mark.usefixtures("scene")
def test_what_hangs_on_the_person_is_moved_or_named(world: World) -> None:
    person = newcomer()
    account = make_account("he.yi", person)
    own = world.accounts["liaison"]
    appoint(own.person, world.posts["approver"])
    sheet = Intake.objects.create(
        sort="people", file_name="人员.xlsx", file_digest="0" * 64, staged_by=own.pk,
        staged_at=timezone.now(),
    )  # fmt: skip
    row = actions.hand_over(
        world.actor("unit_admin"),
        term_of(world, "liaison"),
        Leaving(last_day=today(), successor=person),
        version=1,
    )
    sheet.refresh_from_db()
    fates = dict(row.items.exclude(sort="check_ins").values_list("sort", "fate"))

    assert sheet.staged_by == account.pk
    assert fates["sheets"] == "moved"
    assert fates["other_posts"] == "listed"


@pytest.mark.parametrize("has_successor", [True, False], ids=["no-account", "nobody"])
def test_a_sheet_that_found_no_taker_is_not_said_to_be_given(
    world: World, *, has_successor: bool
) -> None:
    loader = world.accounts["liaison"]
    Intake.objects.create(
        sort="people", file_name="表.csv", rows=[], staged_by=loader.pk, staged_at=timezone.now()
    )
    follower = newcomer() if has_successor else None
    leaving = Leaving(last_day=today(), successor=follower)
    term = term_of(world, "liaison")
    row = actions.hand_over(world.actor("unit_admin"), term, leaving, version=1)

    assert row.items.get(sort="sheets").fate == HandoverItem.Fate.LISTED
    assert Intake.objects.get().staged_by == loader.pk


def test_a_term_is_not_handed_over_twice(world: World) -> None:
    term = term_of(world, "liaison")
    admin = world.actor("unit_admin")
    first = Leaving(last_day=today() + timedelta(days=7), successor=newcomer())
    actions.hand_over(admin, term, first, version=1)
    again = Leaving(last_day=today(), successor=newcomer("何二"))
    with pytest.raises(InvalidState, match="何一"):
        actions.hand_over(admin, term, again, version=2)

    follower = Appointment.objects.get(person__name="何一")
    page = f"/accounts/posts/{world.posts['liaison'].pk}/"
    assert "撤回" in world.client("unit_admin").get(page).content.decode()
    ending = f"/accounts/appointments/{follower.pk}/end/"
    fields = {"version": 1, "ended_on": today().isoformat()}
    assert world.client("unit_admin").post(ending, fields).status_code == 302
    assert not Appointment.objects.filter(pk=follower.pk).exists()
    assert actions.hand_over(admin, term, again, version=2).successor == again.successor


def test_a_post_that_is_named_in_a_chain_of_duty_is_not_abolished(
    world: World, scene: Scene
) -> None:
    post = make_post(world.finance, Role.LIAISON, title="空岗")
    duty = PostDuty.objects.create(entry=scene.task, post=post, level="contact")
    client = world.client("unit_admin")
    refused = client.post(f"/accounts/posts/{post.pk}/abolish/", {"version": 1})
    duty.delete()

    assert refused.status_code == 422
    assert "在责任链中的事项 1" in refused.content.decode()
    assert client.post(f"/accounts/posts/{post.pk}/abolish/", {"version": 1}).status_code == 302


@pytest.mark.usefixtures("scene")
def test_without_a_successor_the_post_is_listed_as_vacant_with_what_it_owes(world: World) -> None:
    leaving = Leaving(last_day=today() - timedelta(days=1))
    actions.hand_over(world.actor("unit_admin"), term_of(world, "liaison"), leaving, version=1)
    (vacant,) = [
        v
        for v in vacancies(list(vacant_posts(world.actor("security"), today())), today())
        if v.post.unit == world.finance
    ]

    assert vacant.post == world.posts["liaison"]
    assert vacant.since == leaving.last_day
    assert vacant.count > 0


@pytest.mark.parametrize("who", ["office", "system", "leader", "liaison", "stranger"])
def test_who_cannot_fill_the_post_cannot_hand_it_over(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.hand_over(
            world.actor(who), term_of(world, "liaison"), Leaving(last_day=today()), version=1
        )

    assert Handover.objects.count() == 0


def test_a_handover_that_cannot_be_changes_nothing(world: World) -> None:
    actor, term = world.actor("security"), term_of(world, "liaison")
    same = Leaving(last_day=today(), successor=term.person)
    with pytest.raises(InvalidState):
        actions.hand_over(actor, term, same, version=1)
    with pytest.raises(Stale):
        actions.hand_over(actor, term, Leaving(last_day=today()), version=7)
    other = Leaving(last_day=today(), successor=world.accounts["auditor"].person)
    with pytest.raises(InvalidState):
        actions.hand_over(actor, term, other, version=1)
    term.refresh_from_db()

    assert term.ended_on is None
    assert HandoverItem.objects.count() == 0


def test_the_page_hands_over_and_shows_the_sheet(world: World, scene: Scene) -> None:
    client = world.client("unit_admin")
    person = newcomer()
    appoint(person, world.posts["approver"])
    page = f"/accounts/posts/{world.posts['liaison'].pk}/handover/"
    shown = client.get(page).content.decode()
    term = term_of(world, "liaison")
    fields = {
        "appointment": term.pk, "version": term.version, "last_day": today().isoformat(),
        "successor": person.pk, "reason": "轮岗", "note": "",
    }  # fmt: skip
    response = client.post(page, fields)
    sheet = client.get(response.headers["Location"]).content.decode()

    assert scene.task.title in shown
    assert scene.task.title in sheet
    assert "何一" in sheet
    assert client.post(page, fields | {"version": 9}).status_code in {412, 422}


def test_both_sides_read_the_sheet_and_others_do_not(world: World, scene: Scene) -> None:
    leaving = Leaving(last_day=today(), successor=None)
    row = actions.hand_over(
        world.actor("unit_admin"), term_of(world, "liaison"), leaving, version=1
    )
    page = f"/accounts/handovers/{row.pk}/"

    assert scene.task.title in world.client("liaison").get(page).content.decode()
    assert world.client("stranger").get(page).status_code == 404
    security = world.client("security").get(page).content.decode()
    assert scene.task.title not in security
    assert "仍会一并移交" in security


def test_the_signed_sheet_is_kept_once(world: World, scene: Scene) -> None:
    row = actions.hand_over(
        world.actor("unit_admin"),
        term_of(world, "liaison"),
        Leaving(last_day=today()),
        version=1,
    )
    actor = world.actor("unit_admin")
    actions.attach_signed(actor, row, b"%PDF-1.4\n%%EOF\n", "交接.pdf", version=1)
    with pytest.raises(InvalidState):
        actions.attach_signed(actor, row, b"%PDF-1.4\n%%EOF\n", "交接.pdf", version=2)

    assert scene.campaign.pk
    response = world.client("unit_admin").get(f"/accounts/handovers/{row.pk}/scan/")
    assert b"".join(response).startswith(b"%PDF")
    response.close()


def test_my_posts_name_each_post_and_the_deputies(world: World, scene: Scene) -> None:
    person = world.accounts["liaison"].person
    appoint(person, world.posts["approver"], started_on=today(), ended_on=today(), is_deputy=True)
    shown = world.client("liaison").get("/accounts/mine/").content.decode()

    assert scene.task.title in shown
    assert world.posts["approver"].title in shown
    assert "您同时以以上各岗位的身份办理" in shown

"""三级责任: set for a campaign, a heading, a task force, an entry; inherited level by level."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from scenes import Scene, make_scene
from worlds import World, appoint, make_person, make_post, make_unit

from guatu.accounts.models import Appointment, Post, Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.ledgers.actions.responsibility import Place, set_responsibility
from guatu.ledgers.models import Entry, Responsibility
from guatu.ledgers.queries.responsibility import responsible_of
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def levels(**posts: Post) -> dict[str, list[Post]]:
    return {code: [posts[code]] if code in posts else [] for code in ("first", "main", "direct")}


def told(entry: Entry) -> list[tuple[str, str, str]]:
    entry.refresh_from_db()
    lines = responsible_of([entry], timezone.localdate())[entry.pk]
    return [
        (line.level, line.answerable[0].post if line.answerable else "", line.source)
        for line in lines
    ]


def test_each_level_comes_from_the_nearest_place_that_sets_it(world: World, scene: Scene) -> None:
    office, posts = world.actor("office"), world.posts
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    Entry.objects.filter(pk=scene.task.pk).update(heading="一、金融")
    scene.task.duties.create(unit=force, role="supervise", ordinal=1)
    whole = Place(campaign=scene.campaign)
    set_responsibility(office, whole, levels(first=posts["leader"], main=posts["leader"],
                                             direct=posts["leader"]), version=0)  # fmt: skip
    heading = Place(campaign=scene.campaign, heading="一、金融")
    set_responsibility(office, heading, levels(main=posts["approver"]), version=0)
    of_force = Place(campaign=scene.campaign, force=force)
    set_responsibility(office, of_force, levels(main=posts["housing_approver"]), version=0)
    own = Place(campaign=scene.campaign, entry=scene.task)
    set_responsibility(office, own, levels(direct=posts["liaison"]), version=0)

    assert told(scene.task) == [
        ("first", posts["leader"].title, "campaign"),
        ("main", posts["housing_approver"].title, "task_force"),
        ("direct", posts["liaison"].title, "entry"),
    ]
    assert [source for _level, _post, source in told(scene.project)] == ["campaign"] * 3
    assert AuditEvent.objects.filter(act="responsibility.set").count() == 4


def test_persons_come_and_go_the_post_stays(world: World, scene: Scene) -> None:
    place = Place(campaign=scene.campaign)
    set_responsibility(world.actor("office"), place, levels(first=world.posts["leader"]), version=0)
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(post=world.posts["leader"]).update(ended_on=yesterday)
    appoint(make_person("新领导"), world.posts["leader"], started_on=timezone.localdate())
    line = responsible_of([scene.task], timezone.localdate())[scene.task.pk][0]

    assert line.answerable[0].persons == ("新领导",)


def test_setting_it_anew_replaces_it_at_the_version_read(world: World, scene: Scene) -> None:
    office, place = world.actor("office"), Place(campaign=scene.campaign)
    set_responsibility(office, place, levels(first=world.posts["leader"]), version=0)
    for version in (0, 5):
        with pytest.raises(Stale):
            set_responsibility(office, place, levels(), version=version)
    set_responsibility(office, place, levels(main=world.posts["leader"]), version=1)

    assert list(Responsibility.objects.values_list("level", flat=True)) == ["main"]


@pytest.mark.parametrize("who", ["leader", "liaison", "system", "assessor", "stranger"])
def test_only_the_campaigns_office_sets_it(world: World, scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowed):
        set_responsibility(world.actor(who), Place(campaign=scene.campaign), levels(), version=0)


def test_a_post_of_elsewhere_and_a_crowd_are_refused(world: World, scene: Scene) -> None:
    other = make_unit("邻区", kind=Unit.Kind.GOVERNMENT)
    office, place = world.actor("office"), Place(campaign=scene.campaign)
    with pytest.raises(InvalidState):
        set_responsibility(office, place, levels(first=make_post(other, Role.LEADER)), version=0)
    with pytest.raises(InvalidState):
        set_responsibility(office, place, levels(first=world.posts["system"]), version=0)
    crowd = [make_post(world.town, Role.LIAISON, title=f"岗{n}") for n in range(6)]
    with pytest.raises(InvalidState):
        set_responsibility(office, place, {"first": crowd, "main": [], "direct": []}, version=0)

    assert not Responsibility.objects.exists()


def test_the_pages_set_it_and_show_it(world: World, scene: Scene) -> None:
    client = world.client("office")
    page = f"/ledgers/responsibility/of/{scene.campaign.slug}/"
    post = world.posts["approver"]
    fields: dict[str, Any] = {"version": 0, "first-0": f"{world.finance.name} {post.title}"}
    refused = client.post(f"{page}set/", fields | {"first-1": "没有的岗位"})
    assert refused.status_code == 422
    assert client.post(f"{page}set/", fields).status_code == 302
    shown = client.get(page).content.decode()
    part = world.client("liaison").get(f"/ledgers/entries/{scene.task.pk}/responsibility/")
    unit = world.client("office").get(f"/ledgers/units/{world.finance.pk}/responsibility/")

    assert post.title in shown
    assert "取自行动" in part.content.decode()
    assert "第一责任人" in unit.content.decode()
    assert client.post(f"{page}set/", fields).status_code == 412


def test_who_does_not_see_the_entry_sees_not_who_answers(world: World, scene: Scene) -> None:
    place = Place(campaign=scene.campaign, entry=scene.task)
    set_responsibility(
        world.actor("office"), place, levels(direct=world.posts["liaison"]), version=0
    )
    page = f"/ledgers/entries/{scene.task.pk}/responsibility/"
    unit = f"/ledgers/units/{world.finance.pk}/responsibility/"

    assert world.client("stranger").get(page).status_code == 404
    assert scene.task.title not in world.client("stranger").get(unit).content.decode()


def test_a_sheet_names_who_answers_where_that_is_set(world: World, scene: Scene) -> None:
    page = f"/ledgers/{scene.campaign.slug}/task/"
    client = world.client("office")
    before = client.get(page).content.decode()
    set_responsibility(
        world.actor("office"),
        Place(campaign=scene.campaign),
        levels(first=world.posts["leader"]),
        version=0,
    )
    after = client.get(page).content.decode()

    assert "第一责任人" not in before
    assert "第一责任人" in after
    assert world.accounts["leader"].person.name in after


def test_a_sheet_says_once_who_answers_for_all_its_rows(world: World, scene: Scene) -> None:
    office, whole = world.actor("office"), Place(campaign=scene.campaign)
    set_responsibility(office, whole, levels(first=world.posts["leader"]), version=0)
    address, client = (
        reverse("ledgers:sheet", args=[scene.campaign.slug, "all"]),
        world.client("office"),
    )

    alike = client.get(address).content.decode()
    own = Place(campaign=scene.campaign, entry=scene.task)
    set_responsibility(office, own, levels(first=world.posts["approver"]), version=0)
    different = client.get(address).content.decode()

    assert "sheet-answers" in alike
    assert "col-responsible" not in alike
    assert "第一责任人" in different
    assert "sheet-answers" not in different
    assert different.count('<td class="col-responsible') == Entry.objects.count() > 1


def test_a_task_force_of_elsewhere_is_not_there(world: World, scene: Scene) -> None:
    beside = make_unit("邻区", kind=Unit.Kind.GOVERNMENT)
    foreign = make_unit("邻区专班", kind=Unit.Kind.TASK_FORCE, parent=beside)
    own = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    page = f"/ledgers/responsibility/of/{scene.campaign.slug}/set/?force="
    client = world.client("office")

    assert client.get(f"{page}{own.pk}").status_code == 200
    assert client.get(f"{page}{foreign.pk}").status_code == 404
    assert client.post(f"{page}{foreign.pk}", {"version": 0}).status_code == 404
    scene.task.duties.create(unit=foreign, role="supervise", ordinal=1)
    assert client.get(f"{page}{foreign.pk}").status_code == 200


def test_what_a_unit_answers_for_is_for_who_sees_the_unit(world: World) -> None:
    pages = [f"/ledgers/units/{pk}/responsibility/" for pk in (world.finance.pk, 999_999)]
    client = world.client("stranger")

    assert [client.get(page).status_code for page in pages] == [404, 404]

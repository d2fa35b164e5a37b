"""消息: unread first, opened by a POST, one's own only, a link only where the page is for one's eyes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scenes import make_scene
from tellings import notice
from worlds import World, make_campaign

from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.notices.actions import tell_all
from guatu.notices.models import Notice as Row
from guatu.notices.models import NoticeCopy
from guatu.notices.sights import open_addresses

pytestmark = pytest.mark.django_db
EVERYBODY = tuple(role for role in Role)


def tell_finance(count: int = 1, **fields: Any) -> list[Row]:
    given = {"roles": EVERYBODY} | fields
    tell_all([notice(key=f"{given.get('sort')} {n}", **given) for n in range(count)])
    return list(Row.objects.order_by("pk"))


def page(world: World, who: str = "liaison", query: str = "") -> str:
    response = world.client(who).get(f"/notices/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_bell_and_the_list_show_what_is_unread_first(world: World) -> None:
    first, second, third = tell_finance(3, unit_ids=[world.finance.pk])
    world.client("liaison").post(f"/notices/{third.pk}/open/")
    html = page(world)

    order = [int(pk) for pk in re.findall(r"/notices/(\d+)/open/", html)]
    assert order == [second.pk, first.pk, third.pk]
    assert '<span class="rail-count" aria-hidden="true">2</span>' in html
    assert html.count("notice-unread") == 2


def test_opening_takes_it_from_the_unread_goes_to_its_page_and_leaves_no_record(
    world: World,
) -> None:
    (one,) = tell_finance(unit_ids=[world.finance.pk], address="/dispatch/mine/")
    events = AuditEvent.objects.count()
    response = world.client("liaison").post(f"/notices/{one.pk}/open/")

    assert (response.status_code, response.headers["Location"]) == (302, "/dispatch/mine/")
    assert not NoticeCopy.objects.get(person=world.accounts["liaison"].person).is_unread
    assert NoticeCopy.objects.get(person=world.accounts["approver"].person).is_unread
    assert AuditEvent.objects.count() == events


def test_looking_at_the_list_opens_nothing_and_a_get_cannot(world: World) -> None:
    (one,) = tell_finance(unit_ids=[world.finance.pk])
    page(world)

    assert world.client("liaison").get(f"/notices/{one.pk}/open/").status_code == 405
    assert NoticeCopy.objects.filter(is_unread=False).count() == 0


def test_another_persons_notice_is_not_there(world: World) -> None:
    (one,) = tell_finance(unit_ids=[world.finance.pk])

    assert world.client("stranger").post(f"/notices/{one.pk}/open/").status_code == 404
    assert one.subject not in page(world, "stranger")


def test_all_are_read_at_once_and_only_ones_own(world: World) -> None:
    tell_finance(3, unit_ids=[world.finance.pk])
    world.client("liaison").post("/notices/read/")

    assert NoticeCopy.objects.filter(is_unread=True).values("person_id").distinct().count() == 2
    assert "rail-count" not in page(world).split("</header>")[0].split('class="bell"')[1][:200]


def test_it_is_narrowed_by_sort_and_campaign(world: World) -> None:
    campaign = make_campaign(world.district, slug="deng-gao")
    tell_finance(1, unit_ids=[world.finance.pk], subject="紧急事", sort="test.urgent")
    tell_finance(
        1, unit_ids=[world.finance.pk], subject="行动事", campaign=campaign, sort="test.plain"
    )

    assert "行动事" not in page(world, query="?sort=test.urgent")
    assert "紧急事" not in page(world, query="?campaign=deng-gao")
    assert "行动事" in page(world, query="?campaign=deng-gao&sort=test.plain")
    assert "没有符合条件的消息" in page(world, query="?sort=nothing")


def test_it_pages_and_bears_a_strange_page(world: World) -> None:
    tell_finance(31, unit_ids=[world.finance.pk])

    assert page(world).count("/open/") == 30
    assert page(world, query="?page=2").count("/open/") == 1
    assert page(world, query="?page=x").count("/open/") == 30
    assert page(world, query="?page=999").count("/open/") == 0


def test_a_page_that_is_not_for_ones_eyes_is_no_link(world: World) -> None:
    scene = make_scene(world)
    hidden = f"/ledgers/entries/{scene.project.pk}/"  # finance's alone
    posts = [world.posts["stranger"].pk, world.posts["liaison"].pk]
    (one,) = tell_finance(post_ids=posts, address=hidden)

    assert 'class="link-like"' in page(world)
    assert 'class="link-like"' not in page(world, "stranger")
    back = world.client("stranger").post(f"/notices/{one.pk}/open/")
    assert back.headers["Location"] == "/notices/"
    assert not NoticeCopy.objects.get(person=world.accounts["stranger"].person).is_unread


@pytest.mark.parametrize(
    "address",
    ["//evil.example/", "http://evil.example/", "nowhere/", "/no/such/page/", "", "/static/x"],
)
def test_an_address_of_no_page_of_ours_is_no_link(world: World, address: str) -> None:
    assert open_addresses(world.actor("office"), [address]) == frozenset()


def test_a_role_that_may_not_open_the_page_has_no_link(world: World) -> None:
    assert open_addresses(world.actor("liaison"), ["/accounts/sign-ins/"]) == frozenset()
    assert open_addresses(world.actor("security"), ["/accounts/sign-ins/"]) != frozenset()


def test_a_campaigns_page_is_a_link_for_whoever_sees_the_campaign(world: World) -> None:
    campaign = make_campaign(world.district, slug="deng-gao")
    address = f"/ledgers/{campaign.slug}/task/"

    assert open_addresses(world.actor("liaison"), [address]) == {address}
    assert open_addresses(world.actor("system"), [address]) == frozenset()


def test_thirty_rows_cost_as_many_queries_as_three(world: World) -> None:
    scene = make_scene(world)
    address = f"/ledgers/entries/{scene.task.pk}/"
    client = world.client("liaison")
    counts = []
    for count in (3, 30):
        Row.objects.all().delete()
        tell_finance(count, unit_ids=[world.finance.pk], address=address)
        with CaptureQueriesContext(connection) as queries:
            client.get("/notices/")
        counts.append(len(queries))

    assert counts[0] == counts[1]

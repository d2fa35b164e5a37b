"""The pages of units, posts and people, as different roles meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from scenes import make_scene
from worlds import World, make_person, make_post, make_unit

from guatu.accounts.models import Account, Appointment, Person, Post, Unit, UnitAlias
from guatu.core.actors import Role

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return response.content.decode()


def today() -> str:
    return timezone.localdate().isoformat()


def test_the_system_administrator_makes_a_unit_from_the_page(world: World) -> None:
    client = world.client("system")
    fields = {
        "name": "城南街道",
        "short_name": "",
        "kind": "township",
        "parent": world.district.pk,
        "aliases": "城南、城南街",
    }
    response = client.post("/accounts/units/", fields)

    unit = Unit.objects.get(name="城南街道")
    assert response.headers["Location"] == f"/accounts/units/{unit.pk}/"
    assert set(unit.aliases.values_list("name", flat=True)) == {"城南", "城南街"}


def test_a_refused_form_comes_back_filled_and_open(world: World) -> None:
    client = world.client("system")
    fields = {"name": "区财政局", "kind": "department", "parent": world.district.pk, "aliases": ""}
    response = client.post("/accounts/units/", fields)

    assert response.status_code == 422
    assert "区财政局" in text(response)
    assert '<details class="act" open>' in text(response)


def test_each_act_of_a_unit_works_from_its_page(world: World) -> None:
    client = world.client("system")
    page = f"/accounts/units/{world.finance.pk}/"
    steps: list[tuple[str, dict[str, Any]]] = [
        ("edit", {"version": 1, "short_name": "财政", "official_order": 9}),
        ("aliases", {"name": "财局"}),
        ("rename", {"version": 2, "name": "区财政金融局", "effective_on": today()}),
        ("move", {"version": 3, "parent": world.housing.pk, "effective_on": today()}),
        ("merge", {"version": 4, "successor": world.town.pk, "effective_on": today()}),
    ]
    for name, fields in steps:
        response = client.post(f"{page}{name}/", fields)
        assert response.headers.get("Location") == page, (name, text(response))
    alias = UnitAlias.objects.get(unit=world.town, name="财局")
    client.post(f"/accounts/units/{world.town.pk}/aliases/{alias.pk}/remove/")
    shown = text(client.get(page))

    assert not UnitAlias.objects.filter(pk=alias.pk).exists()
    assert "柳河镇" in shown
    assert "已撤销" in shown
    assert (
        "填报单位至少需要" not in shown
    )  # asked of a unit that is open, not of one that is closed


def test_a_merger_says_what_goes_over_and_offers_no_part_of_the_unit(world: World) -> None:
    make_scene(world)
    part = make_unit("下属中心", parent=world.finance)
    shown = text(world.client("system").get(f"/accounts/units/{world.finance.pk}/"))
    merging = shown.split("并入其他单位")[1].split("</form>")[0]

    assert "目前将转入：" in merging
    assert f'value="{world.housing.pk}"' in merging
    assert f'value="{world.finance.pk}"' not in merging
    assert f'value="{part.pk}"' not in merging


def test_a_stale_page_is_told_so(world: World) -> None:
    client = world.client("system")
    fields = {"version": 7, "name": "甲", "effective_on": today()}
    response = client.post(f"/accounts/units/{world.finance.pk}/rename/", fields)

    assert response.status_code == 412
    assert 'value="甲"' in text(response)  # what was typed is not lost
    assert 'name="version" value="1"' in text(response)  # and can be sent once more
    world.finance.refresh_from_db()
    assert world.finance.name == "区财政局"


def test_closing_from_the_page(world: World) -> None:
    client = world.client("system")
    page = f"/accounts/units/{world.town.pk}/"
    assert client.post(f"{page}close/", {"version": 1, "effective_on": today()}).status_code == 302
    assert "柳河镇" not in text(client.get("/accounts/units/"))
    assert "柳河镇" in text(client.get("/accounts/units/?closed=on"))


def test_searching_finds_an_alias(world: World) -> None:
    UnitAlias.objects.create(unit=world.housing, name="建设局")
    shown = text(world.client("office").get("/accounts/units/?q=建设局"))

    assert "区住房和城乡建设局" in shown
    assert f"/accounts/units/{world.town.pk}/" not in shown


def test_a_unit_out_of_sight_is_not_there(world: World) -> None:
    client = world.client("unit_admin")
    assert client.get(f"/accounts/units/{world.finance.pk}/").status_code == 200
    assert client.get(f"/accounts/units/{world.town.pk}/").status_code == 404
    assert client.get(f"/accounts/posts/{world.posts['stranger'].pk}/").status_code == 404
    stranger = world.accounts["stranger"]
    assert client.get(f"/accounts/people/{stranger.person_id}/").status_code == 404
    assert client.post(f"/accounts/accounts/{stranger.pk}/reset/").status_code == 404


def test_a_unit_administrator_takes_on_a_liaison(world: World) -> None:
    client = world.client("unit_admin")
    post = make_post(world.finance, Role.LIAISON, title="预算科联络员")
    fields = {"name": "何一", "username": "he.yi", "started_on": today()}
    response = client.post(f"/accounts/posts/{post.pk}/staff/", fields)
    account = Account.objects.get(username="he.yi")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert account.must_change_password
    assert Appointment.objects.get(person=account.person).post == post


def test_a_one_time_password_is_not_shown_again_by_the_same_key(world: World) -> None:
    client = world.client("system")
    fields = {"name": "何二", "username": "he.er", "idempotency_key": "k1"}
    first = client.post("/accounts/people/", fields)
    again = client.post("/accounts/people/", fields)

    assert first.status_code == 200
    assert again.status_code == 409
    assert "issued-password" not in text(again)
    assert Account.objects.filter(username="he.er").count() == 1


def test_the_password_that_was_shown_signs_in(world: World, client: Any) -> None:
    response = world.client("system").post(
        f"/accounts/accounts/{world.accounts['liaison'].pk}/reset/"
    )
    password = text(response).split('issued-password">')[1].split("<")[0]
    answer = client.post("/accounts/sign-in/", {"username": "liaison", "password": password})

    assert answer.headers["Location"] == "/accounts/password/"


def test_the_security_administrator_makes_a_post_and_fills_it(world: World) -> None:
    client = world.client("security")
    fields = {"title": "分管副镇长", "role": "approver", "grade": "deputy", "scope": world.town.pk}
    client.post(f"/accounts/units/{world.town.pk}/posts/", fields)
    post = Post.objects.get(title="分管副镇长")
    person = make_person("孙三")
    last = (timezone.localdate() + timedelta(days=7)).isoformat()
    answer = client.post(
        f"/accounts/posts/{post.pk}/appoint/",
        {"person": person.pk, "started_on": today(), "ended_on": last, "is_deputy": "on"},
    )

    assert answer.status_code == 302
    row = Appointment.objects.get(post=post)
    assert (row.is_deputy, row.ended_on) == (True, timezone.localdate() + timedelta(days=7))
    assert "孙三" in text(client.get("/accounts/people/?q=孙三"))
    ended = client.post(
        f"/accounts/appointments/{row.pk}/end/", {"ended_on": today(), "version": 1}
    )
    assert ended.status_code == 302


def test_a_deputy_without_a_last_day_is_refused_on_the_form(world: World) -> None:
    client = world.client("security")
    person = make_person("孙三")
    response = client.post(
        f"/accounts/posts/{world.posts['approver'].pk}/appoint/",
        {"person": person.pk, "started_on": today(), "is_deputy": "on"},
    )

    assert response.status_code == 422
    assert "代理" in text(response)


def test_switching_off_and_on(world: World) -> None:
    client = world.client("system")
    account = world.accounts["liaison"]
    for act, expected in (("deactivate", False), ("activate", True)):
        response = client.post(f"/accounts/accounts/{account.pk}/{act}/")
        assert response.status_code == 302
        account.refresh_from_db()
        assert account.is_active is expected


def test_seats_are_given_and_ended_from_the_page(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    client = world.client("office")
    page = f"/accounts/units/{force.pk}/"
    fields = {"post": world.posts["liaison"].pk, "title": "成员", "started_on": today()}
    assert client.post(f"{page}seats/", fields).status_code == 302
    assert "成员" in text(client.get(page))
    seat = force.memberships.get()
    leave = f"{page}seats/{seat.pk}/leave/"
    assert client.post(leave).status_code == 400  # says not which version was read
    assert client.post(leave, {"version": 2}).status_code == 412
    assert client.post(leave, {"version": 1}).status_code == 302
    seat.refresh_from_db()
    assert seat.ended_on == timezone.localdate()


def test_an_empty_post_is_abolished_and_a_held_one_is_not(world: World) -> None:
    client = world.client("security")
    empty = make_post(world.town, Role.LIAISON, title="空岗")
    read = {"version": 1}
    assert client.post(f"/accounts/posts/{empty.pk}/abolish/").status_code == 400
    assert client.post(f"/accounts/posts/{empty.pk}/abolish/", read).status_code == 302
    held = world.posts["liaison"]
    assert client.post(f"/accounts/posts/{held.pk}/abolish/", read).status_code == 422


def test_sign_in_records_are_read_by_two_administrators(world: World) -> None:
    world.client("security").post("/accounts/sign-in/", {"username": "ghost", "password": "x"})
    for who, status in (("security", 200), ("auditor", 200), ("system", 403), ("office", 403)):
        response = world.client(who).get("/accounts/sign-ins/")
        assert response.status_code == status
    assert "ghost" in text(world.client("auditor").get("/accounts/sign-ins/"))


def test_the_lists_cost_the_same_for_many_people(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = world.client("system")
    with django_assert_max_num_queries(20) as few:
        client.get("/accounts/people/")
    for number in range(30):
        post = make_post(world.town, Role.LIAISON, title=f"岗{number}")
        Appointment.objects.create(
            person=make_person(f"人{number}"),
            post=post,
            started_on=timezone.localdate(),
            created_at=timezone.now(),
        )
        Person.objects.create(name=f"闲{number}", created_at=timezone.now())
    with django_assert_max_num_queries(20) as many:
        client.get("/accounts/people/")

    assert len(few.captured_queries) == len(many.captured_queries)

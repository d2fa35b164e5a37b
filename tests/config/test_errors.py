"""Refusals as a page, a fragment and a problem; what is too large; faults of the program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from worlds import World, make_post

from guatu.core.actors import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return response.content.decode()


def test_an_unknown_address_is_a_page_of_ours(world: World) -> None:
    response = world.client("liaison").get("/nowhere/")

    assert response.status_code == 404
    assert "未找到" in text(response)
    assert "liaison" in text(response)  # the frame knows who is signed in


def test_a_script_gets_a_problem(world: World) -> None:
    response = world.client("liaison").get("/accounts/units/", headers=JSON)

    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "无权操作",
        "status": 403,
        "code": "not-allowed",
        "detail": "您的岗位无此权限。",
    }


def test_htmx_gets_a_fragment_with_the_reason(world: World) -> None:
    response = world.client("liaison").get("/accounts/units/", headers=HTMX)

    assert response.status_code == 403
    assert "data-reason" in text(response)
    assert "<!DOCTYPE" not in text(response)


def test_a_stale_write_leads_back_to_the_present_state(world: World) -> None:
    post = make_post(world.housing, Role.ASSESSOR)
    page = f"http://testserver/accounts/posts/{post.pk}/"
    client = world.client("security")
    response = client.post(f"{page}abolish/", {"version": 9}, headers={"Referer": page})

    assert response.status_code == 412
    assert f'href="{page}"' in text(response)
    elsewhere = {"Referer": "https://elsewhere.example/"}
    away = client.post(f"{page}abolish/", {"version": 9}, headers=elsewhere)
    assert "elsewhere.example" not in text(away)


def test_a_missing_token_is_explained_in_the_frame(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.accounts["liaison"])
    response = client.post("/accounts/large-print/", {"idempotency_key": "k"})

    assert response.status_code == 403
    assert "刷新页面" in text(response)
    assert "作战室" in text(response)


def test_too_large_a_request_is_turned_away_unread(client: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    body = b"x" * (settings.UPLOAD_MAX_BYTES + 1)
    response = client.post("/accounts/sign-in/", body, content_type="application/octet-stream")

    assert response.status_code == 413
    assert "2 MB" in text(response)


def test_a_form_larger_than_django_reads_is_too_large_too(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/accounts/sign-in/", {"username": "x" * 2000})

    assert response.status_code == 413


def test_an_unknown_host_is_refused_without_a_frame(client: Client) -> None:
    response = client.get("/accounts/sign-in/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "elsewhere" not in text(response)


def test_a_fault_of_the_program_is_a_page_that_needs_no_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("guatu.accounts.views.units.unit_tree", broken)
    client = world.client("system")
    client.raise_request_exception = False
    response = client.get("/accounts/units/")

    assert response.status_code == 500
    assert "出错了" in text(response)
    assert "on purpose" not in text(response)


def test_navigation_shows_what_the_actor_may_open(world: World) -> None:
    shown = {
        who: [
            word
            for word in ("/accounts/units/", "/accounts/people/", "/accounts/sign-ins/", "/audit/")
            if f'href="{word}"' in text(world.client(who).get("/accounts/password/"))
        ]
        for who in ("system", "security", "auditor", "liaison")
    }

    assert shown["system"] == ["/accounts/units/", "/accounts/people/"]
    assert shown["security"] == ["/accounts/units/", "/accounts/people/", "/accounts/sign-ins/"]
    assert shown["auditor"] == ["/accounts/sign-ins/", "/audit/"]
    assert shown["liaison"] == []


def test_an_address_that_only_takes_says_so_where_one_looks(world: World) -> None:
    """A reload or a change of language leads there without anybody's meaning it."""
    client = world.client("office")
    shown = client.get("/dispatch/reviews/approve")
    asked = client.get("/dispatch/reviews/approve", headers=JSON)

    assert (shown.status_code, shown.headers["Allow"]) == (405, "POST")
    assert "请打开提交时所在的页面" in text(shown)
    assert asked.json()["code"] == "method-not-allowed"

"""Signing in and out: sessions, limits, one's own password and print size."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from worlds import PASSWORD, KeyedClient, World

from guatu.accounts.actions import sessions
from guatu.accounts.models import Account, SignIn
from guatu.audit.models import AuditChange, AuditEvent, PrivateValue
from guatu.shell.models import RequestKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

LOGIN = "/accounts/sign-in/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, **extra})


def acts() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("act", flat=True))


def test_signing_in_starts_a_session_and_is_on_record(client: Client) -> None:
    response = sign_in(client, "liaison")

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/accounts/password/").status_code == 200
    assert acts() == ["session.start"]
    assert SignIn.objects.get().outcome == SignIn.Outcome.ADMITTED


def test_the_user_name_is_compared_without_case_or_blanks(client: Client) -> None:
    assert sign_in(client, " Liaison ").status_code == 302


def test_the_session_key_changes_at_sign_in(world: World, client: Client) -> None:
    client.force_login(world.accounts["liaison"])
    before = client.session.session_key
    sign_in(client, "office")

    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(world.accounts["office"].pk)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    cookie = sign_in(client, "liaison").cookies["guatu_session"]

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/accounts/password/", "/accounts/password/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_never_leaves_the_house(client: Client, wanted: str, given: str) -> None:
    assert sign_in(client, "liaison", next=wanted).headers["Location"] == given


@pytest.mark.parametrize(
    ("username", "password"),
    [("liaison", "wrong"), ("nobody", PASSWORD), ("liaison", " " + PASSWORD)],
)
def test_all_wrong_credentials_get_the_same_words(
    client: Client, username: str, password: str
) -> None:
    response = sign_in(client, username, password)

    assert response.status_code == 422
    assert "用户名或密码不对" in response.content.decode()
    assert acts() == []


def test_a_switched_off_account_gets_the_same_words(client: Client) -> None:
    Account.objects.filter(username="liaison").update(is_active=False)
    response = sign_in(client, "liaison")

    assert response.status_code == 422
    assert "用户名或密码不对" in response.content.decode()


def test_a_running_session_of_a_switched_off_account_ends(world: World) -> None:
    client = world.client("liaison")
    assert client.get("/accounts/password/").status_code == 200
    Account.objects.filter(username="liaison").update(is_active=False)

    assert client.get("/accounts/password/").status_code == 302


def test_five_wrong_attempts_lock_the_name_for_that_address(client: Client) -> None:
    for _attempt in range(sessions.TRIES_FROM_ADDRESS):
        assert sign_in(client, "liaison", "wrong").status_code == 422
    locked = sign_in(client, "liaison")

    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    assert acts() == ["sign_in.lock"]
    assert SignIn.objects.first().outcome == SignIn.Outcome.LOCKED  # type: ignore[union-attr]


def chained() -> str:
    """Return all that the chain holds in clear: acts and changes, not the private side."""
    rows = [*AuditEvent.objects.values(), *AuditChange.objects.values()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_a_password_typed_as_a_name_is_not_recorded() -> None:
    client = Client(REMOTE_ADDR="10.9.8.7")
    for _attempt in range(sessions.TRIES_FROM_ADDRESS):
        sign_in(client, "My-Secret-77", "x")
    kept = set(PrivateValue.objects.values_list("field", "value"))

    assert acts() == ["sign_in.lock"]
    assert kept == {("address", "10.9.8.7")}
    assert "my-secret-77" not in chained().lower()
    assert "10.9.8.7" not in chained()


def test_addresses_are_private_in_the_record(world: World) -> None:
    client = Client(REMOTE_ADDR="10.9.8.7")
    for _attempt in range(sessions.TRIES_FROM_ADDRESS):
        sign_in(client, "liaison", "wrong")
    sign_in(Client(REMOTE_ADDR="10.9.8.6"), "office")
    lock = AuditEvent.objects.get(act="sign_in.lock")

    assert lock.object_id == str(world.accounts["liaison"].pk)
    assert acts() == ["sign_in.lock", "session.start"]
    assert set(PrivateValue.objects.values_list("field", "value")) == {
        ("username", "liaison"),
        ("address", "10.9.8.7"),
        ("address", "10.9.8.6"),
    }
    assert "10.9.8" not in chained()


def test_a_lock_holds_neither_other_names_nor_other_addresses(client: Client) -> None:
    for _attempt in range(sessions.TRIES_FROM_ADDRESS + 1):
        sign_in(client, "liaison", "wrong")

    assert sign_in(client, "office").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3"), "liaison").status_code == 302


def test_a_lock_opens_by_itself_and_trying_does_not_prolong_it(client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _attempt in range(sessions.TRIES_FROM_ADDRESS):
            sign_in(client, "liaison", "wrong")
        clock.shift(sessions.WINDOW - timedelta(seconds=1))
        assert sign_in(client, "liaison").status_code == 429
        clock.shift(timedelta(seconds=2))
        assert sign_in(client, "liaison").status_code == 302


def test_getting_in_wipes_the_count(client: Client) -> None:
    for _round in range(2):
        for _attempt in range(sessions.TRIES_FROM_ADDRESS - 1):
            sign_in(client, "liaison", "wrong")
        assert sign_in(client, "liaison").status_code == 302


def test_many_addresses_together_lock_a_name_too() -> None:
    for number in range(sessions.TRIES_OF_NAME):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        assert sign_in(client, "liaison", "wrong").status_code == 422

    assert sign_in(Client(REMOTE_ADDR="10.0.1.1"), "liaison").status_code == 429
    assert acts() == ["sign_in.lock"]


def test_a_forwarded_address_counts_only_behind_a_proxy(client: Client, settings: Any) -> None:
    client.post(LOGIN, {"username": "x", "password": "y"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    assert SignIn.objects.first().address == "127.0.0.1"  # type: ignore[union-attr]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client.post(LOGIN, {"username": "x", "password": "y"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    assert SignIn.objects.first().address == "2.2.2.2"  # type: ignore[union-attr]


@pytest.mark.parametrize(("days", "left"), [(199, 1), (201, 0)])
def test_old_attempts_are_forgotten_at_the_next_sign_in(
    client: Client, days: int, left: int
) -> None:
    sign_in(client, "ghost", "wrong")
    SignIn.objects.update(occurred_at=timezone.now() - timedelta(days=days))
    sign_in(client, "liaison")

    assert SignIn.objects.filter(username="ghost").count() == left


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_old_keys_are_forgotten_at_the_next_sign_in(world: World, days: int, left: int) -> None:
    world.client("liaison").post("/accounts/large-print/")
    RequestKey.objects.update(created_at=timezone.now() - timedelta(days=days))
    sign_in(Client(), "liaison")

    assert RequestKey.objects.count() == left


def test_signing_out_needs_a_post_and_ends_the_session(world: World) -> None:
    client = world.client("liaison")
    assert client.get("/accounts/sign-out/").status_code == 405
    response = Client.post(client, "/accounts/sign-out/")  # no key: it is repeatable

    assert (response.status_code, response.headers["Location"]) == (302, LOGIN)
    assert client.get("/accounts/password/").status_code == 302
    assert acts() == ["session.end"]


def test_large_print_is_turned_on_and_off_and_leads_back(world: World) -> None:
    client = world.client("liaison")
    for expected in (True, False):
        response = client.post("/accounts/large-print/", {"next": "/accounts/password/"})
        assert response.headers["Location"] == "/accounts/password/"
        assert Account.objects.get(username="liaison").large_print is expected
    away = client.post("/accounts/large-print/", {"next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/"


def test_language_is_chosen_without_a_key(world: World) -> None:
    client = world.client("liaison")
    answer = Client.post(client, reverse("set_language"), {"language": "en", "next": LOGIN})

    assert answer.status_code == 302
    assert "New password" in client.get("/accounts/password/").content.decode()


class TestOwnPassword:
    def change(self, client: KeyedClient, **fields: str) -> Any:
        body = {"old": PASSWORD, "new": "another long secret 7", "again": "another long secret 7"}
        return client.post("/accounts/password/", body | fields)

    def test_it_changes_and_other_sessions_end(self, world: World) -> None:
        here, there = world.client("liaison"), world.client("liaison")
        assert self.change(here).status_code == 302

        assert here.get("/accounts/password/").status_code == 200
        assert there.get("/accounts/password/").status_code == 302
        assert acts() == ["account.change_password"]
        assert sign_in(Client(), "liaison", "another long secret 7").status_code == 302

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"old": "wrong"}, "当前密码不对"),
            ({"again": "something else 77"}, "两次输入的新密码不一致"),
            ({"new": "short1", "again": "short1"}, "10"),
            ({"new": "password123", "again": "password123"}, "常见"),
            ({"new": PASSWORD, "again": PASSWORD}, "新密码与旧密码相同"),
        ],
    )
    def test_a_bad_one_is_refused_and_the_old_one_stays(
        self, world: World, fields: dict[str, str], sentence: str
    ) -> None:
        response = self.change(world.client("liaison"), **fields)

        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert Account.objects.get(username="liaison").check_password(PASSWORD)

    def test_a_one_time_password_opens_only_this_page(self) -> None:
        Account.objects.filter(username="liaison").update(must_change_password=True)
        client = KeyedClient()
        assert sign_in(client, "liaison").headers["Location"] == "/accounts/password/"
        large = client.post("/accounts/large-print/")
        assert (large.status_code, large.headers["Location"]) == (302, "/accounts/password/")
        htmx = client.get("/accounts/large-print/", headers={"HX-Request": "true"})
        assert (htmx.status_code, htmx.headers["HX-Redirect"]) == (403, "/accounts/password/")

        self.change(client)

        assert client.post("/accounts/large-print/").headers["Location"] == "/"
        assert not Account.objects.get(username="liaison").must_change_password


class TestNobody:
    """What somebody who is not signed in is told."""

    def test_a_page_leads_to_sign_in_and_back(self, client: Client) -> None:
        response = client.get("/accounts/password/?a=1")
        assert response.status_code == 302
        assert response.headers["Location"] == f"{LOGIN}?next=/accounts/password/%3Fa%3D1"

    def test_a_write_leads_to_sign_in_without_a_way_back(self, client: Client) -> None:
        assert client.post("/accounts/large-print/").headers["Location"] == LOGIN

    def test_a_fragment_gets_a_header_that_htmx_follows(self, client: Client) -> None:
        response = client.get("/accounts/password/", headers={"HX-Request": "true"})
        assert (response.status_code, response.headers["HX-Redirect"]) == (401, LOGIN)

    def test_a_script_gets_a_problem(self, client: Client) -> None:
        response = client.get("/accounts/password/", headers={"Accept": "application/json"})
        assert response.status_code == 401
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "not-signed-in"

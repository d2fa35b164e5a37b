"""Every route declares its policy, answers each role as the policy says, and is in the table of roles."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from houses import built_once
from objects import Objects, make_objects
from pytest_django import DjangoDbBlocker
from roles import FIRST, LAST, PAGE, Route, routes, table
from sight import INSIDE, OPEN_TO_ALL, REFUSED, STRANGERS, add_strangers
from worlds import World, make_account, make_person, make_world

from guatu.core.actors import ANONYMOUS, Actor, Role

ROUTES = routes()
# The few that need no sign-in, and why.
FOR_ANYONE = {
    "accounts:login",  # where one signs in
    "burden:leave",  # a word without a name needs no account
    "set_language",  # before signing in, too
    "notices:feed",  # a calendar program cannot: the address is the secret
}
SHOWN = {200, 302, 303, 404, 405}
# A visible object may still not be for this person to edit.
REFUSED_BY_OBJECT = {403}
TABLES = [
    connection.ops.quote_name(model._meta.db_table)
    for model in apps.get_models()
    if model is not Session
]
RECORD = [
    number
    for number, model in enumerate(m for m in apps.get_models() if m is not Session)
    if model._meta.app_label == "audit"
]
TAKEN = {"sheets:list"}  # a copy leaves the house: the record says so, and nothing else changes
AGAIN = {"housing_liaison", "housing_approver", "stranger"}  # of roles that finance has
SCRIPT = {"Accept": "application/json"}
BY_NAME = {route.name: route for route in ROUTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A world with an object for each route; who may sign in, once for each role."""

    world: World
    objects: Objects
    actors: dict[str, Actor]
    clients: dict[str, Client]

    def address(self, route: Route) -> str:
        known = self.objects.of(route.name)
        missing = [name for name in route.arguments if name not in known]
        assert not missing, f"{route.name}: tests/support/objects.py makes nothing for {missing}"
        return reverse(route.name, kwargs={name: known[name] for name in route.arguments})


@pytest.fixture(scope="module")
def house(
    django_db_setup: None,  # noqa: ARG001 it needs the tables
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[House]:
    with built_once(django_db_blocker):
        world = make_world()
        world.accounts["idle"] = make_account("idle", make_person("无岗人员"))
        objects = make_objects(world)
        actors = {who: world.actor(who) for who in world.accounts if who not in AGAIN}
        clients = {who: world.client(who) for who in actors}
        yield House(world=world, objects=objects, actors=actors, clients=clients)


CASES = [pytest.param(route, id=route.name) for route in ROUTES]
GUARDED = [case for case in CASES if case.id not in FOR_ANYONE]
KEYED = [case for case in GUARDED if case.id != "accounts:logout"]  # which is repeatable


def got(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)  # type: ignore[attr-defined]  # read out, it closes
    return response.status_code


def test_there_are_routes_and_their_names_differ() -> None:
    assert len(BY_NAME) == len(ROUTES) > 30


@pytest.mark.parametrize("route", CASES)
def test_a_route_declares_its_policy(route: Route) -> None:
    assert route.policy is not None


def test_only_these_need_no_sign_in() -> None:
    assert {r.name for r in ROUTES if r.policy and r.policy(ANONYMOUS)} == FOR_ANYONE


@pytest.mark.django_db
@pytest.mark.parametrize("route", CASES)
def test_a_route_answers_each_role_as_its_policy_says(route: Route, house: House) -> None:
    """Whoever the policy lets in may read and thereby changes nothing; nobody else gets in at all.

    A refusal comes before the view: a body that would be right changes nothing about it. Policies
    know no database: on PostgreSQL two who may look are enough, to run the queries of each page.
    """
    address = house.address(route)
    assert route.policy is not None
    inside = [who for who, actor in house.actors.items() if route.policy(actor)]
    outside = [who for who in house.actors if who not in inside]
    if connection.vendor == "postgresql":
        inside, outside = [inside[0], inside[-1]] if inside else [], []
    left_out = RECORD if route.name in TAKEN else []
    before, changes = written(left_out), changed()
    for who in inside:
        status = got(house.clients[who], address)
        assert status in (SHOWN | REFUSED_BY_OBJECT if route.arguments else SHOWN), (who, status)
        if changed() != changes:  # a session, say: look closer
            assert written(left_out) == before, who
            changes = changed()
    asked = {who: house.clients[who].get(address, headers=SCRIPT).status_code for who in outside}
    assert set(asked.values()) <= {403}, asked
    for who in outside[:1]:
        assert house.clients[who].post(address).status_code == 403, who
    assert written(left_out) == before


@pytest.mark.django_db
def test_a_write_is_counted(house: House) -> None:
    """The test above could not fail otherwise."""
    before = changed()
    house.world.accounts["idle"].save()

    assert changed() == before + 1


WITH_OBJECT = [case for case in CASES if case.id not in OPEN_TO_ALL and case.values[0].arguments]  # type: ignore[attr-defined]


def test_each_route_with_an_object_says_who_gets_at_it() -> None:
    assert {case.id for case in WITH_OBJECT} == set(INSIDE)
    assert not [name for name, inside in INSIDE.items() if inside & STRANGERS]


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("route", WITH_OBJECT)
def test_only_whom_an_object_concerns_gets_at_it(route: Route, house: House) -> None:
    """Owner, colleague and superior see the finance office's object; for the rest it is not there."""
    world = replace(house.world, accounts=dict(house.world.accounts))
    add_strangers(world)
    address = house.address(route)
    assert route.policy is not None
    version = house.objects.of(route.name).get("version", 1)
    found = {}
    for who in world.accounts:
        if route.policy(world.actor(who)):
            with transaction.atomic():
                found[who] = sight(world.client(who), address, version)
                transaction.set_rollback(True)
    refused = REFUSED.get(route.name, frozenset())

    assert found == {
        who: "in" if who in INSIDE[route.name] else "refused" if who in refused else "not there"
        for who in found
    }
    assert INSIDE[route.name] <= found.keys()


def sight(client: Client, address: str, version: int | str) -> str:
    """Say what becomes of somebody at an address: a page is read, an act tried with a full body."""
    status = got(client, address)
    if status == 405:  # an act alone
        proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.4\n%%EOF\n")
        response = client.post(address, {"version": version, "reason": "请补充", "file": proof})
        status = {200: 200, 302: 200, 303: 200, 412: 200, 422: 200}.get(
            response.status_code, response.status_code
        )
    return {200: "in", 302: "in", 403: "refused", 404: "not there"}[status]


def changed() -> int:
    """Return how many rows were written, changed or deleted so far; each database counts them."""
    if connection.vendor == "sqlite":
        counted: int = connection.connection.total_changes
        return counted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])


def written(left_out: Sequence[int] = ()) -> list[int]:
    """Return how many rows each table has: the record, the keys, and all else but `left_out`."""
    counts = " UNION ALL ".join(f"SELECT {n}, COUNT(*) FROM {t}" for n, t in enumerate(TABLES))  # noqa: S608 our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({counts}) AS counted ORDER BY 1")  # noqa: S608
        return [count for number, count in cursor.fetchall() if number not in left_out]


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED)
def test_a_stranger_to_the_house_is_sent_to_sign_in(route: Route, house: House) -> None:
    address, client, login = house.address(route), Client(), reverse("accounts:login")
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 302
        assert response.headers["Location"].partition("?")[0] == login
    script = client.get(address, headers=SCRIPT)
    assert (script.status_code, script.json()["code"]) == (401, "not-signed-in")
    fragment = client.get(address, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (401, login)


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("route", KEYED)
def test_a_write_without_its_key_is_refused(route: Route, house: House) -> None:
    """Whoever may use the route gets 400 for a bare POST: no view forgets to ask for the key."""
    assert route.policy is not None
    who = next((who for who, actor in house.actors.items() if route.policy(actor)), None)
    assert who is not None, "no role may use this route"
    bare = Client()
    bare.cookies = house.clients[who].cookies
    body = {"x": uuid.uuid4().hex}

    assert bare.post(house.address(route), body).status_code == 400


def test_the_table_of_roles_is_what_the_policies_say(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(FIRST)
    written, after = rest.split(LAST)
    if request.config.getoption("--update-golden"):
        page = f"{before}{FIRST}\n{table()}\n{LAST}{after}"
        PAGE.write_text(page, encoding="utf-8")
        written = f"\n{table()}\n"

    assert written.strip() == table(), "run: make golden"


def test_the_page_explains_each_role() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [role for role in Role if f"`{role}`" not in page] == []

"""A write happens once for its key, however often and however closely together it is sent."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from worlds import World, make_world

from guatu.accounts.models import UnitAlias
from guatu.audit.models import AuditEvent
from guatu.shell.models import RequestKey

KEY = "one-key"


def add(
    client: Client, world: World, name: str = "财局", *, key: str = KEY, unit: str = "finance"
) -> Any:
    body = {"name": name, "idempotency_key": key}
    return Client.post(client, f"/accounts/units/{getattr(world, unit).pk}/aliases/", body)


@pytest.mark.django_db
class TestOneByOne:
    def test_a_file_is_fetched_and_not_written(self, world: World) -> None:
        body = {"idempotency_key": KEY}
        answer = Client.post(world.client("system"), "/accounts/intakes/units/template/", body)

        assert answer.status_code == 405
        assert not RequestKey.objects.exists()

    def test_the_same_key_and_body_write_once_and_answer_alike(self, world: World) -> None:
        client = world.client("system")
        first, again = add(client, world), add(client, world)

        assert UnitAlias.objects.count() == 1
        assert AuditEvent.objects.count() == 1
        assert (first.status_code, first.headers["Location"]) == (
            again.status_code,
            again.headers["Location"],
        )

    def test_the_same_key_with_another_body_is_a_conflict(self, world: World) -> None:
        client = world.client("system")
        add(client, world)

        assert add(client, world, "另名").status_code == 409
        assert UnitAlias.objects.count() == 1

    def test_the_same_key_for_another_object_is_a_conflict(self, world: World) -> None:
        client = world.client("system")
        add(client, world)

        assert add(client, world, unit="housing").status_code == 409

    def test_no_key_is_no_write(self, world: World) -> None:
        client = world.client("system")

        assert add(client, world, key="").status_code == 400
        assert add(client, world, key="x" * 65).status_code == 400
        assert UnitAlias.objects.count() == 0

    def test_a_script_sends_the_key_as_a_header(self, world: World) -> None:
        client = world.client("system")
        address = f"/accounts/units/{world.finance.pk}/aliases/"
        for _time in range(2):
            response = Client.post(
                client, address, {"name": "财局"}, headers={"Idempotency-Key": KEY}
            )
            assert response.status_code == 302
        assert UnitAlias.objects.count() == 1

    def test_a_refused_write_leaves_no_key_and_may_be_sent_again(self, world: World) -> None:
        client = world.client("system")
        refused = add(client, world, "区财政局")  # its own name

        assert refused.status_code == 422
        assert RequestKey.objects.count() == 0
        assert add(client, world, "财局").status_code == 302

    def test_a_refusal_that_was_raised_leaves_no_key_either(self, world: World) -> None:
        client = world.client("system")
        missing = Client.post(
            client, "/accounts/units/99999/aliases/", {"name": "甲", "idempotency_key": KEY}
        )

        assert missing.status_code == 404
        assert RequestKey.objects.count() == 0

    def test_keys_belong_to_one_account_and_one_route(self, world: World) -> None:
        assert add(world.client("system"), world).status_code == 302
        assert add(world.client("office"), world, "另名").status_code == 302
        body = {"idempotency_key": KEY}
        assert (
            Client.post(world.client("system"), "/accounts/large-print/", body).status_code == 302
        )
        assert RequestKey.objects.count() == 3

    def test_a_key_is_free_again_after_thirty_days(self, world: World) -> None:
        client = world.client("system")
        add(client, world)
        RequestKey.objects.update(created_at=timezone.now() - timedelta(days=31))

        assert add(client, world, "另名").status_code == 302
        assert UnitAlias.objects.count() == 2

    def test_a_file_is_part_of_the_body(self, world: World, tmp_path: Path) -> None:
        client = world.client("system")
        address = f"/accounts/units/{world.finance.pk}/aliases/"
        statuses = []
        for content in ("a", "a", "b"):
            (tmp_path / "f.txt").write_text(content)
            with (tmp_path / "f.txt").open("rb") as file:
                body = {"name": "财局", "idempotency_key": KEY, "file": file}
                statuses.append(Client.post(client, address, body).status_code)

        assert statuses == [302, 302, 409]


@pytest.fixture
def two_clients(
    transactional_db: None,  # noqa: ARG001 threads see only what is committed
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[World, list[Client]]:
    """Return two browsers of one account, on a database that threads can share.

    The tests' SQLite lies in memory, where a second thread is turned away instead of waiting as it
    does at a file: the threads work on a copy in a file.
    """
    world = make_world()
    clients: list[Client] = [world.client("system"), world.client("system")]
    if connection.vendor == "sqlite":
        copy = tmp_path / "copy.sqlite3"
        with sqlite3.connect(copy) as file:
            connection.connection.backup(file)
        file.close()
        # a dict of their own: the main thread's connection keeps the one it was made with
        elsewhere = connections.settings["default"] | {"NAME": str(copy)}
        monkeypatch.setitem(connections.settings, "default", elsewhere)
    return world, clients


def in_threads(*works: Any) -> None:
    """Run `works` at once, each with a connection of its own."""
    barrier = threading.Barrier(len(works))

    def run(work: Any) -> None:
        barrier.wait(timeout=10)
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_two_at_once_with_one_key_write_once_and_answer_alike(
    two_clients: tuple[World, list[Client]],
) -> None:
    world, clients = two_clients
    answers: list[Any] = []
    counts: list[tuple[int, int, int]] = []
    in_threads(*(lambda c=client: answers.append(add(c, world)) for client in clients))
    in_threads(
        lambda: counts.append(
            (UnitAlias.objects.count(), AuditEvent.objects.count(), RequestKey.objects.count())
        )
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    assert counts == [(1, 1, 1)]


def test_two_at_once_with_one_key_and_two_bodies_write_one_of_them(
    two_clients: tuple[World, list[Client]],
) -> None:
    world, clients = two_clients
    answers: list[Any] = []
    counts: list[int] = []
    in_threads(
        *(
            lambda c=client, n=name: answers.append(add(c, world, n))
            for client, name in zip(clients, ("财局", "另名"), strict=True)
        )
    )
    in_threads(lambda: counts.append(UnitAlias.objects.count()))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert counts == [1]

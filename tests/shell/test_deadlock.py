"""A write that PostgreSQL ends in a deadlock is done again, once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import RequestFactory
from worlds import World, make_world

from guatu.accounts.models import Unit
from guatu.shell.models import RequestKey
from guatu.shell.routes import once


@pytest.fixture
def committed(transactional_db: None) -> World:  # noqa: ARG001 threads see only what is committed
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and so no deadlocks")
    return make_world()


def test_two_writes_that_cross_are_both_done_in_the_end(committed: World) -> None:
    meeting = threading.Barrier(2)
    answers: list[int] = []
    runs: list[str] = []

    def write(first: Unit, then: Unit, name: str) -> HttpResponse:
        Unit.objects.filter(pk=first.pk).update(short_name=name)
        runs.append(name)
        if runs.count(name) == 1:
            meeting.wait(timeout=10)  # each holds what the other wants next
        Unit.objects.filter(pk=then.pk).update(short_name=name)
        return HttpResponse(status=204)

    def send(first: Unit, then: Unit, name: str) -> None:
        request: Any = RequestFactory().post("/", {"idempotency_key": name})
        request.actor = committed.actor("office")
        request.resolver_match = None
        try:
            answers.append(once(request, "cross", lambda: write(first, then, name)).status_code)
        finally:
            connections.close_all()

    works = [
        threading.Thread(target=send, args=(committed.finance, committed.housing, "甲")),
        threading.Thread(target=send, args=(committed.housing, committed.finance, "乙")),
    ]
    for work in works:
        work.start()
    for work in works:
        work.join(timeout=30)

    assert answers == [204, 204]
    assert sorted(runs) in (["乙", "乙", "甲"], ["乙", "甲", "甲"])
    assert RequestKey.objects.count() == 2

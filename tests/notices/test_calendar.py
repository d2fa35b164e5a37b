"""A person's calendar: a secret address, stable events, changes, cancellations, and who sees what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.core.actors import Actor
from guatu.notices import calendar
from guatu.notices.calendar import Event
from guatu.notices.models import Feed, FeedEvent

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 17, 4, 0, tzinfo=UTC)
DUE = Event(uid="test-round-7", starts_on=date(2026, 6, 19), title="填报截止", address="/x/")


@pytest.fixture
def dates(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Event]]:
    """Give a list of events that finance's posts have, nobody else's."""
    events = [DUE]

    def source(actor: Actor, first: date, last: date) -> list[Event]:
        is_finance = any("财政" in name for name in (actor.name,)) or actor.name == "liaison"
        return [e for e in events if is_finance and first <= day_of(e) <= last]

    monkeypatch.setattr(calendar, "_sources", [source])
    with time_machine.travel(NOW, tick=False):
        yield events


def day_of(event: Event) -> date:
    return event.starts_on.date() if isinstance(event.starts_on, datetime) else event.starts_on


def address_for(world: World, who: str = "liaison") -> str:
    html = world.client(who).post("/notices/feed/renew/").content.decode()
    found = re.search(r"/notices/feed/[\w-]+\.ics", html)
    assert found is not None
    return found[0]


def read(address: str) -> list[dict[str, Any]]:
    response = Client().get(address)  # a calendar program signs in nowhere
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return [
        {name: str(event.get(name)) for name in ("UID", "SEQUENCE", "STATUS", "SUMMARY")}
        for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    ]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(
    world: World, dates: list[Event]
) -> None:
    address = address_for(world)
    token = address.split("/")[-1].removesuffix(".ics")

    assert [row["SUMMARY"] for row in read(address)] == ["填报截止"]
    assert token not in world.client("liaison").get("/notices/preferences/").content.decode()
    assert token not in str(Feed.objects.values().get())
    assert token not in str(list(AuditEvent.objects.values()))
    assert dates


def test_a_new_address_ends_the_old_one_and_a_person_may_end_it(
    world: World, dates: list[Event]
) -> None:
    first = address_for(world)
    second = address_for(world)

    assert Client().get(first).status_code == 404
    assert read(second)
    world.client("liaison").post("/notices/feed/end/")
    assert Client().get(second).status_code == 404
    assert Client().get("/notices/feed/x.ics").status_code == 404
    assert dates


def test_nothing_changes_from_one_look_to_the_next(world: World, dates: list[Event]) -> None:
    address = address_for(world)

    assert Client().get(address).content == Client().get(address).content
    assert FeedEvent.objects.count() == len(dates)


def test_a_change_rises_and_what_is_gone_is_cancelled_and_may_come_back(
    world: World, dates: list[Event]
) -> None:
    address = address_for(world)
    read(address)
    dates[0] = Event(uid=DUE.uid, starts_on=date(2026, 6, 26), title="填报截止")
    assert [(row["SEQUENCE"], row["STATUS"]) for row in read(address)] == [("1", "CONFIRMED")]
    dates.clear()
    assert [(row["SEQUENCE"], row["STATUS"]) for row in read(address)] == [("2", "CANCELLED")]
    dates.append(DUE)
    assert [(row["SEQUENCE"], row["STATUS"]) for row in read(address)] == [("3", "CONFIRMED")]


def test_what_is_long_past_is_left_out_and_not_cancelled(world: World, dates: list[Event]) -> None:
    address = address_for(world)
    read(address)
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        assert read(address) == []
        assert not FeedEvent.objects.get().is_cancelled
    with time_machine.travel(NOW + timedelta(days=120), tick=False):
        read(address)
        assert FeedEvent.objects.count() == 0
    assert dates


def test_each_person_has_a_calendar_of_its_own(world: World, dates: list[Event]) -> None:
    assert read(address_for(world, "stranger")) == []
    assert read(address_for(world, "liaison"))
    assert dates


def test_a_closed_account_has_no_calendar(world: World, dates: list[Event]) -> None:
    address = address_for(world)
    account = world.accounts["liaison"]
    account.is_active = False
    account.save()

    assert Client().get(address).status_code == 404
    assert dates


def test_two_sources_with_one_uid_give_one_event(
    world: World, dates: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [lambda *_given: [DUE], lambda *_given: [DUE]]
    monkeypatch.setattr(calendar, "_sources", sources)

    assert len(read(address_for(world))) == 1
    assert dates

"""The limit of receipts over holidays, and an issuance of many lines."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from issued import Way, make_way
from worlds import World

from guatu.ledgers.models import Entry
from guatu.planning.models import IssuanceLine, SignOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(world: World) -> Way:
    return make_way(world)


def test_the_limit_of_receipts_leaves_the_holidays_out(way: Way) -> None:
    way.consult()
    way.answer("liaison", way.world.finance)
    way.answer("housing_liaison", way.world.housing)
    way.submit()
    way.approve()
    way.issue(days=2, today=date(2026, 2, 13))  # the day before the Spring Festival's make-up day

    assert set(SignOff.objects.values_list("due_on", flat=True)) == {date(2026, 2, 24)}


def test_the_page_shows_many_lines_by_the_page(way: Way) -> None:
    now = timezone.now()
    entries = Entry.objects.bulk_create(
        Entry(
            campaign=way.campaign, ledger=way.first.ledger, kind=way.first.kind,
            unit=way.world.finance, title=f"清查第{n}号台账", position=n + 10, created_at=now,
            validity="draft",
        )
        for n in range(60)
    )  # fmt: skip
    IssuanceLine.objects.bulk_create(
        IssuanceLine(issuance=way.issuance, entry=entry, position=entry.position)
        for entry in entries
    )
    client, address = (
        way.world.client("office"),
        reverse("planning:issuance", args=[way.issuance.pk]),
    )
    first = client.get(address).content.decode()
    second = client.get(address, {"page": 2}).content.decode()

    assert first.count("号台账") + second.count("号台账") == 60
    assert second.count("号台账") == 13
    assert "?page=2#lines" in first
    assert "63<small>/63</small>" in first

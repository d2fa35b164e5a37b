"""A write names the version it was made from, and changes nothing if another came between."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from worlds import World

from guatu.accounts.models import Unit
from guatu.shell.errors import Stale
from guatu.shell.versions import update_at_version

pytestmark = pytest.mark.django_db


def test_a_write_at_its_version_raises_it_by_one(world: World) -> None:
    update_at_version(world.finance, 1, short_name="财政")
    stored = Unit.objects.get(pk=world.finance.pk)

    assert (stored.short_name, stored.version) == ("财政", 2)
    assert (world.finance.short_name, world.finance.version) == ("财政", 2)


def test_the_second_of_two_writes_is_stale_and_changes_nothing(world: World) -> None:
    other = Unit.objects.get(pk=world.finance.pk)
    update_at_version(world.finance, 1, short_name="财政")
    with pytest.raises(Stale):
        update_at_version(other, 1, short_name="别的")

    assert Unit.objects.get(pk=world.finance.pk).short_name == "财政"
    assert other.short_name == ""


@pytest.mark.parametrize(
    ("headers", "fields", "status"),
    [
        ({"If-Match": '"1"'}, {}, 302),
        ({"If-Match": "1"}, {"version": "7"}, 302),  # the header is the one that counts
        ({}, {"version": "1"}, 302),
        ({"If-Match": '"7"'}, {}, 412),
        ({}, {"version": "7"}, 412),
        ({}, {}, 400),
        ({}, {"version": "x"}, 400),
        ({}, {"version": "9" * 30}, 400),
        ({"If-Match": "*"}, {}, 400),
    ],
)
def test_the_version_comes_as_a_header_or_a_field(
    world: World, headers: dict[str, str], fields: dict[str, Any], status: int
) -> None:
    address = f"/accounts/units/{world.finance.pk}/edit/"
    body = {"short_name": "财政", "official_order": 3} | fields
    headers = headers | {"Idempotency-Key": "k"}

    assert Client.post(world.client("system"), address, body, headers=headers).status_code == status

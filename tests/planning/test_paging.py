"""The list of plans has a way to each plan, however many there are."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from drafts import PLAN, make_draft
from worlds import World

from guatu.planning.queries.drafts import PAGE

pytestmark = pytest.mark.django_db
TITLE = re.compile(r">方案(\d+)行动方案</a>")
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def test_each_plan_stands_on_one_page(world: World) -> None:
    body = PLAN.partition("\n")[2]
    count = PAGE + 3
    for number in range(count):
        make_draft(world, f"方案{number}行动方案\n{body}")
    client = world.client("office")

    seen: list[list[str]] = []
    address: str | None = reverse("planning:index")
    while address is not None:
        page = client.get(address).content.decode()
        seen.append(TITLE.findall(page))
        found = NEXT.search(page)
        address = found[1] if found else None

    assert [len(titles) for titles in seen] == [PAGE, 3]
    assert [one for titles in seen for one in titles] == [
        str(number) for number in reversed(range(count))
    ]


@pytest.mark.parametrize("after", ["x", "-1", "9" * 5000, "²"])
def test_a_page_that_nobody_offered_is_not_found(world: World, after: str) -> None:
    make_draft(world)
    page = world.client("office").get(reverse("planning:index"), {"after": after})

    assert page.status_code == 404

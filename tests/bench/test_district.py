"""The generator of the timed district, on a small scale: what it makes is what the pages show.

The same district in two sizes holds the ceilings: no page asks more of the database for more rows.
"""

from __future__ import annotations

import sys
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from roles import routes
from tree import ROOT

sys.path.insert(0, str(ROOT / "bench"))

from district import District, Size, build

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.models import CheckIn, Round
from guatu.ledgers.models import Duty, Entry

# how many statements a page makes is the same on either database
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

SMALL = Size(entries=280, units=70, rounds=3, full_rounds=2, targets=10)
LARGE = Size(entries=720, units=90, rounds=5, full_rounds=3, targets=40)
# Queries of one page, those of the frame and the session included; a page that needs more says why here.
MOST = 30
MORE = {
    "dispatch:mine": 36,  # beneath its lines stands what else waits; the units one fills in for come first
    "overview:room": 34,  # its strip counts what lists, directives and rounds have due
    "overview:wall": 50,  # a page for the wall is many pages: the room, the chart, the needs
}
# Pages without an argument that are lists or boards. Forms and files are no lists.
LISTS = sorted(
    route.name
    for route in routes()
    if not route.arguments
    and route.name.partition(":")[0] in {"overview", "ledgers", "campaigns", "dispatch", "planning"}
)
SLACK = 2  # a list that was empty in the small district looks up the names of what it shows
WHO = ("office", "liaison", "approver")


def made(size: Size) -> District:
    district = build(size, timezone.localdate())
    recompute_lamps(SYSTEM, district.campaign, timezone.localdate())
    return district


def asked(district: District) -> dict[tuple[str, str], int]:
    """Return how many queries each list takes for each person; redirects and refusals are no pages."""
    sheets = [f"/ledgers/{district.campaign.slug}/{code}/" for code in ("all", "task", "project")]
    addresses = {name: reverse(name) for name in LISTS} | {sheet: sheet for sheet in sheets}
    addresses["overview:search"] += "?q=停车"
    found = {}
    for who in WHO:
        client = Client()
        client.force_login(district.accounts[who])
        for name, address in addresses.items():
            client.get(address)  # what is asked once a process is not counted
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
            if response.status_code == 200:
                found[name, who] = len(queries)
    return found


def clear() -> None:
    call_command("flush", interactive=False, verbosity=0)


def test_it_makes_what_its_size_says() -> None:
    district = made(SMALL)

    assert Entry.objects.count() == SMALL.entries
    assert Duty.objects.count() == 4 * SMALL.entries
    assert set(Entry.objects.values_list("campaign_id", flat=True)) == {district.campaign.pk}
    assert Round.objects.count() == SMALL.rounds
    asked_all = SMALL.full_rounds * SMALL.entries
    assert CheckIn.objects.count() == asked_all + SMALL.entries // 10
    drafts = CheckIn.objects.filter(state="draft")
    assert set(drafts.values_list("round_id", flat=True)) == {district.open_round.pk}
    assert Entry.objects.order_by("pk").values_list("due_on", flat=True)[0] > date(2020, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_no_list_asks_more_of_the_database_for_more_rows() -> None:
    small = asked(made(SMALL))
    clear()
    large = asked(made(LARGE))
    over = {
        f"{name} ({who})": (small.get((name, who)), number)
        for (name, who), number in large.items()
        if number > MORE.get(name, MOST) or number > small.get((name, who), 0) + SLACK
    }

    assert len(large) > 2 * len(LISTS) // 3
    assert over == {}

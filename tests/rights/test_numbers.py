"""Every number opens what it counts: each counted link is followed, and the rows behind it are counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rooms import make_scene, put_target
from worlds import World

from guatu.campaigns.actions import NewTarget
from guatu.campaigns.models import Campaign, Validity
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry

pytestmark = pytest.mark.django_db

FURTHER = ("leader", "assessor", "approver", "housing_liaison", "stranger")
WHO = ["office", "liaison", *(pytest.param(who, marks=pytest.mark.sqlite_only) for who in FURTHER)]
NUMBER = re.compile(r"\D*(\d+)(?:\s*/\s*\d+)?\D*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link with the words on it."""

    address: str
    words: str


class Reader(HTMLParser):
    """Collects the links of a page, and how many rows of each sort it has."""

    def __init__(self, text: str, page: str) -> None:
        super().__init__()
        self.page = page
        self.anchors: list[Anchor] = []
        self.counts = {"entries": 0, "gauges": 0, "targets": 0}
        self.href: str | None = None
        self.words: list[str] = []
        self.is_main = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        classes = values.get("class", "").split()
        self.is_main = self.is_main or tag == "main"
        if tag == "a" and self.is_main:
            self.href, self.words = values.get("href", ""), []
            self.counts["entries"] += "row-link" in classes
        self.counts["gauges"] += "gauge" in classes
        self.counts["targets"] += tag == "th" and values.get("scope") == "row"

    def handle_data(self, text: str) -> None:
        self.words.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href is not None:
            words = "".join(self.words).strip()
            self.anchors.append(Anchor(address=urljoin(self.page, self.href), words=words))
            self.href = None


def counted(address: str) -> str | None:
    """Say what a page of this address counts, if it is one that a number leads to."""
    path, query = urlsplit(address).path, urlsplit(address).query
    if path == reverse("overview:room"):
        return "gauges" if "targets=" in query else None
    if path == reverse("campaigns:targets"):
        return "targets"
    return "entries" if re.fullmatch(r"/ledgers/(?!entries/)[\w-]+/[\w-]+/", path) else None


@pytest.fixture
def campaign(world: World) -> Campaign:
    """Return a campaign with entries in and out of force, of two kinds, and targets in every state."""
    today = timezone.localdate()
    scene = make_scene(world, today)
    supports = (Assigned(unit_id=world.housing.pk),)
    more = [
        NewEntry(title=f"其他{n}", leads=(Assigned(unit_id=unit.pk),), supports=supports,
                 fields={"category": ("reform", "build")[n % 2]})
        for n, unit in enumerate((world.finance, world.town, world.finance, world.housing))
    ]  # fmt: skip
    rows = insert_entries(scene.campaign, "task", more)
    insert_entries(scene.campaign, "project", [NewEntry(title="项目", leads=supports)])
    Entry.objects.filter(pk=rows[0].pk).update(validity=Validity.DRAFT)
    Entry.objects.filter(pk=rows[1].pk).update(validity=Validity.SUSPENDED)
    for unit, name, values in (
        (world.finance, "甲", ["900"]),
        (world.finance, "乙", ["1"]),
        (world.housing, "丙", [None]),
        (world.town, "丁", []),
    ):
        new = NewTarget(indicator=name, op=">=", value=Decimal(1000), measure="个",
                        written=f"{name}1000个", unit_id=unit.pk)  # fmt: skip
        put_target(scene.campaign, new, [(date(today.year, 1, 10), value) for value in values])
    return scene.campaign


def read(client: Client, address: str) -> Reader:
    response = client.get(address)
    assert response.status_code == 200, address
    return Reader(response.content.decode(), address)


@pytest.mark.parametrize("who", WHO)
def test_a_number_counts_the_rows_behind_it(world: World, campaign: Campaign, who: str) -> None:
    client = world.client(who)
    slug = campaign.slug
    pages = [
        reverse("overview:room"),
        f"{reverse('overview:room')}?unit={world.housing.pk}",
        *(
            f"{reverse('ledgers:sheet', args=[slug, code])}?figures=1"
            for code in ("all", "task", "project")
        ),
        f"{reverse('ledgers:sheet', args=[slug, 'all'])}?mine=1",
        f"{reverse('campaigns:targets')}?campaign={slug}",
    ]
    wrong, followed = [], 0
    for page in pages:
        for anchor in read(client, page).anchors:
            what, number = counted(anchor.address), NUMBER.fullmatch(anchor.words)
            if what is None or number is None:
                continue
            followed += 1
            behind = read(client, anchor.address).counts[what]
            if behind != int(number[1]):
                wrong.append(f"{page}: “{anchor.words}” opens {behind} {what}: {anchor.address}")

    assert not wrong, "\n".join(wrong)
    assert followed >= 10


def test_what_is_not_in_sight_is_a_number_and_no_row(world: World, campaign: Campaign) -> None:
    page = world.client("liaison").get(reverse("overview:room")).content.decode()
    hidden = Entry.objects.filter(campaign=campaign, validity=Validity.IN_FORCE).exclude(
        unit=world.finance
    )

    assert f"{hidden.count()} more entries" in page or f"另有{hidden.count()}" in page
    assert not [entry.title for entry in hidden if f">{entry.title}<" in page]

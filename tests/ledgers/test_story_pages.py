"""The page of an entry as one story: what is decided folds away, money says nothing of months to come."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.ledgers.actions import NewEntry, insert_entries
from guatu.ledgers.models import Entry, Milestone

pytestmark = pytest.mark.django_db
FOLDED = re.compile(r'<details class="folded">(.*?)</details>', re.DOTALL)


def decide(entry: Entry, outcomes: list[str]) -> None:
    for place, outcome in enumerate(outcomes):
        Milestone.objects.create(
            entry=entry, kind="month", title=f"第{place}步", outcome=outcome,
            due_on=date(2026, 1, 31) + timedelta(days=28 * place),
            decided_on=None if outcome == "open" else date(2026, 8, 1),
        )  # fmt: skip


def page_of(world: World, entry: Entry) -> str:
    path = reverse("ledgers:entry", args=[entry.pk])
    return world.client("office").get(path).content.decode()


def test_decided_goals_fold_and_undecided_ones_stay(people: World, entry: Entry) -> None:
    decide(entry, ["met", "missed", "met", "open", "met", "open"])

    page = page_of(people, entry)
    (fold,) = FOLDED.findall(page)

    assert re.findall(r"第\d步", fold) == ["第0步", "第1步", "第2步", "第4步"]
    assert "4个：达成3个，未达成1个" in fold
    assert re.findall(r"第\d步", page.replace(fold, "")) == ["第3步", "第5步"]
    assert reverse("ledgers:goal-year", args=[entry.pk]) in page


def test_few_decided_goals_are_not_worth_a_fold(people: World, entry: Entry) -> None:
    decide(entry, ["met", "missed", "met", "open"])

    page = page_of(people, entry)

    assert not FOLDED.findall(page)
    assert re.findall(r"第\d步", page) == ["第0步", "第1步", "第2步", "第3步"]


def test_a_month_to_come_has_a_plan_and_no_share(people: World, campaign: Campaign) -> None:
    this = timezone.localdate().replace(day=1)
    past, ahead = (this - timedelta(days=1)).replace(day=1), (this + timedelta(days=32))
    fields = {
        "planned": {f"{past:%Y-%m}": "40", f"{ahead:%Y-%m}": "60"},
        "paid": {f"{past:%Y-%m}": "30"},
    }
    (entry,) = insert_entries(campaign, "project", [NewEntry(title="水厂", fields=fields)])

    page = page_of(people, entry)
    rows = dict(re.findall(r'<tr id="paid-(\S+)".*?>(.*?)</tr>', page, re.DOTALL))

    assert "75%" in rows[f"{past:%Y-%m}"]
    assert "%" not in rows[f"{ahead:%Y-%m}"]
    assert "30" not in rows[f"{ahead:%Y-%m}"]

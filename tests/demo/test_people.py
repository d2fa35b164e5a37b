"""What the demo shows of people: everything laid is found where its page shows it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from guatu.accounts.models import Appointment, Handover, Unit, UnitAlias
from guatu.accounts.queries.handovers import vacant_posts
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.demo.laying import Laying
from guatu.demo.people import LEFT_EMPTY, NEW_NAME
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.responsibility import responsible_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_a_unit_was_renamed_and_its_old_name_still_finds_it(demo: Laying) -> None:
    unit = Unit.objects.get(name=NEW_NAME)
    (change,) = unit.changes.all()

    assert demo.months == 0
    assert UnitAlias.objects.filter(unit=unit, name=change.old_name).exists()


def test_a_post_passed_on_with_what_it_owes_and_one_stands_empty() -> None:
    today = timezone.localdate()
    passed = Handover.objects.get(successor__isnull=False)
    empty = list(vacant_posts(SYSTEM, today))

    assert passed.items.exists()
    assert [(post.unit.label, post.title) for post in empty] == [LEFT_EMPTY]


def test_a_deputy_stands_in_now() -> None:
    (row,) = Appointment.objects.filter(is_deputy=True)

    assert row.ended_on is not None
    assert row.started_on <= timezone.localdate() <= row.ended_on


def test_each_entry_of_the_campaign_has_somebody_at_each_level() -> None:
    campaign = Campaign.objects.get(slug="linlan-2026")
    entries = list(Entry.objects.filter(campaign=campaign))
    lines = responsible_of(entries, timezone.localdate())
    sources = {line.source for found in lines.values() for line in found}

    assert all(line.answerable for found in lines.values() for line in found)
    assert sources == {"campaign", "heading"}

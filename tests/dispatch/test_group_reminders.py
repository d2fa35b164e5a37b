"""What a work group's robot says when units are reminded: which units are silent, never who."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.dispatch.actions import running
from guatu.dispatch.actions.running import open_due, remind
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.notices.actions.sending import message_of
from guatu.notices.models import Channel, Delivery, Notice

pytestmark = pytest.mark.django_db
FRIDAY = at(MONDAY.replace(day=19), 0, 1)


@pytest.fixture
def opened(scene: Scene, clock: Traveller, settings: Any) -> Round:
    settings.WEBHOOK_HOSTS = ["robots.example"]
    Cadence.objects.filter(pk=scene.cadence.pk).update(begins_on=MONDAY)
    open_due(scene.cadence.pk, at(MONDAY), after_each=lambda _n: None)
    clock.move_to(FRIDAY)
    return Round.objects.get()


def group(of: Campaign | Unit) -> Channel:
    whose = {"unit": of} if isinstance(of, Unit) else {"campaign": of}
    return Channel.objects.create(
        form="wecom", title="工作群", address="https://robots.example/x", made_at=timezone.now(),
        **whose,
    )  # fmt: skip


def said(channel: Channel) -> str:
    return message_of(Delivery.objects.get(channel=channel)).text


def test_a_group_reads_the_silent_units_in_their_order_and_no_person(
    scene: Scene, opened: Round
) -> None:
    Unit.objects.filter(pk=scene.world.finance.pk).update(official_order=1)
    Unit.objects.filter(pk=scene.world.housing.pk).update(official_order=2)
    channel = group(opened.campaign)

    remind(opened.pk, "before-24", FRIDAY)

    text = said(channel)
    assert "第1期" in text
    assert f"尚未填报的单位：{scene.world.finance.label}、{scene.world.housing.label}。" in text
    for person in ("liaison", "housing_liaison"):
        assert scene.world.accounts[person].person.name not in text
    notice = Notice.objects.get()
    assert "您单位" in notice.text  # in the pages and by mail it speaks to its reader
    assert scene.world.finance.label not in notice.text


def test_a_units_own_group_reads_of_that_unit_alone(scene: Scene, opened: Round) -> None:
    whole, own = group(scene.world.district), group(scene.world.housing)

    remind(opened.pk, "before-24", FRIDAY)

    assert scene.world.finance.label in said(whole)
    assert scene.world.finance.label not in said(own)
    assert scene.world.housing.label in said(own)


def test_of_many_units_the_first_are_named_and_all_counted(
    opened: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "NAMED", 1)
    channel = group(opened.campaign)

    remind(opened.pk, "before-24", FRIDAY)

    assert "等2个单位。" in said(channel)


def test_the_next_step_is_no_repeat_where_fewer_are_silent(scene: Scene, opened: Round) -> None:
    """Two steps within the hours of repeats: the same words to a reader, other units to a group."""
    Cadence.objects.filter(pk=scene.cadence.pk).update(remind_before=[25, 24])
    channel = group(opened.campaign)
    remind(opened.pk, "before-25", at(MONDAY.replace(day=18), 23, 30))
    CheckIn.objects.filter(round=opened, unit=scene.world.housing).update(received_at=FRIDAY)

    remind(opened.pk, "before-24", FRIDAY)

    rows = Delivery.objects.filter(channel=channel).order_by("pk")
    assert [row.state for row in rows] == ["waiting", "waiting"]
    assert [scene.world.housing.label in row.text for row in rows] == [True, False]

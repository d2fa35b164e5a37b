"""Old copies and old deliveries go; what says that something was told stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tellings import notice
from worlds import World

from guatu.core.actors import Role
from guatu.notices.actions import tell
from guatu.notices.actions.forgetting import KEPT, forget_old
from guatu.notices.models import Channel, Delivery, Notice, NoticeCopy, NoticeUnit

pytestmark = pytest.mark.django_db


def test_an_old_notice_leaves_the_lists_and_is_never_told_again(world: World) -> None:
    now = timezone.now()
    for key in ("old", "new"):
        tell(notice(key=key, unit_ids=[world.finance.pk], roles=(Role.LIAISON,)))
    Notice.objects.filter(key="old").update(told_at=now - KEPT - timedelta(days=1))

    assert forget_old(now) == 1
    assert forget_old(now) == 0

    assert list(NoticeCopy.objects.values_list("notice__key", flat=True)) == ["new"]
    assert NoticeUnit.objects.count() == 2
    assert tell(notice(key="old", unit_ids=[world.finance.pk], roles=(Role.LIAISON,))) == 0
    assert NoticeCopy.objects.count() == 1


def test_old_deliveries_that_ended_go_and_those_that_wait_stay(world: World) -> None:
    now = timezone.now()
    old = now - KEPT - timedelta(days=1)
    channel = Channel.objects.create(form="wecom", title="群", unit=world.finance, made_at=old)

    def delivery(key: str, **more: object) -> Delivery:
        given = {"not_before": old, "made_at": old, "channel": channel, "fingerprint": key} | more
        return Delivery.objects.create(key=key, subject=key, **given)

    digest = delivery("digest", state="sent", ended_at=old)
    delivery("within", state="merged", ended_at=old, merged_into=digest)
    delivery("waits")
    delivery("young", state="sent", ended_at=now)

    assert forget_old(now) == 2  # what went out within the digest before it
    assert forget_old(now) == 0

    assert set(Delivery.objects.values_list("key", flat=True)) == {"waits", "young"}

"""The demo's notices: some for each who signs in, and a log that says it is simulated."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from worlds import World, make_campaign

from guatu.accounts.queries import actor_of
from guatu.core.actors import Actor, Role
from guatu.demo.logins import LOGINS
from guatu.demo.notices import lay_notices
from guatu.demo.stage import Stage
from guatu.notices.models import Delivery, NoticeCopy

pytestmark = pytest.mark.django_db
SAME = {"unitadmin": "unit_admin", "town": "stranger", "audit": "auditor"}


def test_everybody_has_something_unread_and_nothing_waits_to_be_sent(world: World) -> None:
    def actor(name: str, today: date) -> Actor:
        return actor_of(world.accounts[SAME.get(name, name)], today)

    stage: Any = SimpleNamespace(
        general=make_campaign(world.district, is_simulated=True),
        settled=SimpleNamespace(actor=actor),
        today=date(2026, 6, 17),
    )
    lay_notices(cast("Stage", stage))
    unread = NoticeCopy.objects.filter(is_unread=True).values_list("person_id", flat=True)

    # nothing is sent to the inspection's people: they look, and nobody works at them
    people = [login.username for login in LOGINS if login.role != Role.DISCIPLINE]
    assert len(people) > 5
    assert {actor(name, stage.today).person_id for name in people} <= set(unread)
    assert not Delivery.objects.filter(state__in=["waiting", "sending"]).exists()
    assert not Delivery.objects.filter(is_simulated=False).exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {
        "sent", "failed", "unknown", "held",
    }  # fmt: skip

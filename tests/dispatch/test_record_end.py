"""What a print of a frozen round names of the record is the act that froze it, whenever it is printed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fortnight import shut
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.audit.models import AuditEvent
from guatu.audit.queries import head
from guatu.dispatch.queries.pasts import record_end

pytestmark = pytest.mark.django_db


def test_a_frozen_round_names_its_own_act_and_now_the_end(
    scene: Scene, time_machine: Traveller
) -> None:
    time_machine.move_to(at(MONDAY), tick=False)
    one = scene.open(MONDAY)
    time_machine.move_to(at(one.ends_on + timedelta(days=1)))
    one = shut(one, one.ends_on)
    then, now = record_end(one), record_end(None)
    scene.open(MONDAY + timedelta(days=7))
    frozen = AuditEvent.objects.get(act="round.freeze")
    last = head()

    assert record_end(one) == then == (frozen.number, frozen.hash)
    assert last is not None
    assert record_end(None) == (last.number, last.hash) != now

"""The worker does what the calendar asks for, again and again without harm."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone
from drafts import make_confirmed
from worlds import World, install_kinds

from guatu.audit.models import AuditEvent
from guatu.cli.worker import beside, turn
from guatu.dispatch.actions import ensure_cadence, open_round
from guatu.dispatch.models import Round
from guatu.ledgers.models import EntryLamp


@pytest.mark.django_db
def test_a_new_day_closes_what_ended_and_lights_the_lamps(world: World) -> None:
    install_kinds()
    campaign = make_confirmed(world)
    office = world.actor("office")
    then = timezone.localdate() - timedelta(days=14)
    open_round(office, ensure_cadence(office, campaign), then)
    EntryLamp.objects.all().delete()
    day = turn(None)

    assert day == timezone.localdate()
    assert set(Round.objects.values_list("state", flat=True)) == {Round.State.CLOSED}
    assert EntryLamp.objects.count() == campaign.entries.count()

    acts = AuditEvent.objects.count()
    turn(None)
    turn(day)

    assert AuditEvent.objects.count() == acts


@pytest.mark.django_db
def test_a_turn_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the server went away")

    monkeypatch.setattr("guatu.dispatch.actions.daily.do_what_is_due", fail)

    assert turn(None) is None


def test_it_runs_beside_and_stops_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def note(command: list[str]) -> subprocess.Popen[bytes]:
        assert command[0] == sys.executable
        assert command[-1] == "worker"
        started.append(real([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", note)
    with beside(tmp_path, wanted=True):
        assert started[0].poll() is None

    assert started[0].poll() is not None
    with beside(tmp_path, wanted=False):
        assert len(started) == 1

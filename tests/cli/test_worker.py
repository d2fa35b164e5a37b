"""The worker does what the calendar asks for, again and again without harm."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone
from drafts import make_confirmed
from worlds import World, install_kinds

from guatu.audit.models import AuditEvent
from guatu.cli.worker import beside, turn
from guatu.core.lamps import RuleSetError
from guatu.dispatch.actions import ensure_cadence, open_round
from guatu.dispatch.models import Round
from guatu.ledgers.models import EntryLamp


@pytest.mark.django_db(transaction=True)  # the worker gives stale connections back
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
@pytest.mark.parametrize(
    "fault",
    [
        DatabaseError("the server went away"),
        RuleSetError("there is no such rule set", file="gone.toml"),
        KeyError("stage"),
    ],
)
def test_a_turn_that_fails_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise fault

    monkeypatch.setattr("guatu.dispatch.actions.daily.do_what_is_due", fail)

    assert turn(None) is None
    assert "tried again" in caplog.text


def test_it_runs_beside_and_stops_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    is_started = threading.Event()
    real = subprocess.Popen

    def note(command: list[str]) -> subprocess.Popen[bytes]:
        assert command[0] == sys.executable
        assert command[-3:] == ["worker", "--server", str(os.getpid())]
        started.append(real([sys.executable, "-c", "import time; time.sleep(60)"]))
        is_started.set()
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", note)
    with beside(tmp_path, wanted=True):
        assert is_started.wait(10)
        assert started[0].poll() is None

    assert started[0].poll() is not None
    with beside(tmp_path, wanted=False):
        assert len(started) == 1


def test_a_worker_that_dies_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[beside.__module__]  # the package has the command under the same name
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.02)
    started: list[subprocess.Popen[bytes]] = []
    is_second = threading.Event()
    real = subprocess.Popen

    def note(_command: list[str]) -> subprocess.Popen[bytes]:
        work = "import time; time.sleep(60)" if started else "raise SystemExit(3)"
        started.append(real([sys.executable, "-c", work]))
        if len(started) > 1:
            is_second.set()
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", note)
    with beside(tmp_path, wanted=True):
        assert is_second.wait(10)

    assert [process.poll() is None for process in started] == [False, False]
    assert started[0].returncode == 3

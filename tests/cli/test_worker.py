"""The worker does what the calendar asks for, again and again without harm."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from guatu.cli.worker import beside


def test_a_worker_asked_once_does_what_the_calendar_asks_and_stops(tmp_path: Path) -> None:
    environment = {**os.environ, "GUATU_DATABASE": "", "GUATU_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "guatu", "--data", str(tmp_path)]
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)  # noqa: S603
    once = subprocess.run(  # noqa: S603 our own command
        [*command, "worker", "--once"], env=environment, check=True, capture_output=True, text=True
    )

    assert "dispatch.light" in once.stderr
    with sqlite3.connect(tmp_path / "guatu.sqlite3") as database:
        rows = database.execute("SELECT state, count(*) FROM jobs_job GROUP BY state").fetchall()
    assert [state for state, _count in rows] == ["done"]


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

"""`guatu demo`: what it decides when it finds an installation empty, its own, or somebody else's."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from guatu.cli import main
from guatu.demo import installed, loading
from guatu.demo.installed import Standing
from guatu.demo.laying import lay
from guatu.demo.logins import LOGINS, password_of

command = import_module("guatu.cli.demo")  # the package re-exports the command by this name
TODAY = date(2026, 11, 22)
FOLDER = Path("unused")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what the command does to the installation instead of doing it."""
    done: list[str] = []
    monkeypatch.setattr(command, "prepare", lambda _folder: done.append("prepare"))
    monkeypatch.setattr(installed, "empty_demo", lambda: done.append("empty"))
    monkeypatch.setattr(
        loading, "load_demo", lambda day, **_options: done.append(f"load {day}") or lay(day)
    )
    return done


def found(monkeypatch: pytest.MonkeyPatch, standing: Standing) -> None:
    monkeypatch.setattr(installed, "standing", lambda: standing)


def test_an_empty_installation_is_loaded(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Standing(is_empty=True))

    command.load(FOLDER, today=TODAY, is_forced=False)

    assert steps == ["load 2026-11-22"]


def test_the_demo_of_today_stays(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Standing(is_empty=False, laid_for=TODAY, is_touched=True))

    laying = command.load(FOLDER, today=TODAY, is_forced=False)

    assert laying.today == TODAY
    assert steps == []


def test_an_untouched_demo_of_another_day_is_laid_anew(
    steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, Standing(is_empty=False, laid_for=date(2026, 11, 1)))

    command.load(FOLDER, today=TODAY, is_forced=False)

    assert steps == ["empty", "prepare", "load 2026-11-22"]


def test_a_demo_that_was_worked_in_is_kept_and_says_how_to_reset(
    steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found(monkeypatch, Standing(is_empty=False, laid_for=date(2026, 11, 1), is_touched=True))

    laying = command.load(FOLDER, today=TODAY, is_forced=False)

    assert laying.today == date(2026, 11, 1)
    assert steps == []
    assert "--reset" in capsys.readouterr().out


def test_a_reset_is_done_when_asked_for(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Standing(is_empty=False, laid_for=TODAY, is_touched=True))

    command.load(FOLDER, today=TODAY, is_forced=True)

    assert steps == ["empty", "prepare", "load 2026-11-22"]


@pytest.mark.parametrize("is_forced", [False, True])
def test_somebodys_own_data_is_refused(
    steps: list[str], monkeypatch: pytest.MonkeyPatch, *, is_forced: bool
) -> None:
    found(monkeypatch, Standing(is_empty=False))

    with pytest.raises(click.ClickException, match="data of its own"):
        command.load(FOLDER, today=TODAY, is_forced=is_forced)

    assert steps == []


def test_the_console_says_the_address_and_every_password() -> None:
    said = command.welcome(lay(TODAY), port=8107)

    assert "http://127.0.0.1:8107/" in said
    assert all(password_of(one.username, loading.SEED) in said for one in LOGINS)
    assert "模拟数据" in said
    assert "simulated" in said
    assert "moved" not in said


def test_the_console_says_that_dates_were_moved() -> None:
    said = command.welcome(lay(date(2027, 2, 10)), port=None)

    assert "4 个月" in said
    assert "moved by 4 months" in said
    assert "http://" not in said


def test_a_day_that_is_none_is_refused_in_one_sentence() -> None:
    result = CliRunner().invoke(main, ["demo", "--today", "tomorrow"])

    assert result.exit_code == 2
    assert "tomorrow is no day" in result.output

"""Mistakes in the settings are named before anybody is served by them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks


def found(*, deploy: bool = False) -> set[str | None]:
    return {message.id for message in run_checks(include_deployment_checks=deploy)}


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("SECRET_KEY", "", "guatu.E001"),
        ("DATA", Path("/nowhere/at/all"), "guatu.E002"),
        ("UPLOAD_MAX_BYTES", 1, "guatu.E003"),
    ],
)
def test_what_stops_an_installation(settings: Any, setting: str, value: object, code: str) -> None:
    assert code not in found()
    setattr(settings, setting, value)

    assert code in found()


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("PLAIN_HTTP", True, "guatu.W001"),
        ("DEBUG", True, "guatu.W002"),
        ("ALLOWED_HOSTS", ["*"], "guatu.W003"),
    ],
)
def test_what_a_deployment_is_warned_of(
    settings: Any, setting: str, value: object, code: str
) -> None:
    settings.PLAIN_HTTP = False
    assert code not in found(deploy=True)
    setattr(settings, setting, value)

    assert code in found(deploy=True)
    assert code not in found()


def test_the_default_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    """As `make check` runs it: HTTPS, a key of one's own, nothing else set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GUATU_", "DJANGO_ALLOW_"))
    }
    result = subprocess.run(
        [sys.executable, "-m", "guatu", "manage", "check", "--deploy", "--fail-level", "WARNING"],
        env=kept | {"GUATU_DATA": str(tmp_path), "GUATU_SECRET_KEY": "k9-" + "aB3xYz7" * 10},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr

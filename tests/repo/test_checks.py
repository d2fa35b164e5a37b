"""What `make check` holds, the suite holds too: nothing lands that breaks it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ROOT, name, tracked

BIN = Path(sys.executable).parent
COMMANDS = {
    "format": ["ruff", "format", "--check", "--quiet"],
    "lint": ["ruff", "check", "--quiet"],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-cache"],
    "templates": ["djlint", "--quiet", "--lint", "src"],
    "migrations": ["guatu", "manage", "makemigrations", "--check", "--dry-run"],
    "deployment": ["guatu", "manage", "check", "--deploy", "--fail-level", "WARNING"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_check_passes(command: list[str], tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GUATU_", "DJANGO_"))}
    environment |= {
        "GUATU_DATA": str(tmp_path),
        "GUATU_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-" * 2,
    }
    done = subprocess.run(  # noqa: S603 our own tools
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_each_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in tracked(".py")
        if name(path).startswith("src/")
        and "/migrations/" not in name(path)
        and not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]

    assert silent == []

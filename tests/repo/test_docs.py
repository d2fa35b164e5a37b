"""What can be set or called stands in the docs."""

from __future__ import annotations

import re

import click
from tree import ROOT

from guatu.cli import main


def test_each_setting_is_documented_and_no_other() -> None:
    source = (ROOT / "src/guatu/config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(GUATU_\w+)"', source))
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(GUATU_\w+)`", page, re.MULTILINE)) == read


def commands(group: click.Group, prefix: str = "guatu") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix} {name}")
        else:
            found.append(f"{prefix} {name}")
    return found


def test_each_command_is_documented() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")

    assert [c for c in commands(main) if f"`{c}" not in page] == []

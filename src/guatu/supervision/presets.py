"""The presets of rules of directives, as the data file brings them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guatu.core.directives import DirectiveDays
from guatu.supervision.queries.rules import NAMES

PACK = Path(__file__).resolve().parents[1] / "packs" / "directives.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A set of days with its name and what it is like, in both languages."""

    code: str
    title: dict[str, str]
    description: dict[str, str]
    days: DirectiveDays


@cache
def presets() -> tuple[Preset, ...]:
    """Return the presets in the order of the file."""
    tables = tomllib.loads(PACK.read_text(encoding="utf-8"))
    return tuple(
        Preset(
            code=code,
            title=table["title"],
            description=table["description"],
            days=DirectiveDays(**{name: table[name] for name in NAMES}),
        )
        for code, table in tables.items()
    )

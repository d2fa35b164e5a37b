"""The fictional district as its files list it: units, posts, people, collective names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PLANS = Path(__file__).parent / "plans"
ROOT = "临澜区"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit; `parent` and `members` are short names."""

    name: str
    short_name: str
    kind: str
    parent: str
    order: int
    group: str = ""
    aliases: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One post and who holds it; `scope` is the unit whose subtree it sees (its own if empty)."""

    unit: str
    title: str
    grade: str
    role: str
    person: str
    scope: str = ""
    order: int = 0
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """All of it, in official order."""

    units: tuple[UnitLine, ...]
    posts: tuple[PostLine, ...]
    groups: dict[str, list[str]]


@cache
def read_district() -> District:
    units = read("units.toml")
    people = read("people.toml")
    leaders = [PostLine(**line, scope=ROOT) for line in people["leaders"]]
    posts = [PostLine(**line) for line in people["posts"]]
    office = [PostLine(**line) for line in people["office"]]
    return District(
        units=tuple(UnitLine(**line) for line in sorted(units["units"], key=lambda u: u["order"])),
        posts=(*leaders, *posts, *office),
        groups={group["name"]: list(group["members"]) for group in units["groups"]},
    )


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((PLANS / name).read_text(encoding="utf-8"))


def plan_text(name: str) -> bytes:
    """Return a plan's file as it would be uploaded."""
    return (PLANS / name).read_bytes()

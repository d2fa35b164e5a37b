"""All routes with their policies, and the table of roles in the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from tree import ROOT

from guatu.core.actors import ANONYMOUS, Actor, ActorKind, Grant, Role
from guatu.shell.routes import Policy

PAGE = ROOT / "docs" / "security" / "roles.md"
FIRST, LAST = "<!-- routes: first -->", "<!-- routes: last -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address: its full name, the names of its arguments, and its policy if it declares one."""

    name: str
    arguments: tuple[str, ...]
    policy: Policy | None


def routes() -> list[Route]:
    return list(walk(get_resolver().url_patterns, "", ()))


def walk(
    patterns: list[URLPattern | URLResolver], space: str, outer: tuple[str, ...]
) -> Iterator[Route]:
    for pattern in patterns:
        arguments = (*outer, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner, arguments)
        else:
            policy = getattr(pattern.callback, "policy", None)
            yield Route(name=f"{space}{pattern.name}", arguments=arguments, policy=policy)


def holder(role: Role) -> Actor:
    """Return somebody who holds one post in `role` over one unit, and nothing else."""
    grant = Grant(role=role, post_id=1, unit_id=1, unit_path="0001", scope_path="0001")
    return Actor(kind=ActorKind.PERSON, account_id=1, person_id=1, name=role, grants=(grant,))


def table() -> str:
    """Return the table of routes and roles as the policies have it."""
    head = ["route", "anyone", *(role.value.replace("_", " ") for role in Role)]
    lines = [head, ["---", *(":-:" for _column in head[1:])]]
    for route in sorted(routes(), key=lambda r: r.name):
        actors = [ANONYMOUS, *(holder(role) for role in Role)]
        allowed = ["✓" if route.policy and route.policy(actor) else "" for actor in actors]
        lines.append([f"`{route.name}`", *allowed])
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)

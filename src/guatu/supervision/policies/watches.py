"""Two kinds of 立项 (T11): the office's list, and what discipline supervision reads."""

from __future__ import annotations

from guatu.core.actors import APART, Actor, Role
from guatu.core.paths import is_within


def can_watch_some(actor: Actor) -> bool:
    """Route level: discipline supervision alone; the office does not learn what is watched here."""
    return actor.holds(Role.DISCIPLINE)


def watching_units(actor: Actor) -> frozenset[int]:
    """Return the discipline supervision units for which the actor reads."""
    return frozenset(g.unit_id for g in actor.grants if g.role is Role.DISCIPLINE)


def can_put_under_watch(actor: Actor, unit_path: str) -> bool:
    """Put an entry of a unit under watch: within the scope of the discipline post."""
    return any(is_within(unit_path, scope) for scope in actor.scopes(Role.DISCIPLINE))


def can_list_items(actor: Actor) -> bool:
    """Put on the supervision list (督查立项): the office."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_open_lists(actor: Actor) -> bool:
    """Route level: whoever works in campaigns; which rows, D8 decides."""
    return any(grant.role not in APART for grant in actor.grants)

"""Who sees background work and may stop it or have it tried again."""

from __future__ import annotations

from guatu.core.actors import Actor, ActorKind, Role


def sees_all(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.SYSTEM_ADMINISTRATOR)


def can_see_jobs(actor: Actor) -> bool:
    """Whoever is signed in may see the page: each sees there what he may."""
    return actor.is_person

"""Who may do what with notices and the ways they go out."""

from __future__ import annotations

from guatu.core.actors import Actor, ActorKind, Role


def can_keep_channels(actor: Actor) -> bool:
    """Keep the addresses that notices go out to, and see what became of each delivery."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(
        Role.CAMPAIGN_OFFICE, Role.SYSTEM_ADMINISTRATOR
    )


def keeps_all_channels(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.SYSTEM_ADMINISTRATOR)

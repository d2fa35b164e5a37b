"""Who may see the record: it watches everybody, so only those who are set apart for it."""

from __future__ import annotations

from guatu.core.actors import Actor, ActorKind, Role


def can_read(actor: Actor) -> bool:
    """Only the audit administrator reads and verifies the record.

    The security administrator grants rights and must not read how they were used: the three
    administrators check each other.
    """
    return actor.holds(Role.AUDIT_ADMINISTRATOR)


def can_erase(actor: Actor) -> bool:
    """Retention runs by itself, or is started by the audit administrator."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.AUDIT_ADMINISTRATOR)

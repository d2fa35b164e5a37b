"""What the war room reads across the apps, always for an actor (D8)."""

from guatu.overview.queries.changes import base_round, changes
from guatu.overview.queries.counts import due_on, lamp_matrix
from guatu.overview.queries.matters import matters
from guatu.overview.queries.room import EVERY, GROUPS, Gauge, Look, Quote, Room, room

__all__ = [
    "EVERY",
    "GROUPS",
    "Gauge",
    "Look",
    "Quote",
    "Room",
    "base_round",
    "changes",
    "due_on",
    "lamp_matrix",
    "matters",
    "room",
]

"""Reads of ledgers and entries, always for an actor (D8)."""

from guatu.ledgers.queries.kinds import definition_of, installed_kinds, spoken
from guatu.ledgers.queries.visibility import visible_entries, visible_entry

__all__ = ["definition_of", "installed_kinds", "spoken", "visible_entries", "visible_entry"]

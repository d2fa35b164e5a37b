"""Reads of worklists, always for an actor (D8)."""

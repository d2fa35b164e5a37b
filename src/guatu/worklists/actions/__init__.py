"""Writes of worklists: one function an act, one transaction, one chained row."""

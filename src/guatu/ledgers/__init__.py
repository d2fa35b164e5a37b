"""Kinds, ledgers, entries, their duties, stages and lamps."""

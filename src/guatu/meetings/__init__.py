"""Dispatch meetings: prepared from the data, walked through, and what was decided there."""

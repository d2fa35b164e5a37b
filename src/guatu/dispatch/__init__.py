"""Cadences, rounds and check-ins: who says what of which entry, and when."""

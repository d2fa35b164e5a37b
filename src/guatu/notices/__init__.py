"""Reminders: to whom, by which way, and what became of each delivery."""

"""Reads of supervision, always for an actor: one module for each sort of thing."""

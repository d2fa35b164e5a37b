"""Reads of burden."""

"""Reads of sheets."""

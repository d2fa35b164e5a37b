"""Reads of paper."""

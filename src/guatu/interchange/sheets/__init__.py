"""Workbooks, as documents."""

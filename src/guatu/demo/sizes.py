"""What the load has written so far, made known to the database's planner."""

from __future__ import annotations

from django.db import connection


def count_tables() -> None:
    """Let PostgreSQL count its tables anew.

    By itself it counts after a commit, and the load is one transaction: until then its planner takes
    every table for empty and reads thousands of rows in loops. SQLite plans by its indexes alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

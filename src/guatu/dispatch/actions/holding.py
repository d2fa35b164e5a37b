"""Holding rounds: nothing is written into a round that is frozen at the same moment."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def hold_rounds(ids: Collection[int]) -> None:
    """Keep the state of rounds until this transaction ends; many writers may hold a round at once.

    Call it before the state is read, and before any other row is locked. Closing and freezing lock
    the round for themselves, so they wait for its holders, and those who come later see the end.
    """
    if not connection.features.has_select_for_update:
        return  # SQLite: one transaction writes at a time
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM dispatch_round WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(ids)]
        )

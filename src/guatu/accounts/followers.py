"""What higher apps do when something that this app keeps has changed: the table of holidays.

Limits in working days are kept by `ledgers`, above this app: it registers here that it moves them.
"""

from __future__ import annotations

from collections.abc import Callable

Follower = Callable[[], object]
_of_workdays: list[Follower] = []


def follow_workdays(follower: Follower) -> Follower:
    """Register what is to happen when a year's table has changed; called once, when an app is ready."""
    if follower not in _of_workdays:
        _of_workdays.append(follower)
    return follower


def tell_of_workdays() -> None:
    """Call every follower; the act does so before its own row, as the chain's head is locked last."""
    for one in _of_workdays:
        one()

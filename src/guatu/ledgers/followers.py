"""What higher apps do when an entry has changed, within the same transaction.

Lamps are computed by `dispatch`, above this app: it registers here that it lights the entry anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guatu.ledgers.models import Entry

Follower = Callable[[Entry], None]
Guard = Callable[[Entry, Mapping[str, Any]], None]
_guards: list[Guard] = []
_followers: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """Register what is to happen when an entry has changed; called once, when an app is ready."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell_followers(entry: Entry) -> None:
    """Call every follower; an act does so before its own row, as the chain's head is locked last."""
    for one in _followers:
        one(entry)


def guard(one: Guard) -> Guard:
    """Register what may refuse an edit of an entry's columns; called once, when an app is ready."""
    if one not in _guards:
        _guards.append(one)
    return one


def ask_guards(entry: Entry, columns: Mapping[str, Any]) -> None:
    """Let every guard look at an edit before it is written; one that refuses raises."""
    for one in _guards:
        one(entry, columns)

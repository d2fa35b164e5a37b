"""What higher apps do when an entry has changed, refuse of a change, or know of its past.

Lamps are computed by `dispatch`, above this app: it registers here that it lights the entry anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guatu.campaigns.models import Campaign
from guatu.ledgers.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What an entry said when it was issued, where an adjustment changed it since (T12)."""

    due_on: date | None = None
    standard: str = ""
    amount_fen: int | None = None
    leads: tuple[str, ...] = ()


Follower = Callable[[Entry], None]
LimitFollower = Callable[[Campaign, Sequence[int]], None]
Historian = Callable[[Sequence[int]], Mapping[int, Former]]
Guard = Callable[[Entry, Mapping[str, Any]], None]
_guards: list[Guard] = []
_followers: list[Follower] = []
_of_limits: list[LimitFollower] = []
_historians: list[Historian] = []


def follow(follower: Follower) -> Follower:
    """Register what is to happen when an entry has changed; called once, when an app is ready."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell_followers(entry: Entry) -> None:
    """Call every follower; an act does so before its own row, as the chain's head is locked last."""
    for one in _followers:
        one(entry)


def follow_limits(follower: LimitFollower) -> LimitFollower:
    """Register what is to happen when limits moved though no entry changed; called once."""
    if follower not in _of_limits:
        _of_limits.append(follower)
    return follower


def tell_of_limits(campaign: Campaign, entry_ids: Sequence[int]) -> None:
    """Let every follower act on entries whose limit moved: their lamps are lit anew."""
    for one in _of_limits:
        one(campaign, entry_ids)


def guard(one: Guard) -> Guard:
    """Register what may refuse an edit of an entry's columns; called once, when an app is ready."""
    if one not in _guards:
        _guards.append(one)
    return one


def ask_guards(entry: Entry, columns: Mapping[str, Any]) -> None:
    """Let every guard look at an edit before it is written; one that refuses raises."""
    for one in _guards:
        one(entry, columns)


def historian(one: Historian) -> Historian:
    """Register who knows what entries said before they were adjusted; called once, when an app is ready."""
    if one not in _historians:
        _historians.append(one)
    return one


def former_values(entry_ids: Sequence[int]) -> dict[int, Former]:
    """Return what was adjusted of these entries, for the sheets that show it struck."""
    return {pk: former for one in _historians for pk, former in one(entry_ids).items()}

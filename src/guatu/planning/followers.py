"""What higher apps make of a plan when it is confirmed, within the same transaction and audit row.

Rounds are kept by `dispatch`, above this app: it registers here what it makes of the cadences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guatu.audit.actions import Change
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCadence:
    """A recurring act that the plan names and a person accepted; `every` is a code of `core`'s `Every`."""

    event: str
    every: str
    plan_id: int
    quote_start: int
    quote_end: int


Follower = Callable[[Actor, Campaign, Sequence[ReadCadence]], list[Change]]
_followers: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """Register what is to happen when a plan is confirmed; called once, when an app is ready."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell_followers(
    actor: Actor, campaign: Campaign, cadences: Sequence[ReadCadence]
) -> list[Change]:
    """Let every follower write its rows and return what they changed."""
    return [change for one in _followers for change in one(actor, campaign, cadences)]


ForceFollower = Callable[[Campaign, Sequence[int]], None]
_of_force: list[ForceFollower] = []


def follow_force(follower: ForceFollower) -> ForceFollower:
    """Register what is to happen when entries come into force; called once, when an app is ready."""
    if follower not in _of_force:
        _of_force.append(follower)
    return follower


def tell_of_force(campaign: Campaign, entry_ids: Sequence[int]) -> None:
    """Let every follower act on entries that are in force from now on: their lamps are lit."""
    if entry_ids:
        for one in _of_force:
            one(campaign, entry_ids)

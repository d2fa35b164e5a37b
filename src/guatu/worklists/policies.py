"""Who may see, keep, settle, say and confirm the lines of weekly lists. Persons are compared (D6)."""

from __future__ import annotations

from dataclasses import dataclass

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import APART, Actor, ActorKind, Role
from guatu.core.paths import is_within
from guatu.worklists.models import WeekItem

WORKERS = (Role.LIAISON, Role.UNIT_ADMINISTRATOR, Role.APPROVER)
# who leads: the posts that have a week of their own
LEADING_GRADES = (Post.Grade.LEADER, Post.Grade.PRINCIPAL, Post.Grade.DEPUTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A post as far as a policy needs it."""

    post_id: int
    unit_id: int
    unit_path: str


def place_of(post: Post) -> Place:
    return Place(post_id=post.pk, unit_id=post.unit_id, unit_path=post.unit.path)


def can_open_lists(actor: Actor) -> bool:
    """Everybody who works in campaigns: not the administrators, not discipline supervision."""
    return actor.is_person and not actor.roles <= APART


def can_work_some(actor: Actor) -> bool:
    """Route level: whoever might say that a line is done, or confirm it."""
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LEADER, *WORKERS)


def can_run_lists(actor: Actor) -> bool:
    """Route level: the office makes lists, and sets when guatu makes them."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def is_office_over(actor: Actor, unit_path: str) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(is_within(unit_path, scope) for scope in actor.scopes(Role.CAMPAIGN_OFFICE))


def holds_post(actor: Actor, post_id: int) -> bool:
    """Say whether the actor holds the post today, as its deputy too."""
    return post_id in actor.post_ids


def works_at(actor: Actor, unit_id: int) -> bool:
    return any(grant.unit_id == unit_id and grant.role in WORKERS for grant in actor.grants)


def can_keep_list(actor: Actor, place: Place) -> bool:
    """Add and change lines: the office over it, the post, and whoever works for its unit."""
    return (
        is_office_over(actor, place.unit_path)
        or holds_post(actor, place.post_id)
        or works_at(actor, place.unit_id)
    )


def can_settle_list(actor: Actor, place: Place) -> bool:
    """定表: the office over it, or the post itself."""
    return is_office_over(actor, place.unit_path) or holds_post(actor, place.post_id)


def can_say(actor: Actor, item: WeekItem) -> bool:
    """Say what became of a line: who works for the unit that does it, its owner, or the list's keepers."""
    if actor.person_id is None:
        return False
    if item.unit is not None and acts_for(actor, item.unit_id or 0, item.unit.path):
        return True
    if item.owner_id is not None and holds_post(actor, item.owner_id):
        return True
    return can_keep_list(actor, place_of(item.week_list.post))


def acts_for(actor: Actor, unit_id: int, unit_path: str) -> bool:
    """Say whether the actor works for a unit: by its post's scope, or as part of a task force."""
    if not actor.holds(*WORKERS):
        return False
    reached = any(is_within(unit_path, scope) for scope in actor.scopes(*WORKERS))
    return reached or unit_id in actor.task_force_ids


def can_confirm(actor: Actor, item: WeekItem, holders: frozenset[int]) -> bool:
    """Confirm, return and reopen: the leader in charge, never the person who said it was done.

    `holders` are the persons who hold the leader's post. Where one of them said it, and no deputy
    is there to confirm, the office does.
    """
    if actor.person_id is None or actor.person_id == item.said_by:
        return False
    post = item.week_list.post
    if holds_post(actor, post.pk):
        return True
    return item.said_by in holders and is_office_over(actor, post.unit.path)


def can_reopen(actor: Actor, item: WeekItem) -> bool:
    """Open again what was struck off: the leader in charge, or the office over it."""
    post = item.week_list.post
    return holds_post(actor, post.pk) or is_office_over(actor, post.unit.path)


def can_decide_month(actor: Actor, campaign: Campaign) -> bool:
    """Approve the month's key work: a leader of the campaign's committee, by name."""
    return any(is_within(campaign.unit.path, scope) for scope in actor.scopes(Role.LEADER))


def can_propose_month(actor: Actor, campaign: Campaign) -> bool:
    return is_office_over(actor, campaign.unit.path)


def can_decide_some_month(actor: Actor) -> bool:
    return actor.holds(Role.LEADER)

"""Setting who answers first, mainly and directly for a campaign, a heading, a task force or an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Post, Unit
from guatu.audit.actions import Change, record
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_campaign
from guatu.core.actors import Actor, ActorKind
from guatu.ledgers.models import Entry, Responsibility, ResponsibilityScope
from guatu.ledgers.queries.responsibility import LEVELS, choosable_posts, posts_set, scope_for
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.versions import update_at_version

MOST = 5  # posts at one level: where everybody answers, nobody does


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is answered for: a campaign, and in it a heading, a task force or one entry."""

    campaign: Campaign
    heading: str = ""
    force: Unit | None = None
    entry: Entry | None = None

    @property
    def scope(self) -> ResponsibilityScope | None:
        return scope_for(self.campaign, entry=self.entry, heading=self.heading, force=self.force)


@transaction.atomic
def set_responsibility(
    actor: Actor, place: Place, posts: Mapping[str, Sequence[Post]], *, version: int
) -> ResponsibilityScope:
    """Let these posts answer at each level and no others; a level left empty is inherited.

    `version` is 0 where nothing was set until now.

    Raises
    ------
    InvalidState
        If a level has more than five posts, or a post has no part in the campaign.
    Stale
        If it was set by somebody else since it was read.
    """
    may = actor.kind is ActorKind.SYSTEM or can_manage_campaign(actor, place.campaign)
    if not may:
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    refuse_bad_posts(place.campaign, posts)
    scope = place.scope
    before = shown(scope)
    if scope is None:
        scope = insert_scope(place, version)
    update_at_version(scope, version)
    Responsibility.objects.filter(scope=scope).delete()
    Responsibility.objects.bulk_create(
        Responsibility(scope=scope, level=level, post=post, ordinal=ordinal)
        for level, chosen in posts.items()
        for ordinal, post in enumerate(chosen, start=1)
    )
    changes = [Change.of(scope, before=before, after=shown(scope))]
    record(actor, "responsibility.set", of=place.entry or place.campaign, changes=changes)
    return scope


def insert_scope(place: Place, version: int) -> ResponsibilityScope:
    if version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    try:
        with transaction.atomic():
            return ResponsibilityScope.objects.create(
                campaign=place.campaign,
                heading=place.heading,
                task_force=place.force,
                entry=place.entry,
                version=0,
            )
    except IntegrityError as error:  # somebody set it this very moment
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        ) from error


def refuse_bad_posts(campaign: Campaign, posts: Mapping[str, Sequence[Post]]) -> None:
    known = {post.pk for post in choosable_posts(campaign)}
    for chosen in posts.values():
        if len(chosen) > MOST:
            raise InvalidState(_("At most five posts answer at one level."))
        for post in chosen:
            if post.pk not in known:
                raise InvalidState(
                    _("%(post)s has no part in this campaign.") % {"post": post.title}
                )


def shown(scope: ResponsibilityScope | None) -> dict[str, object]:
    """Return what is recorded: the posts of each level in their order."""
    found = posts_set(scope)
    return {level.value: [post.pk for post in found[level.value]] for level in LEVELS}

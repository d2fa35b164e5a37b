"""What lies under a leading post in a campaign: by chain, by the three levels, by the unit it heads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.ledgers.models import Duty, Entry, PostDuty, Responsibility, ResponsibilityScope
from guatu.ledgers.queries import in_force_entries
from guatu.worklists.queries.lines import OWN_UNIT_KINDS

GUARDED_KIND = "risk_point"  # the kind whose lines name a guardian post
LONG_TITLE = 6  # signs: a title this long names its post by itself, 局长 does not


def under(actor: Actor, post: Post, campaign: Campaign) -> QuerySet[Entry]:
    """Return the entries in force, as far as `actor` sees them, that lie under a post.

    These are: those in whose chain it stands; those for which it answers at one of the three
    levels; and for who heads a unit, those that the unit leads.
    """
    condition = Q(pk__in=PostDuty.objects.filter(post=post).order_by().values("entry_id"))
    condition |= answered_for(post, campaign)
    if heads_unit(post):
        condition |= Q(pk__in=led_by(post.unit_id))
    return in_force_entries(actor, campaign).filter(condition)


def heads_unit(post: Post) -> bool:
    """Say whether what its unit leads lies under a post (as weekly lists have it)."""
    is_own = post.grade == Post.Grade.LEADER and post.unit.kind in OWN_UNIT_KINDS
    return post.grade == Post.Grade.PRINCIPAL or is_own


def led_by(unit_id: int) -> QuerySet[Duty, Any]:
    rows = Duty.objects.filter(unit_id=unit_id, role=Duty.Role.LEAD)
    return rows.order_by().values("entry_id")


def answered_for(post: Post, campaign: Campaign) -> Q:
    """Return the condition that a post answers for an entry at one of the three levels (S22).

    What is set nearer goes before: a level of a heading that others have is theirs, not that of
    whoever has it for the whole campaign.
    """
    condition = Q(pk__in=())
    rows = Responsibility.objects.filter(post=post, scope__campaign=campaign)
    for row in rows.select_related("scope").order_by("pk"):
        scope = row.scope
        if scope.entry_id is not None:
            condition |= Q(pk=scope.entry_id)
        elif scope.task_force_id is not None:
            condition |= Q(pk__in=within_force(scope)) & ~set_nearer(campaign, row.level, ())
        elif scope.heading:
            condition |= Q(heading=scope.heading) & ~set_nearer(campaign, row.level, ("force",))
        else:
            condition |= ~set_nearer(campaign, row.level, ("force", "heading"))
    return condition


def within_force(scope: ResponsibilityScope) -> QuerySet[Duty, Any]:
    rows = Duty.objects.filter(unit=scope.task_force)
    return rows.order_by().values("entry_id")


def set_nearer(campaign: Campaign, level: str, sorts: tuple[str, ...]) -> Q:
    """Return the condition that a level is set for an entry itself, or nearer than some scope."""
    scopes = ResponsibilityScope.objects.filter(campaign=campaign, rows__level=level).order_by()
    found = Q(pk__in=scopes.filter(entry__isnull=False).values("entry_id"))
    if "force" in sorts:
        forces = scopes.filter(task_force__isnull=False).values("task_force_id")
        found |= Q(pk__in=Duty.objects.filter(unit__in=forces).order_by().values("entry_id"))
    if "heading" in sorts:
        found |= Q(heading__in=scopes.exclude(heading="").values("heading"))
    return found


def guarded(actor: Actor, post: Post, campaign: Campaign) -> QuerySet[Entry]:
    """Return the points that a post guards (S20): by its chain, or as their guardian is written."""
    points = in_force_entries(actor, campaign).filter(kind__code=GUARDED_KIND)
    named = Q(fields__guardian__icontains=f"{post.unit.label}{post.title}")
    if len(post.title) >= LONG_TITLE:
        named |= Q(fields__guardian__icontains=post.title)
    chained = PostDuty.objects.filter(post=post).order_by().values("entry_id")
    return points.filter(named | Q(pk__in=chained))

"""What lies under a leading post in a campaign: by chain, by the three levels, by the unit it heads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.headings import named_by, plain_heading
from guatu.ledgers.models import Duty, Entry, PostDuty, Responsibility, ResponsibilityScope
from guatu.ledgers.queries import in_force_entries
from guatu.ledgers.queries.headings import nearest_headings, written_headings
from guatu.worklists.queries.lines import OWN_UNIT_KINDS

GUARDED_KIND = "risk_point"  # the kind whose lines name a guardian post
LONG_TITLE = 6  # signs: a title this long names its post by itself, 局长 does not


def under(actor: Actor, post: Post, campaign: Campaign) -> QuerySet[Entry]:
    """Return the entries in force, as far as `actor` sees them, that lie under a post.

    These are: those in whose chain it stands; those for which it answers at one of the three
    levels; what stands beneath those that are the post's own; and for who heads a unit, those
    that the unit leads.
    """
    condition = Q(pk__in=PostDuty.objects.filter(post=post).order_by().values("entry_id"))
    condition |= answered_for(post, campaign) | beneath_own(post, campaign)
    if heads_unit(post):
        condition |= Q(pk__in=led_by(post.unit_id))
    return in_force_entries(actor, campaign).filter(condition)


def beneath_own(post: Post, campaign: Campaign) -> Q:
    """Return the condition that an entry stands beneath one that is a leader's own.

    It does by its parent, or by a heading that names that one, and has no leader of its own.
    """
    entries = Entry.objects.filter(campaign=campaign).order_by()
    chains = PostDuty.objects.filter(level=PostDuty.Level.LEADER)
    levels = Responsibility.objects.filter(scope__entry__campaign=campaign)
    others = Q(pk__in=chains.values("entry_id")) | Q(pk__in=levels.values("scope__entry_id"))
    own = Q(pk__in=chains.filter(post=post).values("entry_id"))
    own |= Q(pk__in=levels.filter(post=post).values("scope__entry_id"))
    level = dict(entries.filter(own).values_list("pk", "title"))
    found: set[int] = set()
    headings = written_headings(campaign) if level else []
    while level:
        titles = set(map(plain_heading, level.values()))
        named = [one for one in headings if {named_by(one), plain_heading(one)} & titles]
        rows = entries.filter(Q(parent__in=level) | Q(heading__in=named)).exclude(others)
        level = {pk: title for pk, title in rows.values_list("pk", "title") if pk not in found}
        found |= level.keys()
    return Q(pk__in=found)


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
    whoever has it for the heading above or for the whole campaign.
    """
    condition = Q(pk__in=())
    rows = Responsibility.objects.filter(post=post, scope__campaign=campaign)
    for row in rows.select_related("scope").order_by("pk"):
        scope = row.scope
        if scope.entry_id is not None:
            condition |= Q(pk=scope.entry_id)
        elif scope.task_force_id is not None:
            condition |= Q(pk__in=within_force(scope)) & ~set_nearer(campaign, row.level)
        elif scope.heading:
            near = headings_set(campaign, row.level)[scope.heading]
            condition |= Q(heading__in=near) & ~set_nearer(campaign, row.level, by_force=True)
        else:
            near = [one for some in headings_set(campaign, row.level).values() for one in some]
            is_nearer = set_nearer(campaign, row.level, by_force=True) | Q(heading__in=near)
            condition |= ~is_nearer
    return condition


def scopes_setting(campaign: Campaign, level: str) -> QuerySet[ResponsibilityScope]:
    return ResponsibilityScope.objects.filter(campaign=campaign, rows__level=level).order_by()


def headings_set(campaign: Campaign, level: str) -> dict[str, list[str]]:
    """Return the headings for which a level is set, each with those of entries that it holds for."""
    scopes = scopes_setting(campaign, level).exclude(heading="")
    return nearest_headings(campaign, set(scopes.values_list("heading", flat=True)))


def within_force(scope: ResponsibilityScope) -> QuerySet[Duty, Any]:
    rows = Duty.objects.filter(unit=scope.task_force)
    return rows.order_by().values("entry_id")


def set_nearer(campaign: Campaign, level: str, *, by_force: bool = False) -> Q:
    """Return the condition that a level is set for an entry itself, or also by its task force."""
    scopes = scopes_setting(campaign, level)
    found = Q(pk__in=scopes.filter(entry__isnull=False).values("entry_id"))
    if by_force:
        forces = scopes.filter(task_force__isnull=False).values("task_force_id")
        found |= Q(pk__in=Duty.objects.filter(unit__in=forces).order_by().values("entry_id"))
    return found


def guarded(actor: Actor, post: Post, campaign: Campaign) -> QuerySet[Entry]:
    """Return the points that a post guards (S20): by its chain, or as their guardian is written."""
    points = in_force_entries(actor, campaign).filter(kind__code=GUARDED_KIND)
    named = Q(fields__guardian__icontains=f"{post.unit.label}{post.title}")
    if len(post.title) >= LONG_TITLE:
        named |= Q(fields__guardian__icontains=post.title)
    chained = PostDuty.objects.filter(post=post).order_by().values("entry_id")
    return points.filter(named | Q(pk__in=chained))

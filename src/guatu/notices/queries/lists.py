"""A person's own notices, unread first; nobody else's are ever read."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from guatu.campaigns.queries.campaigns import visible_campaigns
from guatu.core.actors import Actor
from guatu.notices.models import NoticeCopy
from guatu.notices.sights import open_addresses
from guatu.shell.errors import NotFound

PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to, and its page from 1."""

    campaign: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of notices; `open_ids` are those whose page is for the person's eyes."""

    copies: list[NoticeCopy]
    open_ids: frozenset[int]
    has_more: bool
    sorts: list[str] = field(default_factory=list)
    campaigns: list[tuple[str, str]] = field(default_factory=list)


def own_copies(actor: Actor) -> QuerySet[NoticeCopy]:
    """Return the copies of the person who acts."""
    if actor.person_id is None:
        return NoticeCopy.objects.none()
    return NoticeCopy.objects.filter(person_id=actor.person_id)


def own_copy(actor: Actor, notice_id: int) -> NoticeCopy:
    """Return one's own copy of a notice.

    Raises
    ------
    NotFound
        If the person was not told it.
    """
    copy = own_copies(actor).filter(notice_id=notice_id).select_related("notice").first()
    if copy is None:
        raise NotFound
    return copy


def notices_for(actor: Actor, wanted: Wanted) -> Listed:
    """Return a page of the actor's notices: unread first, the latest first among them."""
    own = own_copies(actor)
    rows = own.select_related("notice__campaign").order_by("-is_unread", "-notice_id")
    if wanted.sort:
        rows = rows.filter(notice__sort=wanted.sort)
    if wanted.campaign:
        rows = rows.filter(notice__campaign__slug=wanted.campaign)
    first = (max(wanted.page, 1) - 1) * PAGE
    copies = list(rows[first : first + PAGE + 1])
    shown = copies[:PAGE]
    seen = open_addresses(actor, (copy.notice.address for copy in shown if copy.notice.address))
    told = own.order_by().values_list("notice__campaign__slug", flat=True).distinct()
    campaigns = visible_campaigns(actor).filter(slug__in=[slug for slug in told if slug])
    return Listed(
        copies=shown,
        open_ids=frozenset(copy.pk for copy in shown if copy.notice.address in seen),
        has_more=len(copies) > PAGE,
        sorts=sorted(set(own.order_by().values_list("notice__sort", flat=True).distinct())),
        campaigns=[(row.slug, str(row)) for row in campaigns.order_by("-starts_on", "slug")],
    )

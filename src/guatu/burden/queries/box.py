"""The complaint box, as the office reads it, and as whoever wrote reads the answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from guatu.burden.models import Complaint
from guatu.burden.policies import can_read_box, can_see_burden
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor, Role
from guatu.core.paths import subtree_range
from guatu.shell.errors import NotFound

READERS = (Role.CAMPAIGN_OFFICE, Role.LEADER)
A_PAGE = 30
LISTED = 20  # of one's own, and of the answers to words without a name


def visible_complaints(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints on campaigns in the actor's scope, and those on no campaign at all."""
    if not can_read_box(actor):
        return Complaint.objects.none()
    reach = Q(campaign__isnull=True)
    for scope in actor.scopes(*READERS):
        first, end = subtree_range(scope)
        reach |= Q(campaign__unit__path__gte=first, campaign__unit__path__lt=end)
    return Complaint.objects.filter(reach).select_related("campaign", "unit")


def visible_complaint(actor: Actor, complaint_id: int) -> Complaint:
    """Return one complaint.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor.
    """
    if (one := visible_complaints(actor).filter(pk=complaint_id).first()) is None:
        raise NotFound
    return one


def by_code(code: str) -> Complaint | None:
    """Return the complaint of a code, for whoever kept it: the code is the right to read."""
    return Complaint.objects.filter(code=code.strip().lower()).first() if code.strip() else None


def own_complaints(actor: Actor) -> list[Complaint]:
    """Return the words that the actor left under the own name, the latest first."""
    if not actor.is_person:
        return []
    rows = Complaint.objects.filter(person_id=actor.person_id).select_related("campaign__unit")
    return list(rows.order_by("-pk")[:LISTED])


def answers_to_nameless(actor: Actor) -> list[Complaint]:
    """Return what was answered to words without a name, on campaigns in sight or on none.

    The answer is for everybody who works there; the words are not: by them somebody might be known.
    """
    if not can_see_burden(actor):
        return []
    seen = visible_campaigns(actor).select_related(None).order_by().values("pk")
    rows = Complaint.objects.filter(
        Q(campaign__isnull=True) | Q(campaign__in=seen), person_id__isnull=True
    ).exclude(state=Complaint.State.NEW)
    rows = rows.select_related("campaign__unit").defer("words", "code", "asked_by_whom")
    return list(rows.order_by("-answered_on", "-pk")[:LISTED])


def new_count(actor: Actor) -> int:
    return visible_complaints(actor).filter(state=Complaint.State.NEW).count()

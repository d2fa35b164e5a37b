"""The complaint box, as the office reads it, and as whoever wrote reads the answer."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guatu.burden.models import Complaint
from guatu.burden.policies import can_read_box
from guatu.core.actors import Actor, Role
from guatu.core.paths import subtree_range
from guatu.shell.errors import NotFound

READERS = (Role.CAMPAIGN_OFFICE, Role.LEADER)
A_PAGE = 30


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
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    return one


def by_code(code: str) -> Complaint | None:
    """Return the complaint of a code, for whoever kept it: the code is the right to read."""
    return Complaint.objects.filter(code=code.strip().lower()).first() if code.strip() else None


def new_count(actor: Actor) -> int:
    return visible_complaints(actor).filter(state=Complaint.State.NEW).count()

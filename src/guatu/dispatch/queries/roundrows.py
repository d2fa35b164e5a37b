"""The check-ins beneath each number of a round: a number and what opens beneath it are one query."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import APPROVED
from guatu.dispatch.queries.checkins import visible_check_ins

State = CheckIn.State
SORTS: Mapping[str, Q] = {
    "asked": Q(),
    "received": ~Q(state=State.DRAFT),  # nothing but a draft was never received
    "silent": Q(state=State.DRAFT),
    "late": Q(is_late=True),
    "returned": Q(state=State.RETURNED),
    "approved": Q(state__in=APPROVED),
}


def round_rows(actor: Actor, one: Round, what: str) -> QuerySet[CheckIn]:
    """Return the check-ins that a number of a round counts, of those that `actor` sees."""
    return visible_check_ins(actor, one.campaign).filter(SORTS[what], round=one)

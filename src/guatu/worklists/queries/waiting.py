"""The lines of today that wait for a person's own word: what its units do, and what it answers for."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from guatu.core.actors import Actor
from guatu.ledgers.queries.visibility import reached
from guatu.worklists.models import WeekItem
from guatu.worklists.policies import WORKERS
from guatu.worklists.queries.lists import visible_items
from guatu.worklists.queries.weeks import BY_POST, SAYABLE


def to_say(actor: Actor, today: date) -> QuerySet[WeekItem]:
    """Return the lines up to today of which the actor says what became of them, by their day.

    What it may say only because it keeps the list is not among them: that is another unit's work.
    """
    own = Q(owner_id__in=sorted(actor.post_ids)) | Q(week_list__post_id__in=sorted(actor.post_ids))
    if actor.holds(*WORKERS):
        own |= reached("unit__", set(actor.scopes(*WORKERS)), set(actor.task_force_ids))
    rows = visible_items(actor).filter(own, day__lte=today, state__in=SAYABLE)
    return rows.order_by("day", *BY_POST)

"""Closings on paper (线下审签, T4): which word is next, whose it is, and who could have signed it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from guatu.accounts.models import Appointment, TaskForceMembership
from guatu.accounts.queries import in_force, office_posts
from guatu.campaigns.models import Validity
from guatu.core.actors import Role
from guatu.ledgers.models import Closing, ClosingStep, Entry
from guatu.ledgers.queries.closings import leading_units, open_closing_of, reviewing_units
from guatu.ledgers.queries.kinds import definition_of

State = Closing.State
NEXT = {State.ASKED: State.REVIEWED, State.REVIEWED: State.CLOSED}


def next_word(entry: Entry) -> Closing.State | None:
    """Return the step that a line's closing waits for; None where it is closed, or closes otherwise."""
    if entry.validity != Validity.IN_FORCE or entry.closed_on is not None:
        return None
    if definition_of(entry.kind).closing_stage is None:
        return None
    one = open_closing_of(entry)
    return State.ASKED if one is None else NEXT[State(one.state)]


def speaking_units(entry: Entry, to: Closing.State) -> frozenset[int]:
    """Return the units of which one gives the word: it leads, at the review also supervises."""
    if to == State.REVIEWED:
        return reviewing_units(entry) or frozenset({entry.unit_id})
    return leading_units(entry)


def signers_on(entry: Entry, to: Closing.State, day: date) -> QuerySet[Appointment]:
    """Return who could sign a step on a day: approvers of its units, at the check the office.

    Deputies stand after the holder of their post; whoever had a word in this closing is left out.
    """
    rows = Appointment.objects.filter(in_force(day), post__abolished_on__isnull=True)
    if to == State.CLOSED:
        rows = rows.filter(post__in=office_posts(entry.campaign.unit.path))
    else:
        units = speaking_units(entry, to)
        seats = TaskForceMembership.objects.filter(in_force(day), task_force__in=units)
        speaks = Q(post__unit__in=units) | Q(post__in=seats.values("post"))
        rows = rows.filter(speaks, post__role=Role.APPROVER)
    one = open_closing_of(entry)
    spoken = [pk for pk in (one.asked_by, one.reviewed_by) if pk] if one else []
    return (
        rows.exclude(person_id__in=spoken)
        .select_related("person", "post__unit")
        .order_by("post__unit__official_order", "post__official_order", "is_deputy", "pk")
    )


def first_day(entry: Entry) -> date:
    """Return the day before which the next word was not signed: that of the word before it.

    One sheet may carry all the signatures, so that on paper the day of the signature counts and
    not that of its recording.
    """
    last = (
        ClosingStep.objects.filter(closing__entry=entry, closing__state__in=NEXT)
        .order_by("-pk")
        .first()
    )
    if last is None:
        return timezone.localdate(entry.created_at)
    return last.signed_on or timezone.localdate(last.taken_at)

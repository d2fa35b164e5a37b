"""Which directives are to be put before the leader in charge, by the rule and by the clock alone.

The rule tells a leader and nothing more: what follows from it (通报, 约谈) is a person's to decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.directives import overdue_told_on, unsigned_told_on
from guatu.shell.workdays import work_calendar
from guatu.supervision.models import Directive, DirectiveEscalation
from guatu.supervision.queries.directives import OFFICIAL, is_open
from guatu.supervision.queries.rules import days_of

Cause = DirectiveEscalation.Cause
State = Directive.State
FROM_HOUR = 8  # leaders are told in the morning


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """A directive that is to be put before its leader, why, and the day that was missed."""

    row: Directive
    cause: str
    missed_on: date
    on: date  # the day on which the leader is told

    @property
    def due_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, time(FROM_HOUR)))


def candidates(today: date) -> QuerySet[Directive]:
    """Return the open whole directives of running campaigns with a day gone by and nobody told of it."""
    told = DirectiveEscalation.objects.filter(directive=OuterRef("pk"))
    of_limit = told.filter(cause=Cause.OVERDUE, limit_on=OuterRef("limit_on"))
    of_signing = told.filter(cause=Cause.UNSIGNED, limit_on=OuterRef("sign_by"))
    overdue = Q(limit_on__lt=today) & ~Q(state=State.REPLIED) & ~Exists(of_limit)
    unsigned = Q(sign_by__lt=today, signed_at__isnull=True) & ~Exists(of_signing)
    return (
        Directive.objects.filter(is_open(), overdue | unsigned, parent__isnull=True)
        .filter(campaign__status=Campaign.Status.ACTIVE)
        .select_related("campaign__unit", "unit", "leader__unit", "parent__unit")
        .order_by(*OFFICIAL)
    )


def to_tell(today: date, *, only: int | None = None) -> Iterator[ToTell]:
    """Yield what is to be put before leaders by `today`, each cause by itself; of one directive or all."""
    found = candidates(today)
    rows = list(found if only is None else found.filter(pk=only))
    if not rows:  # asked every few seconds, and nearly always so
        return
    rules = days_of({row.campaign_id for row in rows})
    calendar = work_calendar()
    told = set(
        DirectiveEscalation.objects.filter(directive__in=rows).values_list(
            "directive_id", "cause", "limit_on"
        )
    )
    for row in rows:
        days = rules[row.campaign_id]
        if not days.escalates:
            continue
        missed = []
        if row.limit_on < today and row.state != State.REPLIED:
            missed.append((Cause.OVERDUE, row.limit_on, overdue_told_on(row.limit_on, days)))
        if row.signed_at is None and row.sign_by < today:
            told_on = unsigned_told_on(row.sign_by, days, calendar)
            missed.append((Cause.UNSIGNED, row.sign_by, told_on))
        for cause, missed_on, on in missed:
            if on <= today and (row.pk, cause.value, missed_on) not in told:
                yield ToTell(row=row, cause=cause.value, missed_on=missed_on, on=on)

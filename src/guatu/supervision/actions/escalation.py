"""上报分管领导: the leader in charge is told of what was missed, once, as a row (T12).

guatu goes this far by itself and no further: from 约谈 on a named leader decides.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain
from guatu.core.actors import SYSTEM, Role
from guatu.notices.actions import Notice, tell
from guatu.shell.formatting import day
from guatu.supervision.actions.steps import Act, Move, Said, take
from guatu.supervision.models import Directive, DirectiveEscalation
from guatu.supervision.queries.escalation import ToTell, to_tell
from guatu.supervision.wording import name_of

Cause = DirectiveEscalation.Cause


def escalate_due(today: date, *, now: datetime | None = None) -> int:
    """Put everything that is due before its leaders; each in a transaction of its own."""
    return sum(escalate(one.row.pk, today, now=now) for one in list(to_tell(today)))


@transaction.atomic
def escalate(directive_id: int, today: date, *, now: datetime | None = None) -> int:
    """Tell the leader in charge of one directive what was missed and not told yet; how often."""
    row = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("campaign__unit", "unit", "leader__unit", "parent__unit")
        .filter(pk=directive_id)
        .first()
    )
    if row is None:
        return 0
    now = now or timezone.now()
    due = list(to_tell(today, only=row.pk))
    for one in due:
        tell_leader(row, one, now)
    return len(due)


def tell_leader(row: Directive, one: ToTell, now: datetime) -> None:
    """Write the row, the step and the notice; without a leader's post, the office is told instead."""
    told = DirectiveEscalation.objects.create(
        directive=row, cause=one.cause, limit_on=one.missed_on, leader=row.leader, told_at=now
    )
    change = Change.of(told, after=plain(told, "directive", "cause", "limit_on", "leader"))
    words = words_of_cause(row, one)
    move = Move(act=Act.ESCALATE, to=row.state, said=Said(words=words), changes=[change])
    tell(
        Notice(
            key=f"directive-{row.pk}-{one.cause}-{one.missed_on}",
            sort="directive-leader",
            campaign=row.campaign,
            subject=lambda: (
                _("%(name)s, %(unit)s: %(title)s")
                % {"name": name_of(row), "unit": row.unit.label, "title": row.title}
            ),
            text=lambda: words_of_cause(row, one),
            address=reverse("supervision:directive", args=[row.pk]),
            unit_ids=[row.issuer_id],
            roles=(Role.CAMPAIGN_OFFICE,),
            post_ids=[row.leader_id] if row.leader_id else [],
        )
    )
    take(SYSTEM, row, row.version, move, now=now)


def words_of_cause(row: Directive, one: ToTell) -> str:
    told = {"unit": row.unit.label, "day": day(one.missed_on)}
    if one.cause == Cause.UNSIGNED:
        return _("%(unit)s has not signed for it; the day to sign was %(day)s.") % told
    return _("%(unit)s has not finished it; the limit was %(day)s.") % told

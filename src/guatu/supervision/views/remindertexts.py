"""Texts of directives to copy into a work group: near their limit, and past it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.notices.outside import page_address
from guatu.notices.reminding import Kind, Reminder, UnitLine, text_of
from guatu.shell.routes import Request
from guatu.supervision.models import Directive
from guatu.supervision.queries.board import BoardAsked
from guatu.supervision.queries.reminders import Reminded, by_unit, near, past, waited_for
from guatu.supervision.wording import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderText:
    """One text, and how many units and directives it is about."""

    kind: Kind
    text: str
    units: int
    items: int


def board_texts(
    request: Request, campaign: Campaign, asked: BoardAsked, now: datetime, today: date
) -> list[ReminderText]:
    """Return the texts for what the board shows, as it is narrowed; none where nobody is meant."""
    owed = waited_for(request.actor, campaign, asked)
    sorts = (
        (Kind.OVERDUE, owed.filter(past(today))),
        (Kind.NEAR_LIMIT, owed.filter(near(campaign.pk, today))),
    )
    subject = _("%(campaign)s, directives") % {"campaign": campaign.title}
    address = reverse("supervision:mine")
    told = [
        reminder_of(kind, subject, by_unit(rows), now=now, campaign=campaign, address=address)
        for kind, rows in sorts
    ]
    return [one for one in told if one.text]


def directive_text(row: Directive, now: datetime, today: date) -> ReminderText | None:
    """Return the text for one directive; None where its unit owes nothing now, or nothing soon."""
    if not row.is_open or row.state == Directive.State.REPLIED:
        return None
    same = Directive.objects.filter(pk=row.pk)
    kind = Kind.OVERDUE if row.limit_on < today else Kind.NEAR_LIMIT
    if kind is Kind.NEAR_LIMIT and not same.filter(near(row.campaign_id, today)).exists():
        return None
    subject = _("%(name)s: %(title)s") % {"name": name_of(row), "title": row.title}
    address = reverse("supervision:directive", args=[row.pk])
    return reminder_of(
        kind, subject, by_unit(same), now=now, campaign=row.campaign, address=address
    )


def reminder_of(
    kind: Kind,
    subject: str,
    units: Sequence[Reminded],
    *,
    now: datetime,
    campaign: Campaign,
    address: str,
) -> ReminderText:
    lines = [UnitLine(unit=one.unit, count=one.count, limit_on=one.limit_on) for one in units]
    reminder = Reminder(
        kind=kind, subject=subject, lines=lines, as_of=now, address=page_address(address),
        is_simulated=campaign.is_simulated,
    )  # fmt: skip
    return ReminderText(
        kind=kind, text=text_of(reminder), units=len(lines), items=sum(one.count for one in lines)
    )

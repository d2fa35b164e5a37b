"""Issuing directives, from whatever source: to one unit, or to several at once as one matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post, Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import APART, Actor, Role
from guatu.core.calendars import after_working_days
from guatu.ledgers.models import Entry, PostDuty
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.steps import first_step, words_of
from guatu.supervision.actions.telling import tell_issued
from guatu.supervision.models import Directive
from guatu.supervision.policies.directives import can_issue
from guatu.supervision.queries.rules import days_for

LONGEST_TITLE = 200
LONGEST_NOTE = 1000
MOST_UNITS = 60
ISSUED = (
    "campaign", "year", "number", "part", "matter", "parent", "source", "source_note",
    "source_type", "source_id", "entry", "issuer", "unit", "post", "leader", "verifier", "title",
    "requirement", "limit_on", "sign_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDirective:
    """What a unit is to do by when, and where the demand came from.

    `source_type` and `source_id` name the row that it came from ("meetings.decision", 12);
    `leader_id` is the post in charge, `verifier_id` the post that checks instead of the office.
    """

    campaign_id: int
    unit_id: int
    title: str
    requirement: str
    limit_on: date
    source: str
    source_note: str = ""
    source_type: str = ""
    source_id: int | None = None
    entry_id: int | None = None
    post_id: int | None = None
    leader_id: int | None = None
    verifier_id: int | None = None


def issue(actor: Actor, new: NewDirective, *, now: datetime | None = None) -> Directive:
    """Issue a directive to one unit; tell the unit."""
    return issue_to(actor, new, [new.unit_id], now=now)[0]


@transaction.atomic
def issue_to(
    actor: Actor, new: NewDirective, unit_ids: Sequence[int], *, now: datetime | None = None
) -> list[Directive]:
    """Issue a directive to each of several units, joined as one matter; one act, one row.

    Raises
    ------
    NotAllowed
        If the actor does not run the campaign.
    InvalidState
        If something of it cannot be.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    # the campaign's row is held: two offices must not give one number twice
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("unit")
    home = campaign.get(pk=new.campaign_id)
    if not can_issue(actor, home.unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    new = checked(actor, new, today)
    units = sorted(units_of(unit_ids), key=lambda unit: unit.pk != new.unit_id)  # who leads first
    number = next_number(home, today.year)
    calendar = work_calendar()
    sign_by = after_working_days(today, max(days_for(home.pk).sign_within, 1), calendar)
    rows: list[Directive] = []
    for place, unit in enumerate(units):
        row = Directive(
            campaign=home, year=today.year, number=number + place, source=new.source,
            source_note=new.source_note, source_type=new.source_type, source_id=new.source_id,
            entry_id=new.entry_id, issuer_id=issuer_of(actor, home), unit=unit,
            post_id=new.post_id, leader_id=new.leader_id, verifier_id=new.verifier_id,
            title=new.title, requirement=new.requirement, limit_on=new.limit_on,
            sign_by=min(sign_by, new.limit_on), issued_by=actor.person_id, issued_at=now,
            matter=rows[0] if rows else None,
        )  # fmt: skip
        row.save()
        rows.append(row)
    for row in rows:
        tell_issued(row)
    changes = [Change.of(row, after=plain(row, *ISSUED)) for row in rows]
    event = record(
        actor, "directive.issue", of=rows[0], changes=changes, details={"count": len(rows)}
    )
    for row in rows:
        first_step(actor, row, event, now)
    return rows


def next_number(campaign: Campaign, year: int) -> int:
    """Return the next number of a campaign's year; the caller holds the campaign's row."""
    rows = Directive.objects.filter(campaign=campaign, year=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def checked(actor: Actor, new: NewDirective, today: date) -> NewDirective:
    """Return what is asked for, looked through: who is named exists, words are there, days fit."""
    title = new.title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise InvalidState(_("Give the directive a title of 1 to 200 characters."))
    requirement = words_of(new.requirement, ask=_("Say what is asked of the unit."))
    if len(new.source_note.strip()) > LONGEST_NOTE:
        raise InvalidState(
            _("The words of the source have more than 1,000 characters; shorten them.")
        )
    if new.source not in Directive.Source.values:
        raise InvalidState(_("Say where the directive comes from."))
    if new.limit_on < today:
        raise InvalidState(_("The limit lies before today."))
    leader_id = new.leader_id
    if new.entry_id is not None:
        entry = visible_entry(actor, new.entry_id)
        if entry.campaign_id != new.campaign_id:
            raise InvalidState(_("The entry belongs to another campaign."))
        leader_id = leader_id or leader_of(entry)
    for post_id, roles in (
        (new.post_id, ()),
        (leader_id, (Role.LEADER, Role.APPROVER)),
        (new.verifier_id, ()),
    ):
        check_post(post_id, roles)
    return replace(
        new, title=title, requirement=requirement, source_note=new.source_note.strip(),
        leader_id=leader_id,
    )  # fmt: skip


def leader_of(entry: Entry) -> int | None:
    """Return the leader's post in the entry's chain of responsibility, if it names one."""
    rows = PostDuty.objects.filter(entry=entry, level=PostDuty.Level.LEADER)
    return (
        rows.filter(post__abolished_on__isnull=True)
        .order_by("post__official_order", "pk")
        .values_list("post_id", flat=True)
        .first()
    )


def check_post(post_id: int | None, roles: Sequence[str] = ()) -> None:
    if post_id is None:
        return
    posts = Post.objects.filter(pk=post_id, abolished_on__isnull=True)
    posts = posts.exclude(role__in=[role.value for role in APART])
    if roles:
        posts = posts.filter(role__in=list(roles))
    if not posts.exists():
        raise InvalidState(_("Such a post does not exist, or it cannot have this part."))


def units_of(unit_ids: Sequence[int]) -> list[Unit]:
    """Return the units in official order; each must be working."""
    wanted = set(unit_ids)
    if not 0 < len(wanted) <= MOST_UNITS:
        raise InvalidState(_("Choose 1 to 60 units."))
    units = list(
        Unit.objects.filter(pk__in=wanted, valid_to__isnull=True).order_by("official_order", "path")
    )
    if len(units) != len(wanted):
        raise InvalidState(_("One of the units does not work any more: choose again."))
    return units


def issuer_of(actor: Actor, campaign: Campaign) -> int:
    """Return the office that issues: the actor's own, else the unit whose campaign it is."""
    for grant in actor.grants:
        if grant.role is Role.CAMPAIGN_OFFICE and campaign.unit.path.startswith(grant.scope_path):
            return grant.unit_id
    return campaign.unit_id

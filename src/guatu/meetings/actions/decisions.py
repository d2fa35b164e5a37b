"""Deciding in a meeting: a text with units and a limit is a directive at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post, Unit
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor, Role
from guatu.meetings.actions.agenda import check_open
from guatu.meetings.actions.preparing import State, check_may_run, locked
from guatu.meetings.models import AgendaItem, Decision, DecisionUnit, Meeting
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version
from guatu.supervision.actions.checking import withdraw as withdraw_directive
from guatu.supervision.actions.directives import NewDirective, issue_to
from guatu.supervision.models import Directive

RECORDED = ("meeting", "item", "entry", "ordinal", "text", "limit_on", "leader", "withdrawn_at")
LONGEST = 500
TITLE = 60  # of the directive; the whole text is its requirement
MOST_UNITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What was decided: for which units (the first leads), by when, under which leader."""

    text: str
    units: Sequence[Unit] = ()
    limit_on: date | None = None
    leader: Post | None = None


@transaction.atomic
def decide(
    actor: Actor,
    meeting: Meeting,
    new: NewDecision,
    *,
    item: AgendaItem | None = None,
    now: datetime | None = None,
) -> Decision:
    """Write a decision down; with units and a limit each unit has its directive at once.

    Raises
    ------
    InvalidState
        If the meeting is not in session, or something of the decision cannot be.
    """
    check_may_run(actor, meeting.campaign)
    now = now or timezone.now()
    meeting = locked(meeting)  # two people type at once: their decisions are numbered one by one
    check_open(meeting, State.RUNNING)
    check(new, timezone.localdate(now))
    last = meeting.decisions.aggregate(last=Max("ordinal"))["last"] or 0
    row = Decision.objects.create(
        meeting=meeting,
        item=item,
        entry_id=item.entry_id if item else None,
        ordinal=last + 1,
        text=new.text.strip(),
        limit_on=new.limit_on,
        leader=new.leader,
        decided_at=now,
        decided_by=actor.person_id,
    )
    put_units(actor, row, new, now)
    changes = [Change.of(row, after=recorded(row, new))]
    record(actor, "meeting.decide", of=meeting, changes=changes)
    return row


def check(new: NewDecision, today: date) -> None:
    if not 0 < len(new.text.strip()) <= LONGEST:
        raise InvalidState(_("Write what was decided, in 1 to 500 characters."))
    if new.limit_on is not None and new.limit_on < today:
        raise InvalidState(_("The limit lies before today."))
    if new.limit_on is not None and not new.units:
        raise InvalidState(_("A limit needs a unit that keeps it."))
    if len(new.units) > MOST_UNITS:
        raise InvalidState(_("Name at most 20 units."))


def recorded(row: Decision, new: NewDecision) -> dict[str, object]:
    return {**plain(row, *RECORDED), "units": [unit.pk for unit in new.units]}


def put_units(actor: Actor, row: Decision, new: NewDecision, now: datetime) -> None:
    """Give a decision its units, and each unit its directive where there is a limit."""
    units = list(dict.fromkeys(new.units))
    issued: dict[int, Directive] = {}
    if units and new.limit_on is not None:
        wanted = directive_of(row, units[0], new.limit_on)
        found = issue_to(actor, wanted, [unit.pk for unit in units], now=now)
        issued = {one.unit_id: one for one in found}
    DecisionUnit.objects.bulk_create(
        DecisionUnit(decision=row, unit=unit, position=at, directive=issued.get(unit.pk))
        for at, unit in enumerate(units)
    )


def directive_of(row: Decision, first: Unit, limit_on: date) -> NewDirective:
    text = row.text
    leads = row.leader is not None and row.leader.role in {Role.LEADER, Role.APPROVER}
    return NewDirective(
        campaign_id=row.meeting.campaign_id,
        unit_id=first.pk,
        title=text if len(text) <= TITLE else f"{text[: TITLE - 1]}…",
        requirement=text,
        limit_on=limit_on,
        source=Directive.Source.MEETING,
        source_note=row.meeting.title,
        source_type="meetings.decision",
        source_id=row.pk,
        entry_id=row.entry_id,
        leader_id=row.leader_id if leads else None,
    )


@transaction.atomic
def edit_decision(
    actor: Actor, row: Decision, *, version: int, new: NewDecision, today: date
) -> Decision:
    """Change a decision while the meeting lasts; directives that say otherwise are withdrawn for new ones."""
    check_may_run(actor, row.meeting.campaign)
    check_open(locked(row.meeting), State.RUNNING)
    check_standing(row)
    check(new, today)
    before = {**plain(row, *RECORDED), "units": units_of(row)}
    if not says_the_same(row, new):
        update_at_version(
            row, version, text=new.text.strip(), limit_on=new.limit_on, leader=new.leader
        )
        take_back(actor, row, _("The decision was worded anew in the same meeting."))
        row.units.all().delete()
        put_units(actor, row, new, timezone.now())
        changes = [Change.of(row, before=before, after=recorded(row, new))]
        record(actor, "meeting.edit-decision", of=row.meeting, changes=changes)
    return row


def units_of(row: Decision) -> list[int]:
    return list(row.units.order_by("position").values_list("unit_id", flat=True))


def says_the_same(row: Decision, new: NewDecision) -> bool:
    return (row.text, row.limit_on, row.leader_id, units_of(row)) == (
        new.text.strip(), new.limit_on, new.leader.pk if new.leader else None,
        [unit.pk for unit in new.units],
    )  # fmt: skip


def check_standing(row: Decision) -> None:
    if row.withdrawn_at is not None:
        raise InvalidState(_("This decision was taken back already."))


@transaction.atomic
def withdraw_decision(actor: Actor, row: Decision, *, version: int) -> Decision:
    """Take a decision back while the meeting lasts, and its directives with it."""
    check_may_run(actor, row.meeting.campaign)
    check_open(locked(row.meeting), State.RUNNING)
    check_standing(row)
    before = plain(row, *RECORDED)
    update_at_version(row, version, withdrawn_at=timezone.now(), withdrawn_by=actor.person_id)
    take_back(actor, row, _("The decision was taken back in the same meeting."))
    changes = [Change.of(row, before=before, after=plain(row, *RECORDED))]
    record(actor, "meeting.withdraw-decision", of=row.meeting, changes=changes)
    return row


def take_back(actor: Actor, row: Decision, reason: str) -> None:
    """Withdraw the directives of a decision that are not withdrawn yet."""
    related = ("directive__campaign__unit", "directive__unit", "directive__parent__unit")
    for part in row.units.select_related(*related).order_by("position"):
        one = part.directive
        if one is not None and one.is_open:
            withdraw_directive(actor, one, version=one.version, reason=reason)


@transaction.atomic
def settle_decision(
    actor: Actor, row: Decision, *, version: int, note: str, today: date
) -> Decision:
    """Say that a decision without directives is carried out; those with directives close with them."""
    check_may_run(actor, row.meeting.campaign)
    check_standing(row)
    if row.settled_on is not None:
        raise InvalidState(_("This decision is settled already."))
    if row.units.filter(directive__isnull=False).exists():
        raise InvalidState(_("This decision is settled by its directives."))
    if not note.strip():
        raise InvalidState(_("Say in a few words how it was carried out."))
    update_at_version(
        row, version, settled_on=today, settled_by=actor.person_id, settled_note=note.strip()[:300]
    )
    after = plain(row, "settled_on", "settled_note")
    record(actor, "meeting.settle", of=row.meeting, changes=[Change.of(row, after=after)])
    return row

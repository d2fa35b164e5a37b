"""The office's hand on a meeting that is prepared: its head, its agenda, who is asked to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.ledgers.queries import visible_entry
from guatu.meetings.actions.preparing import (
    LONGEST,
    RECORDED,
    SHORTEST,
    NewMeeting,
    State,
    check_may_run,
    check_new,
    recorded,
)
from guatu.meetings.models import AgendaItem, Invitation, Meeting
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

ITEM = ("position", "title", "question", "minutes", "is_dropped")
OPEN = (State.PREPARED, State.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What the office says of an item: the question to decide, and how long it takes."""

    question: str = ""
    minutes: int = 5
    title: str = ""  # of an item of the office's own
    entry_id: int | None = None
    unit: Unit | None = None


def check_open(meeting: Meeting, *states: str) -> None:
    if meeting.state not in (states or OPEN):
        raise InvalidState(_("This meeting is over; what was decided stands in its list."))


@transaction.atomic
def edit_meeting(actor: Actor, meeting: Meeting, *, version: int, new: NewMeeting) -> Meeting:
    """Change day, time, place, chair or length of a meeting that was not held yet."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting, State.PREPARED)
    if new.held_on != meeting.held_on:
        check_new(meeting.campaign, new)
    if not SHORTEST <= new.expected_minutes <= LONGEST:
        raise InvalidState(_("A meeting takes 10 to 240 minutes."))
    before = recorded(meeting, *RECORDED)
    update_at_version(
        meeting,
        version,
        held_on=new.held_on,
        title=new.title.strip() or meeting.title,
        starts_at=new.starts_at,
        place=new.place.strip(),
        chair=new.chair,
        expected_minutes=new.expected_minutes,
    )
    changes = [Change.of(meeting, before=before, after=recorded(meeting, *RECORDED))]
    record(actor, "meeting.edit", of=meeting, changes=changes)
    return meeting


@transaction.atomic
def call_off(actor: Actor, meeting: Meeting, *, version: int, reason: str) -> Meeting:
    """Call a meeting off that was not held: it counts no more, and why it was stays."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting, State.PREPARED)
    if not reason.strip():
        raise InvalidState(_("Say why it is called off."))
    before = recorded(meeting, *RECORDED)
    update_at_version(meeting, version, state=State.CANCELLED, cancel_reason=reason.strip()[:200])
    changes = [Change.of(meeting, before=before, after=recorded(meeting, *RECORDED))]
    record(actor, "meeting.call-off", of=meeting, changes=changes)
    return meeting


@transaction.atomic
def add_item(actor: Actor, meeting: Meeting, new: ItemChange) -> AgendaItem:
    """Put a matter of the office's own on the agenda, last."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting)
    entry = visible_entry(actor, new.entry_id) if new.entry_id else None
    title = new.title.strip() or (entry.title if entry else "")
    if not title:
        raise InvalidState(_("Say what is to be spoken of."))
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=last_position(meeting) + 1,
        about=AgendaItem.About.ENTRY if entry else AgendaItem.About.OWN,
        entry=entry,
        unit=new.unit or (entry.unit if entry else None),
        title=title[:300],
        question=new.question.strip(),
        minutes=new.minutes,
        is_by_hand=True,
    )
    changes = [Change.of(item, after=plain(item, *ITEM))]
    record(actor, "meeting.add-item", of=meeting, changes=changes)
    return item


def last_position(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def edit_item(actor: Actor, item: AgendaItem, *, version: int, change: ItemChange) -> AgendaItem:
    """Say what is to be decided on an item, and how long it takes."""
    check_may_run(actor, item.meeting.campaign)
    check_open(item.meeting)
    before = plain(item, *ITEM)
    values: dict[str, object] = {
        "question": change.question.strip(), "minutes": change.minutes, "is_by_hand": True,
    }  # fmt: skip
    if item.about == AgendaItem.About.OWN and change.title.strip():
        values["title"] = change.title.strip()
    update_at_version(item, version, **values)
    changes = [Change.of(item, before=before, after=plain(item, *ITEM))]
    record(actor, "meeting.edit-item", of=item.meeting, changes=changes)
    return item


@transaction.atomic
def drop_item(
    actor: Actor, item: AgendaItem, *, version: int, is_dropped: bool = True
) -> AgendaItem:
    """Take an item off the agenda, or put it back; a new reading of the data leaves it so."""
    check_may_run(actor, item.meeting.campaign)
    check_open(item.meeting)
    if item.decisions.filter(withdrawn_at__isnull=True).exists():
        raise InvalidState(_("Something was decided on this item: it stays on the agenda."))
    before = plain(item, *ITEM)
    update_at_version(item, version, is_dropped=is_dropped, is_by_hand=True)
    changes = [Change.of(item, before=before, after=plain(item, *ITEM))]
    record(actor, "meeting.drop-item", of=item.meeting, changes=changes)
    return item


@transaction.atomic
def move_item(actor: Actor, item: AgendaItem, *, version: int, to: int) -> Meeting:
    """Put an item at a place of the agenda, the first is 0; a new reading leaves it there.

    `version` is the meeting's: two people who move items at once see each other's order first.
    """
    meeting = item.meeting
    check_may_run(actor, meeting.campaign)
    check_open(meeting)
    if item.is_dropped:
        raise InvalidState(_("A dropped item has no place."))
    standing = list(meeting.items.order_by("is_dropped", "position", "pk"))
    others = [one for one in standing if one.pk != item.pk]
    last = sum(not one.is_dropped for one in others)
    wanted = [*others]
    wanted.insert(min(max(to, 0), last), item)
    update_at_version(meeting, version)
    for position, one in enumerate(wanted, start=1):
        AgendaItem.objects.filter(pk=one.pk).update(position=position)
    AgendaItem.objects.filter(pk=item.pk).update(is_by_hand=True)
    details = {"item": item.pk, "order": [one.pk for one in wanted if not one.is_dropped]}
    record(actor, "meeting.order", of=meeting, details=details)
    return meeting


@transaction.atomic
def set_invitations(
    actor: Actor, meeting: Meeting, *, version: int, unit_ids: Sequence[int]
) -> Meeting:
    """Say which units come: no others, whatever the agenda speaks of."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting)
    wanted = set(
        Unit.objects.filter(pk__in=unit_ids, valid_to__isnull=True).values_list("pk", flat=True)
    )
    rows = Invitation.objects.filter(meeting=meeting)
    before = sorted(rows.values_list("unit_id", flat=True))
    update_at_version(meeting, version)
    rows.exclude(unit_id__in=wanted).delete()
    rows.update(is_by_hand=True)
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, unit_id=pk, is_by_hand=True)
        for pk in sorted(wanted - set(before))
    )
    details = {"before": before, "after": sorted(wanted)}
    record(actor, "meeting.invite", of=meeting, details=details)
    return meeting

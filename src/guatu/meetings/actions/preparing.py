"""Preparing a meeting from the data, and reading the data again before it is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.agendas import choose
from guatu.meetings.actions.budget import tell_budget
from guatu.meetings.models import AgendaItem, Invitation, Meeting, MeetingPlan, Sort
from guatu.meetings.policies import can_run
from guatu.meetings.queries.asked import asked_round
from guatu.meetings.queries.raising import Raised, raised
from guatu.meetings.words import ordinal_title
from guatu.shell.errors import InvalidState, NotAllowed

State = Meeting.State
RECORDED = ("sort", "ordinal", "title", "held_on", "place", "chair", "expected_minutes", "state")
SHORTEST, LONGEST = 10, 240  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """When and where a meeting is held; the agenda comes from the data."""

    sort: str
    held_on: date
    title: str = ""
    starts_at: time | None = None
    place: str = ""
    chair: Post | None = None
    expected_minutes: int = 60


def recorded(row: Meeting | MeetingPlan, *fields: str) -> dict[str, object]:
    """Return what is recorded of a row with a time of day, which is told as text."""
    clock = row.starts_at.strftime("%H:%M") if row.starts_at else None
    return {**plain(row, *fields), "starts_at": clock}


def check_may_run(actor: Actor, campaign: Campaign) -> None:
    if not can_run(actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))


@transaction.atomic
def prepare(
    actor: Actor, campaign: Campaign, new: NewMeeting, *, now: datetime | None = None
) -> Meeting:
    """Prepare a meeting: its agenda, who is asked to come, what it looks back on.

    Raises
    ------
    InvalidState
        If there is a meeting of this sort on that day already, or its length makes no sense.
    """
    check_may_run(actor, campaign)
    now = now or timezone.now()
    today = timezone.localdate(now)
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # ordinals are given one by one
    check_new(campaign, new)
    meeting = Meeting.objects.create(
        campaign=campaign,
        sort=new.sort,
        ordinal=(ordinal := next_ordinal(campaign, new.sort)),
        title=new.title.strip() or ordinal_title(new.sort, ordinal),
        held_on=new.held_on,
        starts_at=new.starts_at,
        place=new.place.strip(),
        chair=new.chair,
        expected_minutes=new.expected_minutes,
        previous=last_before(campaign, new.sort, new.held_on),
        round=asked_round(campaign, today),
        prepared_at=now,
    )
    lay_agenda(actor, meeting, today)
    tell_budget(meeting)
    record(
        actor,
        "meeting.prepare",
        of=meeting,
        changes=[Change.of(meeting, after=recorded(meeting, *RECORDED))],
        details={"items": meeting.items.count()},
    )
    return meeting


def check_new(campaign: Campaign, new: NewMeeting) -> None:
    if new.sort not in Sort.values:
        raise InvalidState(_("There is no such sort of meeting."))
    if not SHORTEST <= new.expected_minutes <= LONGEST:
        raise InvalidState(_("A meeting takes 10 to 240 minutes."))
    same = Meeting.objects.filter(campaign=campaign, sort=new.sort, held_on=new.held_on)
    if new.sort != Sort.SPECIAL and same.exclude(state=State.CANCELLED).exists():
        raise InvalidState(_("There is a meeting of this sort on that day already."))


def next_ordinal(campaign: Campaign, sort: str) -> int:
    found = Meeting.objects.filter(campaign=campaign, sort=sort).aggregate(last=Max("ordinal"))
    return (found["last"] or 0) + 1


def last_before(campaign: Campaign, sort: str, day: date) -> Meeting | None:
    """Return the meeting that is looked back on: the last of its sort that was held."""
    rows = Meeting.objects.filter(
        campaign=campaign, sort=sort, state=State.CLOSED, held_on__lte=day
    )
    return rows.order_by("-held_on", "-pk").first()


@transaction.atomic
def read_again(actor: Actor, meeting: Meeting, today: date) -> Meeting:
    """Read the data again: what the office put, moved or dropped stays as it put it."""
    check_may_run(actor, meeting.campaign)
    meeting = locked(meeting)
    if meeting.state != State.PREPARED:
        raise InvalidState(_("The agenda of a meeting that has begun is not made anew."))
    meeting.round = asked_round(meeting.campaign, today)
    meeting.previous = last_before(meeting.campaign, meeting.sort, meeting.held_on)
    meeting.version += 1
    meeting.save(update_fields=["round", "previous", "version"])
    lay_agenda(actor, meeting, today)
    record(actor, "meeting.read-again", of=meeting, details={"items": meeting.items.count()})
    return meeting


def locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_related("campaign__unit").select_for_update(of=("self",))
    return rows.get(pk=meeting.pk)


def lay_agenda(actor: Actor, meeting: Meeting, today: date) -> None:
    """Put what the data raise on the agenda, around what the office decided about it."""
    found = {
        one.matter.key: one
        for one in raised(actor, meeting.campaign, today, previous=meeting.previous)
    }
    kept = [item for item in meeting.items.all() if item.is_by_hand or item.is_dropped]
    standing = {key_of(item) for item in kept}
    taken = sum(item.minutes for item in kept if not item.is_dropped)
    others = [one.matter for key, one in found.items() if key not in standing]
    chosen = choose(others, meeting.expected_minutes, taken=taken)
    meeting.items.exclude(pk__in=[item.pk for item in kept]).delete()
    items = [item_of(meeting, found[key]) for key in chosen.on]
    for item in kept:
        if key_of(item) in found:  # the words are the office's, the reasons are the data's
            item.facts = list(found[key_of(item)].facts)
        items.insert(min(max(item.position - 1, 0), len(items)), item)
    for position, item in enumerate(items, start=1):
        item.position = position
        item.save()
    invite(meeting, items)


def key_of(item: AgendaItem) -> str:
    """Return under which key the data raise this item again."""
    if item.about == AgendaItem.About.ENTRY:
        return f"entry:{item.entry_id}"
    if item.about in {AgendaItem.About.SILENT, AgendaItem.About.FOLLOW_UP}:
        return item.about
    return f"{item.about}:{item.about_id}"


def item_of(meeting: Meeting, one: Raised) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        about=one.about,
        about_id=one.about_id,
        entry_id=one.entry_id,
        unit_id=one.unit_id,
        title=one.title[:300],
        facts=list(one.facts),
        minutes=one.matter.minutes,
    )


def invite(meeting: Meeting, items: Iterable[AgendaItem]) -> None:
    """Ask those to come of whom the agenda speaks; whom the office chose stays."""
    wanted = {item.unit_id for item in items if item.unit_id and not item.is_dropped}
    rows = Invitation.objects.filter(meeting=meeting)
    rows.filter(is_by_hand=False).exclude(unit_id__in=wanted).delete()
    there = set(rows.values_list("unit_id", flat=True))
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, unit_id=unit_id) for unit_id in sorted(wanted - there)
    )


def shown(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Return the items that are spoken of."""
    return [item for item in items if not item.is_dropped]

"""Which meetings, agenda items and decisions an actor sees (D8)."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor, ActorKind
from guatu.ledgers.queries import visible_entries
from guatu.ledgers.queries.visibility import reach_of, reached, sees_whole
from guatu.meetings.models import AgendaItem, Decision, DecisionUnit, Invitation, Meeting
from guatu.shell.errors import NotFound

About = AgendaItem.About
State = Meeting.State
SHARED = (About.OWN,)  # what the office put there itself, of nobody in particular


def visible_meetings(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Meeting]:
    """Return the meetings of campaigns that an actor runs, leads or assesses, and its own units'.

    A unit sees a meeting once it was told of it, or once a decision names it.
    """
    meetings = Meeting.objects.select_related("campaign__unit", "chair", "previous", "round")
    if campaign is not None:
        meetings = meetings.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return meetings
    whole = {grant.scope_path for grant in actor.grants if grant.role in CAMPAIGN_WIDE}
    reach = reached("unit__", *reach_of(actor))
    invited = Invitation.objects.filter(reach, meeting=OuterRef("pk"))
    named = DecisionUnit.objects.filter(
        reach, decision__meeting=OuterRef("pk"), decision__withdrawn_at__isnull=True
    )
    told = Q(told_at__isnull=False) | Q(state__in=[State.RUNNING, State.CLOSED])
    return meetings.filter(
        reached("campaign__unit__", whole, set())
        | (told & Exists(invited))
        | (Q(state=State.CLOSED) & Exists(named))
    )


def visible_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Return one meeting.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    meeting = visible_meetings(actor).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound
    return meeting


def meetings_between(actor: Actor, first: date, last: date) -> list[Meeting]:
    """Return the meetings that an actor sees from a day to a day, the earliest first."""
    rows = visible_meetings(actor).exclude(state=State.CANCELLED)
    return list(rows.filter(held_on__gte=first, held_on__lte=last).order_by("held_on", "pk"))


def visible_items(actor: Actor, meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the agenda of a meeting as far as an actor may see it, in its order.

    What is of all units at once (who did not report, the decisions of last time) is for those who
    see the whole campaign; a unit finds its own part of it on its own pages.
    """
    items = AgendaItem.objects.filter(meeting=meeting).select_related(
        "entry__unit", "entry__kind", "entry__lamp_reason", "unit"
    )
    if sees_whole(actor, meeting.campaign):
        return items
    own = reached("unit__", *reach_of(actor))
    entries = visible_entries(actor, meeting.campaign).order_by().values("pk")
    targets = visible_targets(actor, meeting.campaign).order_by().values("pk")
    alone = Q(entry__isnull=True)
    return items.filter(
        Q(entry_id__in=entries)
        | (alone & Q(about=About.TARGET, about_id__in=targets))
        | (alone & Q(unit__isnull=False) & own)
        | (alone & Q(unit__isnull=True, about__in=SHARED))
    )


def visible_item(actor: Actor, item_id: int) -> AgendaItem:
    item = AgendaItem.objects.filter(pk=item_id).select_related("meeting").first()
    if item is not None:
        meeting = visible_meeting(actor, item.meeting_id)
        found = visible_items(actor, meeting).filter(pk=item_id).first()
        if found is not None:
            found.meeting = meeting
            return found
    raise NotFound


def visible_decisions(actor: Actor, meeting: Meeting | None = None) -> QuerySet[Decision]:
    """Return the decisions that stand, of one meeting or of all, in their order.

    A unit sees those that name it, those on an entry that it sees, and those that name nobody and
    stand on a general matter.
    """
    rows = Decision.objects.filter(withdrawn_at__isnull=True).select_related("leader", "entry")
    if meeting is not None:
        rows = rows.filter(meeting=meeting)
        if sees_whole(actor, meeting.campaign):
            return rows
    else:
        rows = rows.filter(meeting__in=visible_meetings(actor).order_by().values("pk"))
    if actor.kind is ActorKind.SYSTEM:
        return rows
    whole = {grant.scope_path for grant in actor.grants if grant.role in CAMPAIGN_WIDE}
    named = DecisionUnit.objects.filter(decision=OuterRef("pk"))
    own = named.filter(reached("unit__", *reach_of(actor)))
    general = Q(item__isnull=True) | Q(item__about=About.OWN)
    return rows.filter(
        reached("meeting__campaign__unit__", whole, set())
        | Exists(own)
        | Q(entry_id__in=visible_entries(actor).order_by().values("pk"))
        | (~Exists(named) & general & Q(entry__isnull=True))
    )


def visible_decision(actor: Actor, decision_id: int) -> Decision:
    decision = (
        visible_decisions(actor)
        .select_related("meeting__campaign__unit", "item", "leader", "entry")
        .filter(pk=decision_id)
        .first()
    )
    if decision is None:
        raise NotFound
    return decision

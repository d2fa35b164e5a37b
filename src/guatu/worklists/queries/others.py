"""What meets leading posts beside the dates of entries: directives, meetings, and rounds to approve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.dispatch.models import CheckIn, Round
from guatu.meetings.models import Meeting
from guatu.supervision.models import Directive
from guatu.worklists.models import WeekItem
from guatu.worklists.queries.values import Happening

Source = WeekItem.Source
HEADS = (Post.Grade.PRINCIPAL, Post.Grade.LEADER)
ENDED = (Directive.State.CLOSED, Directive.State.WITHDRAWN)
Heads = dict[int, list[int]]


def other_happenings(posts: Sequence[Post], monday: date) -> list[Happening]:
    """Return what falls into a week for the heads of units, and for posts that are named."""
    heads: defaultdict[int, list[int]] = defaultdict(list)
    for post in posts:
        if post.grade in HEADS:
            heads[post.unit_id].append(post.pk)
    wanted = {post.pk for post in posts}
    sunday = monday + timedelta(days=6)
    return [
        *directives(heads, wanted, monday, sunday),
        *meetings(heads, wanted, monday, sunday),
        *rounds(heads, monday, sunday),
    ]


def directives(heads: Heads, wanted: set[int], monday: date, sunday: date) -> list[Happening]:
    """Return the directives whose limit ends: under the unit's head, the post and the leader named."""
    rows = Directive.objects.filter(limit_on__range=(monday, sunday)).exclude(state__in=ENDED)
    found = []
    for row in rows.order_by("limit_on", "pk"):
        named = [post for post in (row.post_id, row.leader_id) if post in wanted and post]
        posts = dict.fromkeys([*named, *heads.get(row.unit_id, ())])
        if posts:
            found.append(
                Happening(
                    key=f"directive:{row.pk}",
                    source=Source.DIRECTIVE,
                    day=row.limit_on,
                    content=row.title,
                    requirement=row.requirement,
                    entry_id=row.entry_id,
                    unit_id=row.unit_id,
                    campaign_id=row.campaign_id,
                    post_ids=tuple(posts),
                )
            )
    return found


def meetings(heads: Heads, wanted: set[int], monday: date, sunday: date) -> list[Happening]:
    """Return the meetings of a week: under who chairs, and under the heads of units that are asked."""
    rows = (
        Meeting.objects.filter(held_on__range=(monday, sunday))
        .exclude(state=Meeting.State.CANCELLED)
        .prefetch_related("invitations")
    )
    found = []
    for row in rows.order_by("held_on", "pk"):
        chair = [row.chair_id] if row.chair_id in wanted and row.chair_id else []
        asked = [post for one in row.invitations.all() for post in heads.get(one.unit_id, ())]
        posts = dict.fromkeys([*chair, *asked])
        if posts:
            clock = f"{row.starts_at:%H:%M} " if row.starts_at else ""
            found.append(
                Happening(
                    key=f"meeting:{row.pk}",
                    source=Source.MEETING,
                    day=row.held_on,
                    content=row.title,
                    requirement=f"{clock}{row.place}".strip(),
                    campaign_id=row.campaign_id,
                    post_ids=tuple(posts),
                )
            )
    return found


def rounds(heads: Heads, monday: date, sunday: date) -> list[Happening]:
    """Return the rounds that close and wait for a unit's word: one line a round, not one a report."""
    rows = (
        CheckIn.objects.filter(
            round__ends_on__range=(monday, sunday),
            round__state=Round.State.OPEN,
            unit_id__in=set(heads),
        )
        .order_by("round__ends_on", "round", "unit")
        .values_list("round", "round__ends_on", "round__ordinal", "round__cadence__event",
                     "round__campaign", "unit")
        .distinct()
    )  # fmt: skip
    return [
        Happening(
            key=f"round:{pk}:{unit_id}",
            source=Source.ROUND,
            day=ends_on,
            content=_("Check-ins of “%(event)s”, No. %(number)d: give the unit's word")
            % {"event": event, "number": number},
            unit_id=unit_id,
            campaign_id=campaign_id,
            post_ids=tuple(heads[unit_id]),
        )
        for pk, ends_on, number, event, campaign_id, unit_id in rows
    ]

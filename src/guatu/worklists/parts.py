"""What lists and closings say to other apps: the stream of an entry, a person's calendar, a handover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Held, Owed, Sort
from guatu.core.actors import Actor
from guatu.dispatch.streamparts import Event as StreamEvent
from guatu.dispatch.waiting import MOST_LINES, Line, Waiting
from guatu.ledgers.models import Closing, ClosingStep, Entry, Milestone
from guatu.ledgers.queries import in_force_entries
from guatu.notices.calendar import Event as CalendarEvent
from guatu.worklists.models import ItemStep, WeekItem
from guatu.worklists.queries.lists import visible_items
from guatu.worklists.queries.waiting import to_say
from guatu.worklists.queries.weeks import UNSETTLED
from guatu.worklists.wording import STEPS

MOST = 100
CLOSING_WORDS = {
    Closing.State.ASKED: gettext_lazy("Closing asked for"),
    Closing.State.REVIEWED: gettext_lazy("Reviewed by the lead"),
    Closing.State.CLOSED: gettext_lazy("Checked and closed by the office"),
    Closing.State.RETURNED: gettext_lazy("Closing given back"),
    Closing.State.WITHDRAWN: gettext_lazy("Asking taken back"),
    Closing.State.REOPENED: gettext_lazy("Came back and opened again"),
}


def closing_events(_actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    """Yield the steps by which an entry was closed, given back and opened again."""
    steps = ClosingStep.objects.filter(closing__entry=entry).order_by("-taken_at", "-pk")
    for step in steps[:MOST]:
        yield StreamEvent(
            moment=step.taken_at,
            pk=step.pk,
            title=str(CLOSING_WORDS[Closing.State(step.to_state)]),
            text=step.note,
            mark="↺" if step.to_state == Closing.State.REOPENED else "",
            address=reverse("ledgers:entry-closing", args=[entry.pk]),
        )


def line_events(actor: Actor, entry: Entry) -> Iterable[StreamEvent]:
    """Yield what became of the lines of weekly lists about an entry, as far as the reader sees them."""
    items = visible_items(actor).filter(entry=entry).order_by().values("pk")
    steps = (
        ItemStep.objects.filter(item__in=items)
        .exclude(act=ItemStep.Act.CHANGED)
        .select_related("item__week_list__post__unit", "item__unit")
    )
    for step in steps.order_by("-taken_at", "-pk")[:MOST]:
        post = step.item.week_list.post
        yield StreamEvent(
            moment=step.taken_at,
            pk=step.pk,
            title=_("Weekly list of %(post)s") % {"post": f"{post.unit.label} {post.title}"},
            text=step.reason or step.item.content,
            unit=step.item.unit.label if step.item.unit else "",
            state=str(STEPS[ItemStep.Act(step.act)]),
            address=reverse("worklists:item", args=[step.item_id]),
        )


def calendar_events(actor: Actor, first: date, last: date) -> Iterable[CalendarEvent]:
    """Yield the lines of the actor's own weeks, and the dates and nodes of entries that its posts answer for."""
    posts = sorted(actor.post_ids)
    rows = visible_items(actor).filter(
        day__range=(first, last), week_list__post__in=posts, state__in=UNSETTLED
    )
    told = set()
    for row in rows.select_related("unit").order_by("day", "pk"):
        told.add((row.entry_id, row.day))
        yield CalendarEvent(
            uid=f"week-line-{row.pk}",
            starts_on=row.day,
            title=row.content,
            text=row.requirement,
            address=reverse("worklists:item", args=[row.pk]),
        )
    named = in_force_entries(actor).filter(post_duties__post__in=posts, closed_on__isnull=True)
    entries = named.filter(due_on__range=(first, last)).distinct()
    for entry in entries.order_by("due_on", "pk"):
        if (entry.pk, entry.due_on) not in told and entry.due_on is not None:
            yield CalendarEvent(
                uid=f"entry-due-{entry.pk}",
                starts_on=entry.due_on,
                title=entry.title,
                address=reverse("ledgers:entry", args=[entry.pk]),
            )
    goals = Milestone.objects.filter(
        due_on__range=(first, last),
        outcome=Milestone.Outcome.OPEN,
        entry__in=named.order_by().values("pk"),
    ).select_related("entry")
    for goal in goals.order_by("due_on", "pk"):
        if (goal.entry_id, goal.due_on) not in told:
            yield CalendarEvent(
                uid=f"goal-{goal.pk}",
                starts_on=goal.due_on,
                title=f"{goal.entry.title}：{goal.title}",
                address=reverse("ledgers:entry", args=[goal.entry_id]),
            )


def waiting_lines(actor: Actor, today: date) -> Waiting:
    """Return the lines of today, and those left from before, that wait for the actor's word."""
    rows = to_say(actor, today)
    lines = [
        Line(title=row.content, due_on=row.day, address=reverse("worklists:item", args=[row.pk]))
        for row in rows[:MOST_LINES]
    ]
    return Waiting(
        label=gettext_lazy("To strike off today"),
        count=rows.count() if len(lines) == MOST_LINES else len(lines),
        lines=lines,
        address=f"{reverse('worklists:today')}?show=say",
    )


def lines_owed(one: Held) -> list[Owed]:
    """Return the lines that are not struck off: of the post's own weeks, and those it answers for."""
    rows = WeekItem.objects.filter(week_list__post=one.post_id, state__in=UNSETTLED)
    rows |= WeekItem.objects.filter(owner=one.post_id, state__in=UNSETTLED)
    return [
        Owed(
            title=row.content,
            detail=row.unit.label if row.unit else "",
            object_id=row.pk,
            due_on=row.due_on,
            address=reverse("worklists:item", args=[row.pk]),
        )
        for row in rows.select_related("unit").distinct().order_by("day", "pk")
    ]


def seen_lines(actor: Actor, ids: Sequence[int]) -> set[int]:
    rows = visible_items(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


SORTS = (
    Sort(
        code="week_lines",
        label=gettext_lazy("Lines of weekly lists to strike off"),
        object_type="worklists.weekitem",
        find=lines_owed,
        sees=seen_lines,
    ),
)
STREAMS = {"closings": closing_events, "week-lines": line_events}

"""A line that goes on: carried to the next day (顺延), or opened again. The old line stays on its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.core.calendars import WorkCalendar
from guatu.shell.workdays import work_calendar
from guatu.worklists.models import ItemStep, WeekItem, WeekList
from guatu.worklists.queries.lines import week_of

State = WeekItem.State
FollowsAs = WeekItem.FollowsAs
UNDONE = (State.OPEN, State.MISSED)
COPIED = (
    "campaign_id", "source", "source_key", "entry_id", "unit_id", "owner_id", "content",
    "requirement", "measures", "due_on", "is_hand_made",
)  # fmt: skip
FOLLOWED = (
    "week_list",
    "day",
    "content",
    "follows",
    "follows_as",
    "carried_count",
    "reopened_count",
)
BATCH = 500


@transaction.atomic
def carry_on(actor: Actor, today: date) -> int:
    """Carry what was not done before `today` to the next working day; return how many lines.

    What was said to be done and waits for its confirmation stays on its day. Called twice, it
    finds nothing the second time; after days without a worker a line is carried once, to today.
    """
    rows = list(
        WeekItem.objects.select_for_update(of=("self",))
        .filter(day__lt=today, state__in=UNDONE)
        .select_related("week_list")
        .order_by("pk")
    )
    if not rows:
        return 0
    now, day = timezone.now(), working_day_from(today, work_calendar())
    changes = []
    for row in rows:
        said = row.word
        before = plain(row, "state")
        row.state, row.version = State.CARRIED, row.version + 1
        WeekItem.objects.filter(pk=row.pk).update(state=row.state, version=row.version)
        after, made = follow_on(row, day, FollowsAs.CARRIED, now)
        ItemStep.objects.create(
            item=row, act=ItemStep.Act.CARRIED, person_id=actor.person_id, taken_at=now,
            reason=said, from_on=row.day, to_on=after.day,
        )  # fmt: skip
        changes += [Change.of(row, before=before, after=plain(row, "state")), made]
    details = {"count": len(rows), "to": day.isoformat()}
    record(actor, "worklist.carry", changes=changes, details=details)
    return len(rows)


def working_day_from(day: date, calendar: WorkCalendar) -> date:
    """Return the first working day from `day` on."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def follow_on(
    row: WeekItem, day: date, follows_as: FollowsAs, now: datetime
) -> tuple[WeekItem, Change]:
    """Write the line that follows `row` on `day`, in the list of that week."""
    one, _is_new = WeekList.objects.get_or_create(
        post_id=row.week_list.post_id, starts_on=week_of(day), defaults={"made_at": now}
    )
    after = WeekItem.objects.create(
        week_list=one,
        day=day,
        follows=row,
        follows_as=follows_as,
        carried_count=row.carried_count + (follows_as == FollowsAs.CARRIED),
        reopened_count=row.reopened_count + (follows_as == FollowsAs.REOPENED),
        is_added=one.settled_at is not None,
        **{name: getattr(row, name) for name in COPIED},
    )
    return after, Change.of(after, after=plain(after, *FOLLOWED))

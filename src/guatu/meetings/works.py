"""What meetings do in the background: packages, and meetings that the clock prepares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.queries import asker
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.dispatch.models import Round
from guatu.jobs.works import Due, Run, Work
from guatu.meetings.actions.packaging import STEPS, make_package
from guatu.meetings.actions.preparing import NewMeeting, prepare, read_again
from guatu.meetings.models import Meeting, MeetingPlan
from guatu.meetings.queries.packages import WORK
from guatu.meetings.queries.plans import due_day
from guatu.shell.errors import InvalidState
from guatu.shell.workdays import work_calendar

MORNING = time(6)  # agendas of the day are read again before anybody is in the office
FRESH = timedelta(days=4)  # a round that closed longer ago is packed by hand if anybody wants it


def pack(run: Run) -> Mapping[str, Any]:
    """Make the papers of a round."""
    now = timezone.now()
    one = Round.objects.select_related("campaign__unit", "cadence").get(pk=run.arguments["round"])

    def say(done: int, step: str) -> None:
        run.progress(done, STEPS, step=step)

    actor = SYSTEM if run.account_id is None else asker(run)  # by the clock, or by a person
    package = make_package(actor, one, token=run.arguments["token"], now=now, say=say)
    return {"address": reverse("meetings:package", args=[package.pk])}


def prepare_due(run: Run) -> Mapping[str, Any]:
    """Prepare the meeting of a plan, unless somebody did so already."""
    plan = MeetingPlan.objects.select_related("campaign__unit", "chair").get(
        pk=run.arguments["plan"]
    )
    held_on = date.fromisoformat(run.arguments["held_on"])
    with transaction.atomic():
        if (found := meeting_on(plan, held_on)) is None:
            found = prepare(SYSTEM, plan.campaign, new_of(plan, held_on))
    return {"address": reverse("meetings:meeting", args=[found.pk])}


def meeting_on(plan: MeetingPlan, held_on: date) -> Meeting | None:
    rows = Meeting.objects.filter(campaign=plan.campaign, sort=plan.sort, held_on=held_on)
    return rows.order_by("-pk").first()


def new_of(plan: MeetingPlan, held_on: date) -> NewMeeting:
    return NewMeeting(
        sort=plan.sort, held_on=held_on, starts_at=plan.starts_at, place=plan.place,
        chair=plan.chair, expected_minutes=plan.expected_minutes,
    )  # fmt: skip


def refresh_due(run: Run) -> Mapping[str, Any]:
    """Read the data again on the morning of a meeting that has not begun."""
    meeting = Meeting.objects.select_related("campaign__unit").get(pk=run.arguments["meeting"])
    try:
        read_again(SYSTEM, meeting, timezone.localdate(max(timezone.now(), run.due_at)))
    except InvalidState:  # it has begun, or was called off: nothing is left to do
        return {}
    return {"address": reverse("meetings:meeting", args=[meeting.pk])}


WORKS = (
    Work(code=WORK, label=_("Papers of a round"), does=pack, limit_seconds=600),
    Work(code="meetings.prepare", label=_("Meeting prepared"), does=prepare_due),
    Work(code="meetings.refresh", label=_("Agenda read again"), does=refresh_due),
)


def due(now: datetime) -> Iterator[Due]:
    """Yield what the clock asks for: meetings that come near, agendas of today, rounds just closed."""
    today = timezone.localdate(now)
    yield from meetings_due(today, now)
    morning = at(today, MORNING)
    if now >= morning:
        rows = Meeting.objects.filter(state=Meeting.State.PREPARED, held_on=today)
        for pk, path in rows.values_list("pk", "campaign__unit__path"):
            yield Due(
                work="meetings.refresh", key=f"{pk}:{today}", due_at=morning,
                arguments={"meeting": pk}, unit_path=path,
            )  # fmt: skip
    closed = Round.objects.filter(
        cadence__asks_check_ins=True, closed_at__gte=now - FRESH, closed_at__lte=now,
        campaign__status=Campaign.Status.ACTIVE,
    )  # fmt: skip
    for pk, closed_at, path in closed.values_list("pk", "closed_at", "campaign__unit__path"):
        yield Due(
            work=WORK, key=f"clock:{pk}", due_at=closed_at or now,
            arguments={"round": pk, "token": f"clock:{pk}"}, unit_path=path,
        )  # fmt: skip


def meetings_due(today: date, now: datetime) -> Iterator[Due]:
    plans = MeetingPlan.objects.filter(is_on=True, campaign__status=Campaign.Status.ACTIVE)
    plans = plans.filter(campaign__starts_on__lte=today, campaign__ends_on__gte=today)
    rows = list(plans.select_related("campaign__unit"))
    calendar = work_calendar() if rows else None
    for plan in rows:
        held_on = due_day(plan, today, calendar) if calendar else None
        if held_on is None or meeting_on(plan, held_on) is not None:
            continue
        yield Due(
            work="meetings.prepare", key=f"{plan.pk}:{held_on}", due_at=now,
            arguments={"plan": plan.pk, "held_on": held_on.isoformat()},
            unit_path=plan.campaign.unit.path,
        )  # fmt: skip


def at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())

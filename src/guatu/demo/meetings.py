"""Dispatch meetings of the demo: three held, with decisions in every state, one prepared, one package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from guatu.accounts.models import Post
from guatu.core.actors import SYSTEM
from guatu.demo.directives import CHECKED, speaker
from guatu.dispatch.models import Round
from guatu.meetings.actions.agenda import ItemChange, add_item, edit_item
from guatu.meetings.actions.decisions import NewDecision, decide, settle_decision
from guatu.meetings.actions.packaging import make_package
from guatu.meetings.actions.plans import PlanChange, set_plan
from guatu.meetings.actions.preparing import NewMeeting, prepare
from guatu.meetings.actions.running import begin, close, correct, send_invitations
from guatu.meetings.models import AgendaItem, Decision, Meeting, MeetingPlan, Sort
from guatu.meetings.queries.people import chairs_of, leaders_of
from guatu.meetings.queries.plans import next_day, working_day_before
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.answering import finish, sign
from guatu.supervision.actions.checking import close as close_directive
from guatu.supervision.actions.steps import Said
from guatu.supervision.models import Directive

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

WORDS = Path(__file__).parent / "words" / "meetings.toml"
FRIDAY = 5
BEGINS = time(15)
PLACE = "区行政中心三楼会议室"
LENGTH = 45
QUESTIONS = 3  # of the items of the coming meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A moment of a meeting's day."""

    day: date

    def at(self, minutes: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, BEGINS)) + timedelta(minutes=minutes)


def lay_meetings(stage: Stage) -> None:
    """Lay the meetings as the office holds them; call it inside the load's transaction."""
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    chair = chairs_of(stage.general).first()
    plan = set_plan(
        stage.office, stage.general, Sort.WEEKLY, version=1,
        change=PlanChange(
            is_on=True, weekday=FRIDAY, starts_at=BEGINS, place=PLACE, chair=chair,
            expected_minutes=LENGTH,
        ),
    )  # fmt: skip
    for one in told["meetings"]:
        lay_past(stage, one, chair)
    lay_next(stage, plan, told["questions"], told["own"])
    lay_package(stage)


def friday_ago(today: date, weeks: int) -> date:
    """Return the day of the meeting so many weeks ago: a Friday, or the working day before it."""
    last = today - timedelta(days=(today.isoweekday() - FRIDAY) % 7 or 7)
    return working_day_before(last - timedelta(weeks=weeks - 1), work_calendar())


def lay_past(stage: Stage, one: Mapping[str, Any], chair: Post | None) -> None:
    """Hold a meeting of the past: prepared the day before, its decisions taken one by one."""
    day = friday_ago(stage.today, one["weeks_ago"])
    clock = Clock(day=day)
    office = stage.office
    new = NewMeeting(
        sort=Sort.WEEKLY, held_on=day, starts_at=BEGINS, place=PLACE, chair=chair,
        expected_minutes=LENGTH,
    )  # fmt: skip
    meeting = prepare(office, stage.general, new, now=clock.at(-1440))
    begin(office, meeting, version=meeting.version, now=clock.at())
    items = [item for item in meeting.items.order_by("position") if item.entry_id]
    for place, told in enumerate(one["decisions"]):
        item = items[place % len(items)] if items and told.get("on_item") else None
        decide(office, meeting, new_of(stage, told, day), item=item, now=clock.at(5 + 4 * place))
    meeting.refresh_from_db()
    close(office, meeting, version=meeting.version, now=clock.at(LENGTH))
    rows = meeting.decisions.order_by("ordinal").prefetch_related("units")
    for row, told in zip(rows, one["decisions"], strict=True):
        follow(stage, row, told)
    if "correction" in one:
        correct(office, meeting, text=one["correction"], reason=one["why"], decision=rows[0])


def new_of(stage: Stage, told: Mapping[str, Any], day: date) -> NewDecision:
    units = [stage.settled.units[name] for name in told.get("units", ())]
    limit = told.get("limit")
    return NewDecision(
        text=told["text"],
        units=units,
        limit_on=day + timedelta(days=limit) if limit is not None else None,
        leader=leaders_of(stage.general).first() if units and limit is not None else None,
    )


def follow(stage: Stage, row: Decision, told: Mapping[str, Any]) -> None:
    """Carry a decision out as far as it came: signed, reported, checked, or settled by word."""
    after = timezone.localdate(row.decided_at) + timedelta(days=2)
    moment = Clock(day=min(after, stage.today)).at(-300)
    moment = max(moment, row.decided_at + timedelta(hours=1))
    if "settled" in told:
        settle_decision(
            stage.office, row, version=row.version, note=told["settled"],
            today=timezone.localdate(moment),
        )  # fmt: skip
        return
    for part in row.units.order_by("position"):
        walk(stage, part.directive_id, told.get("course", ()), told.get("said", ""), moment)


def walk(
    stage: Stage, directive_id: int | None, course: Sequence[str], said: str, moment: datetime
) -> None:
    for step in course if directive_id is not None else ():
        row = Directive.objects.select_related("campaign__unit", "unit", "parent__unit", "issuer")
        one = row.get(pk=directive_id or 0)
        unit = speaker(one.unit, stage.today) or stage.office
        moment += timedelta(hours=1)
        if step == "sign":
            sign(unit, one, version=one.version, now=moment)
        elif step == "finish":
            finish(unit, one, version=one.version, said=Said(words=said), now=moment)
        elif step == "close":
            close_directive(stage.office, one, version=one.version, said=CHECKED, now=moment)


def lay_next(
    stage: Stage, plan: MeetingPlan, questions: Sequence[str], own: Mapping[str, str]
) -> Meeting:
    """Prepare the coming meeting with questions to decide and a matter of the office's own."""
    tomorrow = stage.today + timedelta(days=1)
    day = next_day(plan, tomorrow, work_calendar()) or tomorrow
    new = NewMeeting(
        sort=Sort.WEEKLY, held_on=day, starts_at=BEGINS, place=PLACE, chair=plan.chair,
        expected_minutes=LENGTH,
    )  # fmt: skip
    meeting = prepare(stage.office, stage.general, new)
    items = meeting.items.filter(about=AgendaItem.About.ENTRY).order_by("position")
    for item, question in zip(list(items[:QUESTIONS]), questions, strict=False):
        change = ItemChange(question=question, minutes=item.minutes)
        edit_item(stage.office, item, version=item.version, change=change)
    add_item(stage.office, meeting, ItemChange(title=own["title"], question=own["question"]))
    if meeting.invitations.exists():
        send_invitations(stage.office, meeting, version=meeting.version)
    return meeting


def lay_package(stage: Stage) -> None:
    """Make the papers of the newest round that is over, as the clock does at the cut-off."""
    rounds = Round.objects.filter(campaign=stage.general, cadence__asks_check_ins=True)
    one = rounds.exclude(state=Round.State.OPEN).order_by("-ends_on", "-pk")
    last = one.select_related("campaign__unit", "cadence").first()
    if last is not None:
        make_package(
            SYSTEM, last, token=f"clock:{last.pk}", now=timezone.now(), say=lambda _n, _s: None
        )

"""How far the ladder went in the demo: a directive, circulars, one talk, and one entry under watch (模拟数据)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.core.actors import Actor
from guatu.core.ladder import Rung
from guatu.ledgers.models import Entry
from guatu.supervision.actions.ladder import NewStep, take_step
from guatu.supervision.actions.watches import put_under_watch
from guatu.supervision.models import Directive, LadderStep, LadderSuggestion
from guatu.supervision.policies.watches import can_put_under_watch
from guatu.supervision.queries.matters import (
    About,
    about_directive,
    about_entry,
    about_row,
    taken_in,
)

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

CIRCULARS = 2
WAITED = timedelta(days=6)  # from the limit to the circular
WAITED_AGAIN = timedelta(days=10)  # from there to the talk
HEARD = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step and the day on which it was taken."""

    new: NewStep
    on: date


def lay_earlier_steps(stage: Stage, entries: list[Entry]) -> None:
    """Lay what was decided before today, so that the rules see it when they suggest."""
    leader = stage.settled.actor("leader", stage.today)
    yesterday = stage.today - timedelta(days=1)
    for place, row in enumerate(overdue_directives(stage)[:CIRCULARS]):
        told_on = min(row.limit_on + WAITED, yesterday)
        lay(stage, stage.office, about_directive(row), circular(told_on))
        if place == 0:
            talked_on = min(told_on + WAITED_AGAIN, stage.today)
            lay(stage, leader, about_directive(row), talk(talked_on))
    fresh = (about_entry(row) for row in entries)
    for about in [one for one in fresh if Rung.DIRECT not in taken_in(one)][:1]:
        lay(stage, stage.office, about, reminder(stage.today - timedelta(days=12)))
        lay(stage, stage.office, about, directive(stage))


def overdue_directives(stage: Stage) -> list[Directive]:
    """Return the directives that are past their limit and not reported, the longest overdue first."""
    done = [Directive.State.REPLIED, Directive.State.CLOSED, Directive.State.WITHDRAWN]
    rows = Directive.objects.filter(
        campaign=stage.general, parent__isnull=True, limit_on__lt=stage.today - timedelta(days=1)
    ).exclude(state__in=done)
    return list(rows.select_related("unit", "campaign__unit").order_by("limit_on", "pk"))


def reminder(on: date) -> Taken:
    new = NewStep(
        rung=Rung.REMIND,
        ground="连续两期进度偏慢（模拟数据）",
        text="请说明原因，报送赶进度措施。",
        answer_by=on + HEARD,
    )
    return Taken(new=new, on=on)


def directive(stage: Stage) -> Taken:
    new = NewStep(
        rung=Rung.DIRECT,
        ground="提醒后未见明显进展（模拟数据）",
        text="请倒排工期，明确责任，书面反馈办理情况。",
        limit_on=stage.today + timedelta(days=10),
        answer_by=stage.today + HEARD,
    )
    return Taken(new=new, on=stage.today)


def circular(on: date) -> Taken:
    new = NewStep(
        rung=Rung.CIRCULATE,
        ground="督办单超过时限仍未办结（模拟数据）",
        text="现就该事项办理情况予以通报，请于五日内补报办理结果。",
        effect="列入本月通报。",
        answer_by=on + HEARD,
    )
    return Taken(new=new, on=on)


def talk(on: date) -> Taken:
    new = NewStep(
        rung=Rung.TALK,
        ground="通报后仍未办结（模拟数据）",
        text="请单位主要负责人到场说明情况，当面明确完成时限。",
        answer_by=on + HEARD,
    )
    return Taken(new=new, on=on)


def lay(stage: Stage, actor: Actor, about: About, taken: Taken) -> None:
    """Take a step as the page does, and lay it on its day."""
    step = take_step(actor, about, taken.new, taken.on)
    if taken.on < stage.today:
        at = timezone.make_aware(datetime.combine(taken.on, time(10)))
        LadderStep.objects.filter(pk=step.pk).update(taken_at=at)


def take_suggested(stage: Stage) -> None:
    """Take the first circular that a rule suggests today, with the rule's facts."""
    waiting = LadderSuggestion.objects.filter(
        campaign=stage.general, state=LadderSuggestion.State.OPEN, rung=Rung.CIRCULATE.value
    )
    rows = waiting.select_related("campaign__unit", "unit", "entry", "directive", "target")
    row = rows.order_by("pk").first()
    if row is None:
        return
    new = NewStep(
        rung=Rung.CIRCULATE,
        ground="督办单超过时限（模拟数据）",
        text="请尽快办结并书面反馈。",
        answer_by=stage.today + HEARD,
        suggestion=row,
    )
    take_step(stage.office, about_row(row), new, stage.today)


def lay_watch(stage: Stage, entries: list[Entry]) -> None:
    """Let discipline supervision put one entry of its scope under watch."""
    watcher = stage.settled.actor("discipline", stage.today)
    for entry in [row for row in entries if can_put_under_watch(watcher, row.unit.path)][:1]:
        put_under_watch(watcher, entry, ground="重点民生事项，纳入立项监督（模拟数据）")

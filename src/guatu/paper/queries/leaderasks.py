"""What waits for the word of a leader: problems, other days, grounds, adjustments, talks, lists to approve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.core.ladder import LEADERS_ONLY
from guatu.core.paths import is_within
from guatu.ledgers.models import Entry
from guatu.planning.models import Adjustment
from guatu.planning.models.issuing import Issuance, StepCode
from guatu.planning.queries.adjusting import visible_adjustments
from guatu.planning.queries.approvers import approvers_of_lines, key_of
from guatu.supervision.models import DirectiveExtension, Excuse, LadderSuggestion, Problem
from guatu.supervision.queries.directives import visible_directives
from guatu.supervision.queries.excuses import visible_excuses
from guatu.supervision.queries.ladder import visible_suggestions
from guatu.supervision.queries.problems import visible_problems
from guatu.worklists.models import MonthList, WeekItem
from guatu.worklists.queries.lists import visible_items

MOST = 200  # of one sort: a page names few of them and counts the rest


class Sort(StrEnum):
    """What is to be decided."""

    PROBLEM = "problem"  # 提请协调
    EXTENSION = "extension"  # 督办单申请延期
    EXCUSE = "excuse"  # 容错/客观因素认定
    ADJUSTMENT = "adjustment"  # 任务调整
    TALK = "talk"  # 约谈建议
    ISSUANCE = "issuance"  # 交办审定
    MONTH = "month"  # 月度重点工作
    CONFIRM = "confirm"  # 每日销号


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that waits: what, from whom, until when, and how many there are of it."""

    sort: Sort
    title: str
    unit: str = ""
    due_on: date | None = None
    count: int = 1
    is_urgent: bool = False
    month: date | None = None  # of a list of key work
    key: int = 0


def waiting_on(
    actor: Actor, post: Post, campaign: Campaign, entries: QuerySet[Entry]
) -> list[Asked]:
    """Return what waits for a leader's word as far as `actor` sees it; the overdue and urgent first.

    `entries` are those that lie under the post. Who has no leader's role decides nothing here but
    the lines of the own list.
    """
    found = list(lines_to_confirm(actor, post))
    if post.role == Role.LEADER and is_within(campaign.unit.path, post.scope.path):
        keys = entries.order_by().values("pk")
        for source in (problems, excuses, talks):
            found += source(actor, campaign, keys)
        found += extensions(actor, post, campaign)
        found += adjustments(actor, post, campaign)
        found += lists_to_approve(campaign)
    order = list(Sort)
    return sorted(
        found,
        key=lambda one: (not one.is_urgent, one.due_on or date.max, order.index(one.sort), one.key),
    )


def problems(actor: Actor, campaign: Campaign, keys: QuerySet[Entry, Any]) -> list[Asked]:
    """Return the problems that came up to the leaders: of these entries, or of none."""
    rows = visible_problems(actor, campaign).filter(
        Q(entry__isnull=True) | Q(entry__in=keys),
        state=Problem.State.OPEN,
        level=Problem.Level.LEADER,
    )
    return [
        Asked(
            sort=Sort.PROBLEM, title=row.title, unit=row.unit.label, key=row.pk,
            due_on=timezone.localdate(row.due_at), is_urgent=row.is_at_once,
        )
        for row in rows.order_by("due_at", "pk")[:MOST]
    ]  # fmt: skip


def excuses(actor: Actor, campaign: Campaign, keys: QuerySet[Entry, Any]) -> list[Asked]:
    """Return the grounds to be recognised on which the lead unit gave its opinion, or has none."""
    about = Q(entry__in=keys) | Q(directive__entry__in=keys) | Q(check_in__entry__in=keys)
    ripe = Q(state=Excuse.State.OPINED) | Q(state=Excuse.State.ASKED, adviser__isnull=True)
    rows = visible_excuses(actor, campaign).filter(about, ripe).order_by("asked_at", "pk")
    return [
        Asked(sort=Sort.EXCUSE, title=title_of(row), unit=row.unit.label, key=row.pk)
        for row in rows[:MOST]
    ]


def title_of(row: Excuse) -> str:
    if row.entry is not None:
        return row.entry.title
    if row.directive is not None:
        return row.directive.title
    return row.check_in.entry.title if row.check_in is not None else ""


def talks(actor: Actor, campaign: Campaign, keys: QuerySet[Entry, Any]) -> list[Asked]:
    """Return suggested steps that a leader alone decides on (T12)."""
    rows = visible_suggestions(actor, campaign).filter(
        Q(entry__in=keys) | Q(entry__isnull=True, directive__entry__in=keys),
        state=LadderSuggestion.State.OPEN,
        rung__in=[rung.value for rung in LEADERS_ONLY],
    )
    return [
        Asked(
            sort=Sort.TALK, unit=row.unit.label, key=row.pk,
            title=row.entry.title if row.entry else row.directive.title if row.directive else "",
        )
        for row in rows.order_by("made_on", "pk")[:MOST]
    ]  # fmt: skip


def extensions(actor: Actor, post: Post, campaign: Campaign) -> list[Asked]:
    """Return the other days asked for directives that the post is in charge of."""
    rows = DirectiveExtension.objects.filter(
        directive__in=visible_directives(actor, campaign).filter(leader=post).order_by(),
        state=DirectiveExtension.State.ASKED,
    ).select_related("directive__unit")
    return [
        Asked(
            sort=Sort.EXTENSION, title=row.directive.title, unit=row.directive.unit.label,
            due_on=row.limit_on, key=row.pk,
        )
        for row in rows.order_by("limit_on", "pk")[:MOST]
    ]  # fmt: skip


def adjustments(actor: Actor, post: Post, campaign: Campaign) -> list[Asked]:
    """Return the adjustments of lines that the post approved when they were issued (T12)."""
    rows = visible_adjustments(actor).filter(campaign=campaign, state=Adjustment.State.ASKED)
    found = list(rows.order_by("asked_at", "pk")[:MOST])
    lines = [line for row in found if (line := row.entry or row.target) is not None]
    approvers = approvers_of_lines(lines)
    return [
        Asked(
            sort=Sort.ADJUSTMENT, unit=row.unit.label, key=row.pk,
            title=row.entry.title if row.entry else row.target.indicator.name if row.target else "",
        )
        for row in found
        if (line := row.entry or row.target) is not None
        and post.pk in approvers[key_of(line)].post_ids
    ]  # fmt: skip


def lists_to_approve(campaign: Campaign) -> Iterator[Asked]:
    """Yield the list of a month, and the lists of lines to be issued, that wait for approval."""
    months = MonthList.objects.filter(campaign=campaign, state=MonthList.State.PROPOSED)
    for row in months.order_by("pk"):
        yield Asked(sort=Sort.MONTH, title="", month=row.month, key=row.pk)
    issued = Issuance.objects.filter(campaign=campaign, state=StepCode.SUBMIT)
    for one in issued.order_by("pk"):
        yield Asked(sort=Sort.ISSUANCE, title=one.title, key=one.pk)


def lines_to_confirm(actor: Actor, post: Post) -> Iterator[Asked]:
    """Yield how many lines of the post's week were said to be done and wait to be struck off."""
    rows = visible_items(actor).filter(week_list__post=post, state=WeekItem.State.DONE)
    if count := rows.count():
        yield Asked(sort=Sort.CONFIRM, title="", count=count)

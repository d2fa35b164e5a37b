"""领导一页纸: what a leader must know and decide, as data; how much of it fits is the page's affair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.dispatch.queries.changes import RED
from guatu.dispatch.queries.pasts import states_at, units_at
from guatu.ledgers.models import Entry, Milestone
from guatu.ledgers.queries.lampspells import Lit, lit_on
from guatu.paper.queries.leaderasks import Asked, waiting_on
from guatu.paper.queries.leaderscopes import guarded, under
from guatu.worklists.queries.lists import names_in_office

SHOWN = 30  # lines of one part that are read: a page shows fewer and counts the rest
AHEAD = timedelta(days=14)
COLUMNS = (
    "pk", "number", "title", "lamp", "due_on", "unit__name", "unit__short_name",
    "lamp_reason__rule", "lamp_reason__inputs", "lamp_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine:
    """One entry whose lamp is red (or, where none is, yellow), with why."""

    entry_id: int
    title: str
    unit: str
    lamp: Lamp
    due_on: date | None
    rule: str
    inputs: Mapping[str, Any]
    by_hand_until: date | None = None
    lit_on: date | None = None  # of a round's close: the day as of which `inputs` are


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point that the leader guards: how it stands, and until when it is to be checked again."""

    entry_id: int
    title: str
    unit: str
    lamp: Lamp
    check_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A date of the next days: of an entry, or a node or goal of one; `place` is in 建制顺序."""

    entry_id: int
    title: str
    unit: str
    day: date
    place: tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderPage:
    """One leader's page. `as_of` is the round whose close its lamps show; None is now, not frozen.

    What waits, is guarded or is to come is always of `made_at`: no round keeps it.
    """

    post: Post
    person: str
    campaign: Campaign
    today: date
    made_at: datetime
    as_of: Round | None
    lamps: Mapping[str, int]
    asked: Sequence[Asked]
    red: Sequence[RedLine]
    red_count: int
    is_yellow: bool  # nothing is red: the yellow ones are shown
    points: Sequence[Point]
    point_count: int
    coming: Sequence[Coming]
    coming_count: int

    @property
    def total(self) -> int:
        return sum(self.lamps.values())

    @property
    def is_empty(self) -> bool:
        return not (self.total or self.asked or self.points)


def leader_page(
    actor: Actor, post: Post, campaign: Campaign, *, today: date, as_of: Round | None = None
) -> LeaderPage:
    """Return the page of a post in a campaign as far as `actor` sees it.

    With `as_of` the lamps are those of the round's close; all else is always now's.
    """
    entries = under(actor, post, campaign)
    lamps = lamps_then(actor, as_of, entries) if as_of else lamps_now(entries)
    wanted, is_yellow = worst(lamps)
    red = reds_then(actor, as_of, entries, wanted) if as_of else reds_now(entries, wanted)
    points = guarded(actor, post, campaign).exclude(lamp=Lamp.DONE)
    goals = coming_nodes(entries, today)
    dates = entries.filter(closed_on__isnull=True, due_on__range=(today, today + AHEAD))
    return LeaderPage(
        post=post,
        person=names_in_office([post.pk], today).get(post.pk, ""),
        campaign=campaign,
        today=today,
        made_at=timezone.now(),
        as_of=as_of,
        lamps=lamps,
        asked=waiting_on(actor, post, campaign, entries),
        red=red,
        red_count=sum(lamps.get(lamp, 0) for lamp in wanted),
        is_yellow=is_yellow,
        points=points_of(points),
        point_count=points.count(),
        coming=coming_of(dates, goals),
        coming_count=dates.count() + goals.count(),
    )


def worst(lamps: Mapping[str, int]) -> tuple[tuple[Lamp, ...], bool]:
    """Return the lamps whose entries are named: the red ones, or where there is none the yellow."""
    if any(lamps.get(lamp) for lamp in RED):
        return tuple(lamp for lamp in Lamp if lamp in RED), False
    return (Lamp.BEHIND,), True


def lamps_now(entries: QuerySet[Entry]) -> dict[str, int]:
    rows = entries.order_by().values("lamp").annotate(n=Count("pk"))
    return dict(rows.values_list("lamp", "n"))


def lamps_then(actor: Actor, one: Round, entries: QuerySet[Entry]) -> dict[str, int]:
    rows = states_at(actor, one).filter(entry__in=entries.order_by().values("pk"))
    return dict(rows.values("lamp").annotate(n=Count("pk")).values_list("lamp", "n"))


def reds_now(entries: QuerySet[Entry], lamps: Sequence[Lamp]) -> list[RedLine]:
    """Return the worst entries: overdue before far behind, the oldest date first, then 建制顺序."""
    found: list[RedLine] = []
    for lamp in lamps:
        rows = entries.filter(lamp=lamp).order_by(
            "due_on", "unit__official_order", "unit__path", "pk"
        )
        found += [red_line(row, lamp) for row in rows.values(*COLUMNS)[: SHOWN - len(found)]]
    return found


def red_line(row: Mapping[str, Any], lamp: Lamp) -> RedLine:
    return RedLine(
        entry_id=row["pk"], title=row["title"], lamp=lamp, due_on=row["due_on"],
        unit=row["unit__short_name"] or row["unit__name"],
        rule=row["lamp_reason__rule"] or "", inputs=row["lamp_reason__inputs"] or {},
        by_hand_until=row["lamp_until"],
    )  # fmt: skip


def reds_then(
    actor: Actor, one: Round, entries: QuerySet[Entry], lamps: Sequence[Lamp]
) -> list[RedLine]:
    """Return the worst entries at the close of a round, in the order in which they stand now."""
    rows = states_at(actor, one).filter(
        entry__in=entries.order_by().values("pk"), lamp__in=[lamp.value for lamp in lamps]
    )
    units, order = units_at(one), list(Lamp)

    def place(row: EntryState) -> tuple[Any, ...]:
        unit = units.get(row.unit_id)
        where = (unit.official_order, unit.path) if unit else (0, "")
        return (order.index(Lamp(row.lamp)), row.due_on or date.max, *where, row.entry_id)

    kept = rows.select_related("entry").order_by("lamp", "due_on", "pk")[: 10 * SHOWN]
    found = sorted(kept, key=place)[:SHOWN]
    lit = lit_on([row.entry_id for row in found], close_day(one))
    return [
        line_then(row, units[row.unit_id].label if row.unit_id in units else "", lit)
        for row in found
    ]


def close_day(one: Round) -> date:
    return timezone.localdate(one.closed_at) if one.closed_at else one.last_day


def line_then(row: EntryState, unit: str, lit: Mapping[int, Lit]) -> RedLine:
    """Return a line of a close; why is known where the lamp was lit by the rule that was kept."""
    spell = lit.get(row.entry_id)
    is_same = spell is not None and (spell.lamp, spell.rule) == (row.lamp, row.rule)
    return RedLine(
        entry_id=row.entry_id, title=row.title or row.entry.title, lamp=Lamp(row.lamp),
        due_on=row.due_on, unit=unit, rule=row.rule or "",
        inputs=spell.inputs if spell and is_same else {},
        lit_on=spell.since if spell and is_same else None,
    )  # fmt: skip


def points_of(rows: QuerySet[Entry]) -> list[Point]:
    found = rows.order_by("limit_at", "position", "pk")[:SHOWN]
    return [
        Point(
            entry_id=row.pk, title=row.title, unit=row.unit.label, lamp=Lamp(row.lamp),
            check_by=timezone.localdate(row.limit_at - timedelta(seconds=1)) if row.limit_at else None,
        )
        for row in found.select_related("unit")
    ]  # fmt: skip


def coming_nodes(entries: QuerySet[Entry], today: date) -> QuerySet[Milestone]:
    """Return the nodes and goals of the next days; the one that ends an entry stands as its date."""
    return Milestone.objects.filter(
        entry__in=entries.filter(closed_on__isnull=True).order_by().values("pk"),
        outcome=Milestone.Outcome.OPEN,
        due_on__range=(today, today + AHEAD),
    ).exclude(entry__due_on=F("due_on"))


def coming_of(dates: QuerySet[Entry], goals: QuerySet[Milestone]) -> list[Coming]:
    """Return the next dates of entries and of their nodes, the nearest first, then 建制顺序."""
    found = [
        Coming(
            entry_id=row.pk,
            title=row.title,
            unit=row.unit.label,
            day=row.due_on,
            place=(row.unit.official_order, row.unit.path),
        )
        for row in dates.select_related("unit").order_by("due_on", *in_order("unit"), "pk")[:SHOWN]
        if row.due_on is not None
    ]
    found += [
        Coming(
            entry_id=row.entry_id, title=f"{row.entry.title}：{row.title}",
            unit=row.entry.unit.label, day=row.due_on,
            place=(row.entry.unit.official_order, row.entry.unit.path),
        )
        for row in goals.select_related("entry__unit").order_by(
            "due_on", *in_order("entry__unit"), "pk"
        )[:SHOWN]
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.place, one.entry_id))[:SHOWN]


def in_order(unit: str) -> tuple[str, str]:
    """Return the columns by which a unit stands in 建制顺序 (T13)."""
    return f"{unit}__official_order", f"{unit}__path"

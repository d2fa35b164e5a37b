"""作战保障图: what each item needs and what is in its way, who clears it, by when; the overdue first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.core.stored import StoredFigure
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import APPROVED
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Need
from guatu.ledgers.queries import in_force_entries
from guatu.ledgers.queries.needs import needs_in
from guatu.ledgers.queries.visibility import about_visible
from guatu.overview.values import RANK
from guatu.supervision.models import Problem

PROBLEM = "problem"  # what an approved report says is in the way
SORTS = (*Need.Sort.values, PROBLEM)
MOST = 2000  # needs, and as many problems: more is no picture any more, and the count says so
PAGE = 300  # of them on a page
ASKED = (Problem.State.OPEN, Problem.State.ANSWERED)
MOMENT = timedelta(seconds=1)  # a limit at 24:00 belongs to the day that ends
NEVER = date.max
KEPT = timedelta(days=84)  # twelve weekly rounds
NEED_COLUMNS = (
    "pk", "entry_id", "entry__title", "entry__number", "entry__lamp", "entry__lamp_until",
    "entry__unit__short_name", "entry__unit__name", "sort", "title", "state", "asked_fen",
    "asked_mantissa", "granted_fen", "granted_mantissa", "scale", "measure", "solver_id",
    "solver__short_name", "solver__name", "solver__official_order", "due_on", "settled_on",
)  # fmt: skip


class NeedGrouping(StrEnum):
    """By what the needs stand together."""

    ITEM = "item"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuringWanted:
    """What is looked at: one sort or all, open ones or settled ones too, those asked of my units only."""

    grouping: NeedGrouping = NeedGrouping.ITEM
    sort: str = ""
    is_all: bool = False
    is_mine: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanting:
    """One need of an item, or one problem of it; a problem has neither a solver nor a date of its own."""

    entry_id: int
    title: str
    number: str
    lamp: str
    unit: str
    is_linked: bool
    sort: str
    text: str
    lamp_until: date | None = None
    said_by: str = ""  # the unit whose report names the problem
    state: str = Need.State.OPEN
    asked: Decimal | None = None
    granted: Decimal | None = None
    measure: str = ""
    solver_id: int | None = None
    solver: str = ""
    solver_order: int = 0
    due_on: date | None = None
    settled_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state == Need.State.OPEN

    def days_over(self, today: date) -> int:
        return max((today - self.due_on).days, 0) if self.is_open and self.due_on else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WantingGroup:
    """What one item needs, or what one unit is asked to clear (no unit: nobody is named)."""

    first: Wanting
    rows: tuple[Wanting, ...]

    def of_sort(self, sort: str) -> list[Wanting]:
        return [row for row in self.rows if row.sort == sort]


@dataclass(frozen=True, slots=True, kw_only=True)
class Securing:
    """One page of the picture. `counts` are by sort, before the sort was chosen."""

    groups: tuple[WantingGroup, ...]
    counts: dict[str, int]
    overdue: int
    count: int
    page: int
    pages: int

    @property
    def sorts(self) -> list[str]:
        """The sorts that get a column on this page."""
        found = {row.sort for group in self.groups for row in group.rows}
        return [sort for sort in SORTS if sort in found]


def securing(actor: Actor, campaign: Campaign, wanted: SecuringWanted, today: date) -> Securing:
    """Return what the items of a campaign need: four queries, however many there are."""
    found = wantings(actor, campaign, wanted, today)
    counts = Counter(row.sort for row in found)
    rows = [row for row in found if not wanted.sort or row.sort == wanted.sort]
    rows.sort(key=urgency)
    groups = grouped(rows, wanted.grouping)
    pages = paged(groups)
    page = min(max(wanted.page, 1), len(pages))
    return Securing(
        groups=tuple(pages[page - 1]),
        counts={sort: counts[sort] for sort in SORTS if counts[sort]},
        overdue=sum(row.days_over(today) > 0 for row in rows),
        count=len(rows),
        page=page,
        pages=len(pages),
    )


def wantings(
    actor: Actor,
    campaign: Campaign,
    wanted: SecuringWanted,
    today: date,
    *,
    among: Sequence[int] | None = None,
) -> list[Wanting]:
    """Return needs and problems before a sort is chosen: the first `MOST`, or all `among` some entries."""
    found = needs(actor, campaign, wanted, among)
    if not wanted.is_mine:
        found += problems(actor, campaign, today, among)
        found += coordinated(actor, campaign, among)
    return found


def of_entries(among: Sequence[int] | None) -> Q:
    return Q() if among is None else Q(entry__in=among)


def as_many(among: Sequence[int] | None) -> slice:
    """Return how many of a sort are read: without end only where the entries are chosen."""
    return slice(MOST if among is None else None)


def urgency(row: Wanting) -> tuple[bool, date, int, int]:
    """Open before settled, by their day, then the worst items first."""
    return not row.is_open, row.due_on or NEVER, RANK[row.lamp], row.entry_id


def needs(
    actor: Actor, campaign: Campaign, wanted: SecuringWanted, among: Sequence[int] | None = None
) -> list[Wanting]:
    """Return the needs of a campaign that the actor sees, the most urgent first."""
    rows = needs_in(actor, campaign, is_mine=wanted.is_mine).filter(
        of_entries(among), entry__validity=Validity.IN_FORCE
    )
    if not wanted.is_all:
        rows = rows.filter(state=Need.State.OPEN)
    values = list(rows.select_related(None).values(*NEED_COLUMNS)[as_many(among)])
    ids = {row["entry_id"] for row in values}
    seen = in_force_entries(actor, campaign).order_by().filter(pk__in=ids)
    linked = set(seen.values_list("pk", flat=True))
    return [wanting_of(row, is_linked=row["entry_id"] in linked) for row in values]


def wanting_of(row: dict[str, Any], *, is_linked: bool) -> Wanting:
    def figure(name: str) -> Decimal | None:
        return StoredFigure(
            amount_fen=row[f"{name}_fen"],
            mantissa=row[f"{name}_mantissa"],
            scale=row["scale"],
            measure=row["measure"],
        ).value

    return Wanting(
        entry_id=row["entry_id"],
        title=row["entry__title"],
        number=row["entry__number"],
        lamp=row["entry__lamp"],
        lamp_until=row["entry__lamp_until"],
        unit=row["entry__unit__short_name"] or row["entry__unit__name"],
        is_linked=is_linked,
        sort=row["sort"],
        text=row["title"],
        state=row["state"],
        asked=figure("asked"),
        granted=figure("granted"),
        measure=row["measure"] or "",
        solver_id=row["solver_id"],
        solver=row["solver__short_name"] or row["solver__name"],
        solver_order=row["solver__official_order"],
        due_on=row["due_on"],
        settled_on=row["settled_on"],
    )


def asked_in(actor: Actor, campaign: Campaign) -> QuerySet[Problem]:
    """Return the open problems to coordinate (提请协调) of a campaign's visible items.

    What became a need stands on the picture as that need, and is not shown twice.
    """
    asked = Problem.objects.filter(
        campaign=campaign,
        state=Problem.State.OPEN,
        need__isnull=True,
        entry__validity=Validity.IN_FORCE,
        entry__closed_on__isnull=True,
    )
    return about_visible(actor, asked)


def coordinated(
    actor: Actor, campaign: Campaign, among: Sequence[int] | None = None
) -> list[Wanting]:
    """Return the open problems to coordinate (提请协调) of a campaign's visible items."""
    rows = asked_in(actor, campaign).filter(of_entries(among))
    rows = rows.select_related("entry__unit", "unit", "holder")
    return [
        Wanting(
            entry_id=row.entry.pk,
            title=row.entry.title,
            number=row.entry.number,
            lamp=row.entry.lamp,
            lamp_until=row.entry.lamp_until,
            unit=row.entry.unit.label,
            is_linked=True,
            sort=PROBLEM,
            text=row.title,
            said_by=row.unit.label,
            solver_id=row.holder_id,
            solver=row.holder.label,
            solver_order=row.holder.official_order,
            due_on=timezone.localdate(row.due_at - MOMENT),
        )
        for row in rows.order_by("due_at", "pk")[as_many(among)]
        if row.entry is not None
    ]


def telling(actor: Actor, campaign: Campaign, today: date) -> QuerySet[CheckIn]:
    """Return the approved reports that say something new of open items, as far back as `KEPT`.

    A round that closes late is kept as of its last day: what the next one was told is not of it.
    """
    rounds = Round.objects.filter(ends_on__gte=today - KEPT, starts_on__lte=today).order_by()
    return visible_check_ins(actor, campaign).filter(
        entry__validity=Validity.IN_FORCE,
        entry__closed_on__isnull=True,
        round__in=list(rounds.values_list("pk", flat=True)),  # few: their index can be entered
        state__in=APPROVED,
        is_unchanged=False,
    )


def problems(
    actor: Actor, campaign: Campaign, today: date, among: Sequence[int] | None = None
) -> list[Wanting]:
    """Return what the newest approved reports that say something new call a problem, a unit one.

    A problem of which nothing was heard for `KEPT` is no open one any more: the lamp says 停滞.
    """
    told = telling(actor, campaign, today).filter(of_entries(among))
    # the newest a unit by hand: a correlated subquery took forty times as long
    troubled = set(told.exclude(problem="").order_by().values_list("entry_id", flat=True))
    reports = told.filter(entry__in=troubled).order_by("-round__ends_on", "-pk")
    newest: dict[tuple[int, int], int] = {}
    for entry_id, unit_id, pk in reports.values_list("entry_id", "unit_id", "pk"):
        newest.setdefault((entry_id, unit_id), pk)
    rows = (
        CheckIn.objects.filter(pk__in=newest.values())
        .exclude(problem="")
        .exclude(problems__state__in=ASKED)  # stands here as what was asked (提请协调)
        .order_by("entry__kind__official_order", "entry__position", "entry_id", "pk")
        .values_list(
            "entry_id", "entry__title", "entry__number", "entry__lamp", "entry__lamp_until",
            "entry__unit__short_name", "entry__unit__name", "unit__short_name", "unit__name",
            "problem",
        )
    )  # fmt: skip
    return [
        Wanting(
            entry_id=entry_id,
            title=title,
            number=number,
            lamp=lamp,
            lamp_until=until,
            unit=short_name or name,
            is_linked=True,
            sort=PROBLEM,
            text=problem,
            said_by=said_short or said,
        )
        for entry_id, title, number, lamp, until, short_name, name, said_short, said, problem in rows[
            as_many(among)
        ]
    ]


def grouped(rows: Sequence[Wanting], grouping: NeedGrouping) -> list[WantingGroup]:
    """Return rows in groups: items by their most urgent need, units in 建制顺序 (T13)."""
    if grouping is NeedGrouping.SOLVER:
        ordered: Iterable[Wanting] = sorted(
            rows, key=lambda row: (row.solver_id is None, row.solver_order, row.solver_id or 0)
        )
        parts = [list(part) for _key, part in groupby(ordered, key=lambda row: row.solver_id)]
        return [WantingGroup(first=part[0], rows=tuple(part)) for part in parts]
    items: dict[int, list[Wanting]] = {}
    for row in rows:
        items.setdefault(row.entry_id, []).append(row)
    return [WantingGroup(first=part[0], rows=tuple(part)) for part in items.values()]


def paged(groups: Sequence[WantingGroup]) -> list[list[WantingGroup]]:
    """Return groups by page, a group whole on one; there is a page even without groups."""
    pages: list[list[WantingGroup]] = [[]]
    lines = 0
    for group in groups:
        if pages[-1] and lines + len(group.rows) > PAGE:
            pages.append([])
            lines = 0
        pages[-1].append(group)
        lines += len(group.rows)
    return pages

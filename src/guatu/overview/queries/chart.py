"""The lines of the 作战图: a page of entries in force, in groups, from a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, Min, QuerySet, Window
from django.db.models.expressions import OrderBy

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.chart import Line, Node
from guatu.core.kinds import KindDefinition
from guatu.core.lamps import Lamp, Outcome
from guatu.ledgers.followers import former_values
from guatu.ledgers.models import Entry, Milestone, PostDuty
from guatu.ledgers.queries import Filters, Scope, narrowed, spoken
from guatu.shell.formatting import percent

PAGE = 300  # lines
LEADERS = 2  # named in a row; the entry's page has all
COLUMNS = (
    "pk", "title", "number", "lamp", "lamp_until", "stage", "kind__code", "starts_on", "due_on",
    "closed_on", "progress", "heading", "unit_id", "unit__short_name", "unit__name",
)  # fmt: skip


class Grouping(StrEnum):
    """By what the rows stand together."""

    HEADING = "heading"
    UNIT = "unit"
    KIND = "kind"


def heading_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return a row's heading, or of a row without one its kind: those are no one heap."""
    return row["heading"], "" if row["heading"] else row["kind__code"]


GROUP_KEYS: dict[Grouping, Callable[[Mapping[str, Any]], Any]] = {
    Grouping.HEADING: heading_of,
    Grouping.UNIT: itemgetter("unit_id"),
    Grouping.KIND: itemgetter("kind__code"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page of which lines, in which groups."""

    filters: Filters = Filters()  # noqa: RUF009 a frozen value
    grouping: Grouping = Grouping.HEADING
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGroup:
    """Lines beneath one heading, unit (its short name) or kind (its code).

    Without a heading `name` is "" and `kind` the code of what they are.
    """

    name: str
    lines: tuple[Line, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """One page of lines. `count` are all that fit, `first` the number of the page's first one."""

    groups: tuple[LineGroup, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(-(-self.count // PAGE), 1)

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return self.first - 1 + sum(len(group.lines) for group in self.groups)


def drawn(actor: Actor, scope: Scope, filters: Filters) -> QuerySet[Entry]:
    """Return the entries of the chart: what of the sheet with these filters is in force."""
    return narrowed(actor, scope, filters).filter(validity=Validity.IN_FORCE)


def invisible_count(actor: Actor, scope: Scope) -> int:
    """Return how many lines of the campaign this person does not see: a number, nothing more (D8)."""
    whole = Entry.objects.filter(campaign=scope.campaign, validity=Validity.IN_FORCE).count()
    return whole - drawn(actor, scope, Filters()).count()


def chart_lines(
    actor: Actor,
    scope: Scope,
    *,
    wanted: Wanted,
    kinds: Sequence[KindDefinition],
    today: date,
) -> Lines:
    """Return one page of lines; a page beyond the last is the last."""
    entries = drawn(actor, scope, wanted.filters)
    count = entries.count()
    page = min(max(wanted.page, 1), max(-(-count // PAGE), 1))
    first = (page - 1) * PAGE
    rows = list(in_order(entries, wanted.grouping).values(*COLUMNS)[first : first + PAGE])
    lines = lines_of(rows, kinds, today)
    return Lines(count=count, page=page, groups=tuple(grouped(rows, lines, wanted.grouping)))


def grouped(
    rows: Sequence[Mapping[str, Any]], lines: Mapping[int, Line], grouping: Grouping
) -> Iterator[LineGroup]:
    """Yield rows that stand together; `rows` are in the order of the groups."""
    for _key, part in groupby(rows, key=GROUP_KEYS[grouping]):
        some = list(part)
        name, kind = named(some[0], grouping)
        yield LineGroup(name=name, kind=kind, lines=tuple(lines[row["pk"]] for row in some))


def named(first: Mapping[str, Any], grouping: Grouping) -> tuple[str, str]:
    """Return name and kind of the group that begins with a row."""
    if grouping is Grouping.HEADING:
        return heading_of(first)
    return (unit_of(first) if grouping is Grouping.UNIT else first["kind__code"]), ""


def in_order(entries: QuerySet[Entry], grouping: Grouping) -> QuerySet[Entry]:
    """Return the entries in the order of the rows: groups as the plan or 建制顺序 has them (T13)."""
    last: Sequence[str | OrderBy] = ("kind__official_order", "kind__code", "position", "pk")
    if grouping is Grouping.UNIT:
        return entries.order_by("unit__official_order", "unit_id", *last)
    if grouping is Grouping.KIND:
        return entries.order_by(*last)
    # a heading stands where the first of its lines stands in the plan, whatever kind these are of
    return entries.annotate(
        plan_place=Window(Min("plan_id"), partition_by=[F("heading")]),
        heading_place=Window(Min("quote_start"), partition_by=[F("heading")]),
    ).order_by(
        F("plan_place").asc(nulls_last=True),
        F("heading_place").asc(nulls_last=True),
        "heading",
        *last,
    )


def lines_of(
    rows: Sequence[Mapping[str, Any]],
    kinds: Sequence[KindDefinition],
    today: date,
    *,
    until: date | None = None,
) -> dict[int, Line]:
    """Return the lines of rows by id: milestones, leaders and former dates set-wise.

    Of milestones only what was decided `until` a day is told.
    """
    ids = [row["pk"] for row in rows]
    stages = {(k.code, stage.code): spoken(stage.name) for k in kinds for stage in k.stages}
    nodes, leaders = nodes_of(ids, until), leaders_of(ids, today)
    former = former_values(ids)
    found = {}
    for row in rows:
        pk, progress = row["pk"], row["progress"]
        stage = stages.get((row["kind__code"], row["stage"]), row["stage"])
        before = former.get(pk)
        found[pk] = Line(
            pk=pk,
            title=row["title"],
            number=row["number"],
            lamp=Lamp(row["lamp"]),
            lamp_until=row["lamp_until"],
            unit=unit_of(row),
            leader="、".join(leaders.get(pk, ())[:LEADERS]),
            standing=stage if progress is None else f"{stage} {percent(progress)}",
            starts_on=row["starts_on"],
            due_on=row["due_on"],
            first_due_on=before.due_on if before else None,
            closed_on=row["closed_on"],
            progress=progress,
            nodes=tuple(nodes.get(pk, ())),
        )
    return found


def unit_of(row: Mapping[str, Any]) -> str:
    return str(row["unit__short_name"] or row["unit__name"])


def nodes_of(ids: Sequence[int], until: date | None = None) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = {}
    for entry_id, title, due_on, outcome, decided_on in (
        Milestone.objects.filter(entry_id__in=ids)
        .order_by("entry_id", "due_on", "pk")
        .values_list("entry_id", "title", "due_on", "outcome", "decided_on")
    ):
        is_later = until is not None and decided_on is not None and decided_on > until
        told = Outcome.OPEN if is_later else Outcome(outcome)
        node = Node(title=title, due_on=due_on, outcome=told)
        found.setdefault(entry_id, []).append(node)
    return found


def leaders_of(ids: Sequence[int], today: date) -> dict[int, list[str]]:
    """Return the 责任领导 of entries by name, in official order; a deputy only where nobody holds the post."""
    appointed = Appointment.objects.filter(
        in_force(today),
        post__abolished_on__isnull=True,
        post__duties__entry_id__in=ids,
        post__duties__level=PostDuty.Level.LEADER,
    ).order_by("is_deputy", "post__official_order", "pk")
    found: dict[int, dict[int, str]] = {}
    for entry_id, post_id, name in appointed.values_list(
        "post__duties__entry_id", "post_id", "person__name"
    ):
        found.setdefault(entry_id, {}).setdefault(post_id, name)
    return {entry_id: list(names.values()) for entry_id, names in found.items()}

"""The 督办 board: directives by their limits, by unit or by source, by the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.shell.inputs import whole
from guatu.supervision.models import Directive
from guatu.supervision.models.directives import CLOSED_STATES
from guatu.supervision.queries.directives import (
    OFFICIAL,
    WITH_ALL,
    Coloured,
    coloured,
    overdue,
    visible_directives,
    with_finish,
    with_parts,
)

State = Directive.State
DIRECTIVES_A_PAGE = 40
SOON = 3
MOST_WORDS = 60


class Section(StrEnum):
    """Where a directive stands on the board."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"  # within three days
    REST = "rest"
    CHECK = "check"  # reported as finished in time: waits for the check
    CLOSED = "closed"


ORDER = {section: place for place, section in enumerate(Section)}


class Grouping(StrEnum):
    LIMIT = "limit"
    UNIT = "unit"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAsked:
    """What the address asks for."""

    grouping: Grouping = Grouping.LIMIT
    section: Section | None = None
    source: str = ""
    unit_id: int = 0
    words: str = ""
    is_all: bool = False  # closed ones and parts as well
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> BoardAsked:
        """Read the address; what it gets wrong is as if it were not there."""
        by, section, source = query.get("by", ""), query.get("section", ""), query.get("source", "")
        return cls(
            grouping=Grouping(by) if by in set(Grouping) else Grouping.LIMIT,
            section=Section(section) if section in set(Section) else None,
            source=source if source in Directive.Source.values else "",
            unit_id=whole(query.get("unit", "")) or 0,
            words=query.get("q", "").strip()[:MOST_WORDS],
            is_all=query.get("state") == "all" or section == Section.CLOSED,
            page=whole(query.get("page", "")) or 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One page of the board: its groups in order, and how many there are of each section."""

    groups: list[tuple[str, list[Coloured]]]
    counts: Mapping[Section, int]
    page: Page[Directive]
    units: list[tuple[int, str]] = field(default_factory=list)


def section_case(today: date) -> Case:
    """Return the place of a row on the board, for rows `with_finish`."""
    return Case(
        When(state__in=CLOSED_STATES, then=Value(ORDER[Section.CLOSED])),
        When(overdue(today), then=Value(ORDER[Section.OVERDUE])),
        When(state=State.REPLIED, then=Value(ORDER[Section.CHECK])),
        When(limit_on=today, then=Value(ORDER[Section.TODAY])),
        When(limit_on__lte=today + timedelta(days=SOON), then=Value(ORDER[Section.SOON])),
        default=Value(ORDER[Section.REST]),
        output_field=IntegerField(),
    )


def narrowed(rows: QuerySet[Directive], asked: BoardAsked) -> QuerySet[Directive]:
    """Apply all that the address asks for but the section."""
    if not asked.is_all:
        rows = rows.filter(parent__isnull=True).exclude(state__in=CLOSED_STATES)
    if asked.source:
        rows = rows.filter(source=asked.source)
    if asked.unit_id:
        rows = rows.filter(unit_id=asked.unit_id)
    for word in asked.words[:MOST_WORDS].split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(requirement__icontains=word)
            | Q(unit__name__icontains=word)
        )
    return rows


def board_rows(
    actor: Actor, campaign: Campaign, asked: BoardAsked, today: date
) -> QuerySet[Directive]:
    """Return the directives that the board shows, in its order, with their place in `place`."""
    rows = narrowed(with_finish(visible_directives(actor, campaign)), asked)
    rows = rows.annotate(place=section_case(today))
    if asked.section is not None:
        rows = rows.filter(place=ORDER[asked.section])
    first = {
        Grouping.LIMIT: ("place",),
        Grouping.UNIT: ("unit__official_order", "unit__path", "place"),
        Grouping.SOURCE: ("source", "place"),
    }[asked.grouping]
    return rows.order_by(*first, "limit_on", *OFFICIAL)


def board(actor: Actor, campaign: Campaign, asked: BoardAsked, today: date) -> Board:
    """Return one page of the board."""
    rows = board_rows(actor, campaign, asked, today)
    shown = with_parts(rows.select_related(*WITH_ALL), today)
    page = Paginator(shown, DIRECTIVES_A_PAGE).get_page(asked.page)
    marked = coloured(list(page.object_list), today)
    keys = {
        Grouping.LIMIT: lambda one: list(Section)[one.row.place].value,
        Grouping.UNIT: lambda one: one.row.unit.label,
        Grouping.SOURCE: lambda one: one.row.source,
    }
    groups = [(key, list(found)) for key, found in groupby(marked, key=keys[asked.grouping])]
    return Board(
        groups=groups,
        counts=counts(actor, campaign, asked, today),
        page=page,
        units=units_with(actor, campaign, asked),
    )


def counts(actor: Actor, campaign: Campaign, asked: BoardAsked, today: date) -> dict[Section, int]:
    """Return how many there are of each section, whichever is chosen."""
    rows = narrowed(with_finish(visible_directives(actor, campaign)), asked)
    placed = rows.annotate(place=section_case(today)).order_by()
    found = dict(placed.values_list("place").annotate(n=Count("pk")))
    sections = [one for one in Section if asked.is_all or one is not Section.CLOSED]
    return {one: found.get(ORDER[one], 0) for one in sections}


def units_with(actor: Actor, campaign: Campaign, asked: BoardAsked) -> list[tuple[int, str]]:
    """Return the units that directives here are to, in official order: what one may choose from."""
    rows = visible_directives(actor, campaign)
    if not asked.is_all:
        rows = rows.filter(parent__isnull=True).exclude(state__in=CLOSED_STATES)
    found = rows.order_by("unit__official_order", "unit__path").values_list(
        "unit_id", "unit__short_name", "unit__name"
    )
    return [(pk, short or name) for pk, short, name in found.distinct()]


def to_export(actor: Actor, campaign: Campaign, asked: BoardAsked, today: date) -> list[Coloured]:
    """Return all that the board shows, for a sheet to keep."""
    rows = board_rows(actor, campaign, asked, today).select_related(*WITH_ALL)
    return coloured(list(with_parts(rows, today)), today)

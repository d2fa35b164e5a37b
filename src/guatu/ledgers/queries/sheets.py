"""The rows and totals of a ledger sheet: a page of ids from the index, then the rows set-wise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.rollups import Derived
from guatu.ledgers.followers import Former, former_values
from guatu.ledgers.models import Duty, Entry, Ledger
from guatu.ledgers.queries.history import PutOff, put_off_of
from guatu.ledgers.queries.paging import (
    PLAN,
    Key,
    keys_of,
    page_ids,
    read_cursor,
    write_cursor,
)
from guatu.ledgers.queries.rollups import derived_progress
from guatu.ledgers.queries.scopes import Filters, Scope, narrowed

PAGE = 100
COLUMNS = (
    "pk", "kind__code", "number", "title", "heading", "standard", "stage", "starts_on", "due_on",
    "progress", "lamp", "lamp_until", "reported_lamp", "reported_at", "last_said", "place", "amount_fen",
    "fields", "roll_up", "closed_on", "validity", "origin", "is_adopted", "limit_at", "limit_for",
    "unit__name", "unit__short_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLabel:
    """A unit as a sheet names it: short, with the full name beside."""

    name: str
    full_name: str


@dataclass(slots=True, kw_only=True)
class SheetRow:
    """One line of a sheet."""

    pk: int
    kind_code: str
    number: str
    title: str
    heading: str
    standard: str
    stage: str
    starts_on: date | None
    due_on: date | None
    progress: int | None
    lamp: str
    lamp_until: date | None
    reported_lamp: str | None
    reported_at: datetime | None
    last_said: str
    place: str
    amount_fen: int | None
    fields: dict[str, Any]
    roll_up: str
    closed_on: date | None
    validity: str
    origin: str
    is_adopted: bool
    limit_at: datetime | None
    limit_for: str
    owner: UnitLabel
    leads: list[UnitLabel] = field(default_factory=list)
    supports: list[UnitLabel] = field(default_factory=list)
    derived: Derived | None = None
    former: Former | None = None
    put_off: PutOff | None = None

    @property
    def is_in_force(self) -> bool:
        return self.validity == Validity.IN_FORCE


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """One page of a sheet, the totals over all its pages, and where the next page begins.

    `totals` are the lines in force by lamp, `others` those that are not, by their validity.
    """

    rows: list[SheetRow]
    totals: dict[Lamp, int]
    others: dict[Validity, int]
    count: int
    next_cursor: str


def sheet_page(
    actor: Actor, scope: Scope, *, filters: Filters, sort: str = "plan", after: str = ""
) -> SheetPage:
    """Return one page of a sheet for an actor."""
    totals, others = totals_of(actor, scope, filters.without_lamps)
    count = count_of(filters, totals, others)
    keys = keys_of(sort, scope.kind)
    rows = narrowed(actor, scope, filters)
    if scope.ledger is None and sort == "plan":
        ids, cursor = page_over_ledgers(rows, scope.campaign, keys, after=after)
    else:
        ids, cursor = page_ids(rows, keys, after=after, size=PAGE)
    return SheetPage(
        rows=rows_of(ids), totals=totals, others=others, count=count, next_cursor=cursor
    )


def page_over_ledgers(
    rows: QuerySet[Entry], campaign: Campaign, keys: tuple[Key, ...], *, after: str
) -> tuple[list[int], str]:
    """Return the ids of a page of all kinds: ledger by ledger, each by its own index."""
    ledgers = Ledger.objects.filter(campaign=campaign).order_by("kind__official_order", "pk")
    last = read_cursor(after, keys)
    found: list[int] = []
    for ledger_id, order in ledgers.values_list("pk", "kind__official_order"):
        if last is not None and order < last[0]:
            continue
        begin = write_cursor(tuple(last[1:])) if last is not None and order == last[0] else ""
        ids, more = page_ids(
            rows.filter(ledger=ledger_id), PLAN, after=begin, size=PAGE + 1 - len(found)
        )
        found += ids
        if len(found) > PAGE or more:
            break
    page = found[:PAGE]
    if len(found) <= PAGE:
        return page, ""
    kind_order, position = Entry.objects.values_list("kind__official_order", "position").get(
        pk=page[-1]
    )
    return page, write_cursor((kind_order, position, page[-1]))


def count_of(filters: Filters, totals: dict[Lamp, int], others: dict[Validity, int]) -> int:
    """Return how many rows fit, by the totals that are known anyway."""
    lit = sum(n for lamp, n in totals.items() if not filters.lamps or lamp in filters.lamps)
    if filters.validity:
        unlit = sum(n for code, n in others.items() if code == filters.validity)
        return lit if filters.validity == Validity.IN_FORCE else unlit
    return lit if filters.lamps else lit + sum(others.values())


def totals_of(
    actor: Actor, scope: Scope, filters: Filters
) -> tuple[dict[Lamp, int], dict[Validity, int]]:
    """Return how many entries in force burn with each lamp, worst first, and how many are not: one query."""
    lit: dict[str, int] = {}
    others: dict[str, int] = {}
    counted = narrowed(actor, scope, filters).values("lamp", "validity").annotate(n=Count("pk"))
    for lamp, validity, number in counted.values_list("lamp", "validity", "n"):
        if validity == Validity.IN_FORCE:
            lit[lamp] = number
        else:
            others[validity] = others.get(validity, 0) + number
    return (
        {lamp: lit[lamp.value] for lamp in Lamp if lamp.value in lit},
        {code: others[code.value] for code in Validity if code.value in others},
    )


def lamp_totals(actor: Actor, scope: Scope, filters: Filters) -> dict[Lamp, int]:
    """Return how many entries in force burn with each lamp, worst first."""
    return totals_of(actor, scope, filters)[0]


def rows_of(ids: Sequence[int]) -> list[SheetRow]:
    """Return the rows with these ids in this order."""
    found = {
        values[0]: SheetRow(
            **dict(zip(NAMES, values[:-2], strict=True)), owner=label(values[-2], values[-1])
        )
        for values in Entry.objects.filter(pk__in=ids).values_list(*COLUMNS)
    }
    rows = [found[pk] for pk in ids if pk in found]
    add_duties(found, ids)
    derived = derived_progress(row.pk for row in rows if row.roll_up != Entry.RollUp.NONE)
    former, put_off = former_values(ids), put_off_of(ids)
    for row in rows:
        row.derived, row.former = derived.get(row.pk), former.get(row.pk)
        row.put_off = put_off.get(row.pk)
    return rows


NAMES = tuple(name.replace("kind__code", "kind_code") for name in COLUMNS[:-2])


def add_duties(found: dict[int, SheetRow], ids: Sequence[int]) -> None:
    units: defaultdict[tuple[int, str], list[UnitLabel]] = defaultdict(list)
    for entry_id, role, name, short in (
        Duty.objects.filter(entry_id__in=ids, role__in=[Duty.Role.LEAD, Duty.Role.SUPPORT])
        .order_by("entry_id", "role", "ordinal")
        .values_list("entry_id", "role", "unit__name", "unit__short_name")
    ):
        units[entry_id, role].append(label(name, short))
    for pk, row in found.items():
        row.leads = units[pk, Duty.Role.LEAD] or [row.owner]
        row.supports = units[pk, Duty.Role.SUPPORT]


def label(name: str, short_name: str) -> UnitLabel:
    return UnitLabel(name=short_name or name, full_name=name)

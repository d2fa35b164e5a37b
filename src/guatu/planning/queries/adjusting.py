"""Reads of adjustments: of one line, of a campaign, those that wait for somebody's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from guatu.accounts.models import Person, Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entries
from guatu.planning.lines import Line, Values, values_of
from guatu.planning.models import Adjustment
from guatu.planning.policies import can_decide
from guatu.planning.queries.approvers import approvers_of_lines, key_of
from guatu.shell.errors import NotFound

PAGE = 50
MOST_WAITING = 200
State = Adjustment.State
WITH_LINES = (
    "campaign__unit", "entry__kind", "entry__unit", "target__indicator", "target__unit", "unit",
    "to_unit", "into_entry__unit", "into_target__indicator", "into_target__unit", "decided_post", "evidence", "sheet",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the adjustments is asked for; `after` is the number of the last one seen."""

    campaign: Campaign | None = None
    kind: str = ""
    state: str = ""
    unit_id: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentPage:
    """One page of adjustments, the newest first; `next` is what the next page comes after."""

    rows: list[Adjustment]
    next: int | None
    count: int


def visible_adjustments(actor: Actor) -> QuerySet[Adjustment]:
    """Return the adjustments of the lines that `actor` sees, and those of its own units' lines."""
    entries = visible_entries(actor).order_by().values("pk")
    targets = visible_targets(actor).select_related(None).order_by().values("pk")
    return Adjustment.objects.select_related(*WITH_LINES).filter(
        Q(entry_id__in=entries) | Q(target_id__in=targets)
    )


def visible_adjustment(actor: Actor, adjustment_id: int) -> Adjustment:
    """Return one adjustment with its line.

    Raises
    ------
    NotFound
        If there is none, or its line is not for this actor to know of.
    """
    row = visible_adjustments(actor).filter(pk=adjustment_id).first()
    if row is None:
        raise NotFound
    return row


def adjustments_of(line: Line) -> list[Adjustment]:
    """Return the adjustments of a line, the newest first; the caller has looked for the line."""
    name = "entry" if isinstance(line, Entry) else "target"
    rows = Adjustment.objects.filter(**{name: line}).select_related(*WITH_LINES)
    return list(rows.order_by("-pk"))


def merged_into(actor: Actor, line: Line) -> list[Adjustment]:
    """Return the approved adjustments by which other lines, seen by `actor`, came into this one."""
    name = "into_entry" if isinstance(line, Entry) else "into_target"
    rows = visible_adjustments(actor).filter(
        **{name: line}, kind=Adjustment.Kind.MERGE, state=State.APPROVED
    )
    return [row for row in rows.order_by("pk") if row.line.validity == "merged"]


def seen_into(actor: Actor, rows: Iterable[Adjustment]) -> set[tuple[str, int]]:
    """Return the lines into which others went that the actor sees, by `key_of`."""
    rows = list(rows)
    entries = {row.into_entry_id for row in rows if row.into_entry_id}
    targets = {row.into_target_id for row in rows if row.into_target_id}
    seen = {("entry", pk) for pk in ids_of(visible_entries(actor), entries)}
    return seen | {("target", pk) for pk in ids_of(visible_targets(actor), targets)}


def ids_of(rows: QuerySet[Any], ids: set[int]) -> list[int]:
    if not ids:
        return []
    return list(
        rows.select_related(None).order_by().filter(pk__in=ids).values_list("pk", flat=True)
    )


def adjustment_page(actor: Actor, wanted: Wanted) -> AdjustmentPage:
    rows = narrowed(actor, wanted)
    count = rows.count()
    if wanted.after is not None:
        rows = rows.filter(pk__lt=wanted.after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return AdjustmentPage(
        rows=found[:PAGE], next=found[PAGE - 1].pk if len(found) > PAGE else None, count=count
    )


def narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Adjustment]:
    rows = visible_adjustments(actor)
    if wanted.campaign is not None:
        rows = rows.filter(campaign=wanted.campaign)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.unit_id is not None:
        rows = rows.filter(unit_id=wanted.unit_id)
    return rows


def postponed_by_unit(actor: Actor, campaign: Campaign) -> list[tuple[Unit, int]]:
    """Return how many postponements were approved for each unit, in 建制顺序."""
    wanted = Wanted(campaign=campaign, kind=Adjustment.Kind.POSTPONE, state=State.APPROVED)
    rows = narrowed(actor, wanted).select_related(None).order_by().values("unit_id")
    counts = dict(rows.annotate(n=Count("pk")).values_list("unit_id", "n"))
    units = Unit.objects.filter(pk__in=counts).order_by("official_order", "path")
    return [(unit, counts[unit.pk]) for unit in units]


def asking_units(actor: Actor, campaign: Campaign) -> list[Unit]:
    """Return the units whose lines were to be adjusted, in 建制顺序."""
    ids = narrowed(actor, Wanted(campaign=campaign)).select_related(None).order_by()
    units = Unit.objects.filter(pk__in=ids.values("unit_id"))
    return list(units.order_by("official_order", "path"))


def waiting_for(actor: Actor) -> list[Adjustment]:
    """Return the adjustments that wait for this actor's own word, the oldest first."""
    rows = visible_adjustments(actor).filter(state=State.ASKED).order_by("pk")[:MOST_WAITING]
    found = list(rows)
    approvers = approvers_of_lines(row.line for row in found)
    return [
        row
        for row in found
        if can_decide(actor, row.campaign, approvers[key_of(row.line)], row.asked_by)
    ]


def person_names(rows: Iterable[Adjustment], *others: int | None) -> dict[int, str]:
    """Return the names of who asked, decided and entered, and of some others by their ids."""
    ids = {pk for row in rows for pk in (row.asked_by, row.decided_by, row.recorded_by) if pk}
    ids |= {pk for pk in others if pk}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def unit_labels(rows: Iterable[Adjustment]) -> dict[int, str]:
    """Return the names of the units among the values of adjustments."""
    ids = {
        pk
        for row in rows
        for values in (row.before, row.after)
        for pk in (*values.get("leads", ()), values.get("unit_id"))
        if pk
    }
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)} if ids else {}


def as_it_was(line: Line, names: Iterable[str], day: date) -> Values:
    """Return the named values of a line as they were at the end of `day`, by its adjustments."""
    names = list(names)
    values = values_of(line, names)
    name = "entry" if isinstance(line, Entry) else "target"
    later = Adjustment.objects.filter(
        **{name: line}, state=State.APPROVED, effective_on__gt=day
    ).order_by("-effective_on", "-pk")
    for row in later:
        values |= {key: value for key, value in row.before.items() if key in names}
    return values

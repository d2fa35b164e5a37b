"""对表单: all that one unit has in a campaign at one look, to go through with it line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries.figures import TargetState, states_of, visible_targets
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Duty, Entry, Milestone
from guatu.ledgers.queries import in_force_entries
from guatu.ledgers.queries.visibility import reach_of, sees_whole, units_reached
from guatu.planning.queries.breakdown import leaders_of
from guatu.sheets.queries.adopted import told_lines
from guatu.shell.errors import NotFound
from guatu.supervision.models import Directive
from guatu.supervision.queries.directives import open_directives

MOST = 2000  # lines of one unit: a book already
DONE_LATELY = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One entry of the unit with what the unit said last and what comes next."""

    entry: Entry
    rule: str
    inputs: Mapping[str, Any]
    leaders: Sequence[str]
    said: CheckIn | None
    next_title: str
    next_on: date | None
    is_adopted: bool = False  # the last word of it is the old ledger's


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Entries of a unit: `count` is of all, `older` of those closed too long ago to be listed."""

    count: int
    older: int
    lines: Sequence[SheetLine]

    @property
    def left_out(self) -> int:
        """How many have no room though they are open or were closed lately."""
        return self.count - self.older - len(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSheet:
    """All that the sheet of one unit says; `round` is the one whose reports are quoted.

    `lamps` counts all entries that the unit leads, as its own papers do.
    """

    unit: Unit
    campaign: Campaign
    today: date
    round: Round | None
    targets: Sequence[TargetState]
    leads: Listed
    supports: Listed
    lamps: Mapping[Lamp, int]
    directives: Sequence[Directive]

    @property
    def is_empty(self) -> bool:
        return not (self.targets or self.leads.count or self.supports.count or self.directives)


def units_with_sheets(actor: Actor, campaign: Campaign) -> QuerySet[Unit]:
    """Return the units that have something here and whose sheet the actor may have, in 建制顺序.

    A unit's sheet is for the unit, for those above it, and for who sees all of the campaign.
    """
    entries = in_force_entries(actor, campaign).order_by()
    duties = Duty.objects.filter(entry__in=entries.values("pk")).order_by()
    targets = visible_targets(actor, campaign).select_related(None).order_by()
    units = Unit.objects.filter(
        Q(pk__in=entries.values("unit_id"))
        | Q(pk__in=duties.values("unit_id"))
        | Q(pk__in=targets.values("unit_id"))
    )
    if not sees_whole(actor, campaign):
        units = units.filter(pk__in=units_reached(*reach_of(actor)).values("pk"))
    return units.order_by("official_order", "path")


def visible_sheet_unit(actor: Actor, campaign: Campaign, unit_id: int) -> Unit:
    """Return a unit whose sheet the actor may have.

    Raises
    ------
    NotFound
        If it has nothing here, or its sheet is not for this actor.
    """
    found = units_with_sheets(actor, campaign).filter(pk=unit_id).first()
    if found is None:
        raise NotFound
    return found


def latest_round(campaign: Campaign, today: date) -> Round | None:
    """Return the round whose reports a sheet quotes: the last one that has begun."""
    rows = Round.objects.filter(
        campaign=campaign, cadence__asks_check_ins=True, starts_on__lte=today
    )
    return rows.order_by("-starts_on", "-pk").first()


def unit_sheet(actor: Actor, campaign: Campaign, unit: Unit, *, today: date) -> UnitSheet:
    """Return the sheet of a unit as far as `actor` sees it."""
    one = latest_round(campaign, today)
    entries = in_force_entries(actor, campaign)
    led = entries.filter(unit=unit)
    supported = entries.exclude(unit=unit).filter(
        pk__in=Duty.objects.filter(unit=unit).order_by().values("entry_id")
    )
    owed = visible_targets(actor, campaign).filter(unit=unit, validity="in_force").order_by("pk")
    directives = open_directives(actor, campaign).filter(unit=unit).select_related("unit")
    return UnitSheet(
        unit=unit,
        campaign=campaign,
        today=today,
        round=one,
        targets=states_of(list(owed), campaign, today),
        leads=listed(actor, led, unit, one, today=today),
        supports=listed(actor, supported, unit, one, today=today),
        lamps=lamps_of(led),
        directives=list(directives[:MOST]),
    )


def listed(
    actor: Actor, entries: QuerySet[Entry], unit: Unit, one: Round | None, *, today: date
) -> Listed:
    """Count all; list what is open, and what was closed within the last month."""
    is_older = Q(closed_on__lt=today - DONE_LATELY)
    return Listed(
        count=entries.count(),
        older=entries.filter(is_older).count(),
        lines=lines_of(
            actor, entries.filter(Q(closed_on__isnull=True) | ~is_older), unit, one, today=today
        ),
    )


def lamps_of(entries: QuerySet[Entry]) -> dict[Lamp, int]:
    """Return how many entries stand under each lamp, the worst first."""
    rows = entries.order_by().values("lamp").annotate(n=Count("pk"))
    found = dict(rows.values_list("lamp", "n"))
    return {lamp: found[lamp] for lamp in Lamp if lamp in found}


def lines_of(
    actor: Actor, entries: QuerySet[Entry], unit: Unit, one: Round | None, *, today: date
) -> list[SheetLine]:
    """Return the lines in the order of the ledgers, from a number of queries that does not grow."""
    rows = entries.select_related("unit", "lamp_reason").order_by("ledger", "position", "pk")
    found = list(rows[:MOST])
    ids = [row.pk for row in found]
    said = said_by(actor, unit, one, ids)
    leaders = leaders_of(ids, today)
    coming = next_of(ids)
    adopted = set(told_lines(ids).values_list("entry_id", flat=True))
    return [
        SheetLine(
            entry=row,
            rule=row.lamp_reason.rule if hasattr(row, "lamp_reason") else "",
            inputs=row.lamp_reason.inputs if hasattr(row, "lamp_reason") else {},
            leaders=leaders.get(row.pk, ()),
            said=said.get(row.pk),
            next_title=coming[row.pk].title if row.pk in coming else "",
            next_on=coming[row.pk].due_on if row.pk in coming else None,
            is_adopted=row.pk in adopted,
        )
        for row in found
    ]


def said_by(
    actor: Actor, unit: Unit, one: Round | None, entry_ids: Sequence[int]
) -> dict[int, CheckIn]:
    """Return what the unit handed in of each entry in a round; drafts are nobody else's business.

    One that was sent back is among them: the sheet says so, and none of its words.
    """
    if one is None:
        return {}
    rows = visible_check_ins(actor).filter(
        round=one, unit=unit, entry__in=entry_ids, received_at__isnull=False
    )
    return {row.entry_id: row for row in rows.order_by("pk")}


def next_of(entry_ids: Sequence[int]) -> dict[int, Milestone]:
    """Return the next open node or goal of each entry."""
    rows = Milestone.objects.filter(entry__in=entry_ids, outcome=Milestone.Outcome.OPEN)
    return {row.entry_id: row for row in rows.order_by("-due_on", "-pk")}

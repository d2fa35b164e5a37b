"""How many entries stand where: the same query as the ledger that opens beneath (D8)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Count, F, Q

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import in_force_entries, visible_entries
from guatu.ledgers.queries.visibility import sees_whole
from guatu.overview.values import DueEntries, DueEntry, Matrix, UnitRow

NAMED = 30


def lamp_matrix(actor: Actor, campaign: Campaign) -> Matrix:
    """Return the visible entries of a campaign by first lead and lamp: three queries, any size."""
    counted = (
        in_force_entries(actor, campaign)
        .order_by()
        .values_list("unit_id", "lamp")
        .annotate(Count("pk"))  # from the index alone: names come with the units
    )
    units: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for unit_id, lamp, count in counted:
        units[unit_id][lamp] = count
    named = Unit.objects.filter(pk__in=units).order_by("official_order", "path")
    rows = tuple(
        UnitRow(unit_id=pk, name=name, label=short_name or name, counts=units[pk])
        for pk, name, short_name in named.values_list("pk", "name", "short_name")
    )
    if sees_whole(actor, campaign):  # nothing is hidden: no need to count everything again
        return Matrix(rows=rows, invisible=0)
    whole = Entry.objects.filter(campaign=campaign, validity=Validity.IN_FORCE).count()
    return Matrix(rows=rows, invisible=whole - sum(row.total for row in rows))


def waiting(actor: Actor, campaign: Campaign) -> int:
    """Return how many visible lines of a campaign are not in force yet: nothing is asked of them."""
    lines = visible_entries(actor, campaign).filter(validity=Validity.DRAFT).count()
    return lines + visible_targets(actor, campaign).filter(validity=Validity.DRAFT).count()


def due_on(actor: Actor, campaign: Campaign, day: date, *, unit_id: int | None) -> DueEntries:
    """Return the entries due on `day`: two queries, the second for those that are named."""
    entries = in_force_entries(actor, campaign).filter(due_on=day)
    if unit_id is not None:
        entries = entries.filter(unit_id=unit_id)
    counts = entries.aggregate(
        total=Count("pk"), still_open=Count("pk", filter=Q(closed_on__isnull=True))
    )
    rows = entries.order_by(
        F("closed_on").asc(nulls_first=True), "unit__official_order", "pk"
    ).values_list(
        "pk", "title", "unit__short_name", "unit__name", "lamp", "lamp_until", "closed_on"
    )
    return DueEntries(
        total=counts["total"],
        still_open=counts["still_open"],
        shown=tuple(
            DueEntry(
                entry_id=entry_id,
                title=title,
                unit=short_name or name,
                lamp=Lamp(lamp),
                lamp_until=until,
                is_open=closed_on is None,
            )
            for entry_id, title, short_name, name, lamp, until, closed_on in rows[:NAMED]
        ),
    )

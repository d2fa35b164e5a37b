"""How many entries stand where: the same query as the ledger that opens beneath (D8)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entries
from guatu.overview.values import DueCount, Matrix, UnitRow


def lamp_matrix(actor: Actor, campaign: Campaign) -> Matrix:
    """Return the visible entries of a campaign by first lead and lamp: two queries, any size."""
    counted = (
        visible_entries(actor, campaign)
        .order_by("unit__official_order", "unit__path", "lamp")
        .values_list("unit_id", "unit__name", "unit__short_name", "lamp")
        .annotate(Count("pk"))
    )
    units: dict[int, tuple[str, str, dict[str, int]]] = {}
    for unit_id, name, short_name, lamp, count in counted:
        units.setdefault(unit_id, (name, short_name or name, {}))[2][lamp] = count
    rows = tuple(
        UnitRow(unit_id=unit_id, name=name, label=label, counts=counts)
        for unit_id, (name, label, counts) in units.items()
    )
    whole = Entry.objects.filter(campaign=campaign).count()
    return Matrix(rows=rows, invisible=whole - sum(row.total for row in rows))


def due_on(actor: Actor, campaign: Campaign, day: date, *, unit_id: int | None) -> DueCount:
    """Return how many entries are due on `day`, and how many of these are still open."""
    entries = visible_entries(actor, campaign).filter(due_on=day)
    if unit_id is not None:
        entries = entries.filter(unit_id=unit_id)
    counts = entries.aggregate(
        total=Count("pk"), still_open=Count("pk", filter=Q(closed_on__isnull=True))
    )
    return DueCount(total=counts["total"], still_open=counts["still_open"])

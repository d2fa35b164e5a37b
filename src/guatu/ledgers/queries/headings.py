"""Which headings stand beneath which, as the plans of a campaign have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from guatu.campaigns.models import Campaign, Clause
from guatu.core.headings import above_each, nearest_of
from guatu.ledgers.models import Entry

Above = dict[int, dict[str, tuple[str, ...]]]


def headings_above(campaign_ids: Collection[int]) -> Above:
    """Return, of each heading of these campaigns' plans, those above it: one query."""
    rows = Clause.objects.filter(
        plan__campaign_id__in=list(campaign_ids), kind=Clause.Kind.HEADING
    ).order_by("plan_id", "ordinal")
    paths: defaultdict[int, list[list[str]]] = defaultdict(list)
    for campaign_id, path in rows.values_list("plan__campaign_id", "heading_path"):
        paths[campaign_id].append(path)
    return {campaign_id: above_each(some) for campaign_id, some in paths.items()}


def written_headings(campaign: Campaign) -> list[str]:
    """Return the headings of a campaign's entries."""
    rows = Entry.objects.filter(campaign=campaign).exclude(heading="").order_by("heading")
    return list(rows.values_list("heading", flat=True).distinct())


def nearest_headings(campaign: Campaign, among: Collection[str]) -> dict[str, list[str]]:
    """Return of each of some headings those of entries for which it is the nearest: two queries."""
    above = headings_above({campaign.pk}).get(campaign.pk, {})
    return nearest_of(written_headings(campaign), among, above)

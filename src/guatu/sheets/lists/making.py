"""How a list is put together: its campaign from the address, its heads with their widths, its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from guatu.accounts.models import Person
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import any_simulated, current_campaign
from guatu.core.actors import Actor
from guatu.interchange.sheets.listing import Cell, ListColumn
from guatu.sheets.lists.values import Listed
from guatu.shell.errors import NotFound

BATCH = 500
Heads = Iterable[tuple[str, int]]
Line = tuple[Cell, ...]


def nothing_here() -> NotFound:
    return NotFound()


def campaign_in(actor: Actor, query: QueryDict) -> Campaign:
    """Return the campaign that an address names.

    Raises
    ------
    NotFound
        If it names none that the actor sees.
    """
    campaign = current_campaign(actor, query.get("campaign") or None)
    if campaign is None:
        raise nothing_here()
    return campaign


def campaign_if_any(actor: Actor, query: QueryDict) -> Campaign | None:
    """Return the campaign that an address names; None where it is of all campaigns.

    Raises
    ------
    NotFound
        If it names one that the actor does not see.
    """
    if not query.get("campaign"):
        return None
    campaign = campaign_in(actor, query)
    if campaign.slug != query["campaign"]:
        raise nothing_here()
    return campaign


def columns_of(heads: Heads) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(title=str(head), width=width) for head, width in heads)


def listed(campaign: Campaign | None, title: str, heads: Heads, rows: list[Line]) -> Listed:
    """Return a list whose lines are at hand."""
    return Listed(
        campaign=campaign, title=title, columns=columns_of(heads), count=len(rows),
        rows=lambda: rows,
    )  # fmt: skip


def of_rows(
    campaign: Campaign | None,
    title: str,
    heads: Heads,
    *,
    rows: QuerySet[Any],
    line: Callable[[Any], Line],
) -> Listed:
    """Return a list of rows that are read when they are written, some at a time."""
    return Listed(
        campaign=campaign, title=title, columns=columns_of(heads), count=rows.count(),
        rows=lambda: (line(row) for row in rows.iterator(chunk_size=BATCH)),
    )  # fmt: skip


def of_all_campaigns(actor: Actor, found: Listed) -> Listed:
    """Return a list that no one campaign has, marked if what is in sight is simulated."""
    return Listed(
        campaign=None, title=found.title, columns=found.columns, count=found.count,
        rows=found.rows, is_sample=any_simulated(actor),
    )  # fmt: skip


def names_of(ids: Iterable[int | None]) -> dict[int | None, str]:
    return dict(Person.objects.filter(pk__in={pk for pk in ids if pk}).values_list("pk", "name"))


def local_day(value: datetime | None) -> date | None:
    return timezone.localdate(value) if value else None

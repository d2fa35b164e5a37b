"""Which units a reminder of directives names: what is near its limit, and what is past it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.supervision.models import Directive
from guatu.supervision.queries.board import BoardAsked, narrowed
from guatu.supervision.queries.directives import is_open, visible_directives
from guatu.supervision.queries.rules import clock_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A unit with how many of its directives are meant, and the first of their limits."""

    unit: str
    count: int
    limit_on: date


def waited_for(actor: Actor, campaign: Campaign, asked: BoardAsked) -> QuerySet[Directive]:
    """Return the whole directives on the board that the unit still owes: what it reported waits for the office."""
    rows = narrowed(visible_directives(actor, campaign), asked)
    return rows.filter(is_open(), parent__isnull=True).exclude(state=Directive.State.REPLIED)


def past(today: date) -> Q:
    return Q(limit_on__lt=today)


def near(campaign_id: int, today: date) -> Q:
    """Return the condition of what is near its limit today, by the rules of its campaign."""
    return Q(limit_on__gte=today, limit_on__lte=clock_for([campaign_id], today).near[campaign_id])


def by_unit(rows: QuerySet[Directive]) -> list[Reminded]:
    """Return the units of directives in 建制顺序."""
    names = ("unit__official_order", "unit__path", "unit__short_name", "unit__name")
    found = rows.order_by(*names).values_list(*names).annotate(n=Count("pk"), limit=Min("limit_on"))
    return [
        Reminded(unit=short or name, count=n, limit_on=limit)
        for _order, _path, short, name, n, limit in found
    ]

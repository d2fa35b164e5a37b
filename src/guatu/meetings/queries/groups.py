"""Red and yellow units as groups in 建制顺序: a group, never a place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.ledgers.queries import in_force_entries

RED = (Lamp.OVERDUE, Lamp.SEVERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A unit in a group, with how many of its entries stand so."""

    unit_id: int
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Units that lead something red; and those whose worst is yellow."""

    red: tuple[Marked, ...]
    yellow: tuple[Marked, ...]


def unit_groups(actor: Actor, campaign: Campaign) -> Groups:
    """Return the groups as the actor's visible entries make them: two queries."""
    lamps = [lamp.value for lamp in (*RED, Lamp.BEHIND)]
    rows = (
        in_force_entries(actor, campaign)
        .filter(lamp__in=lamps)
        .order_by()
        .values_list("unit_id", "lamp")
        .annotate(n=Count("pk"))
    )
    red: defaultdict[int, int] = defaultdict(int)
    yellow: defaultdict[int, int] = defaultdict(int)
    for unit_id, lamp, n in rows:
        (red if lamp in RED else yellow)[unit_id] += n
    units = Unit.objects.filter(pk__in={*red, *yellow}).order_by("official_order", "path")
    named = [(unit.pk, unit.label) for unit in units]
    return Groups(
        red=marked(named, red),
        yellow=marked(named, {pk: n for pk, n in yellow.items() if pk not in red}),
    )


def marked(named: list[tuple[int, str]], counts: dict[int, int]) -> tuple[Marked, ...]:
    return tuple(
        Marked(unit_id=pk, label=label, count=counts[pk]) for pk, label in named if pk in counts
    )

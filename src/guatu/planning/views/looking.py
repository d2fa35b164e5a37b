"""What the pages of a draft have in common: cards as one person sees them, lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from guatu.accounts.queries import units_around, written_names
from guatu.campaigns.models import MeasureUnit
from guatu.core.actors import Actor
from guatu.planning import cards, queries, suggesting, wording
from guatu.planning.cards import Card, Looking
from guatu.planning.models import Draft, DraftItem
from guatu.planning.unitoffers import members_planned


def looking_at(actor: Actor, draft: Draft, items: Sequence[DraftItem]) -> Looking:
    """Return what cards of all items of a draft are looked at with."""
    return Looking(
        text=draft.plan.text,
        names=queries.deciders_besides(actor, list(items)),
        twins=cards.twins_of(items),
    )


def cards_for(actor: Actor, draft: Draft, items: Sequence[DraftItem]) -> list[Card]:
    """Return cards of some items of a draft, with their twins among all of its items."""
    kinds = draft.items.filter(kind__in=cards.TWINS) if items else draft.items.none()
    looking = Looking(
        text=draft.plan.text,
        names=queries.deciders_besides(actor, list(items)),
        twins=cards.twins_of(list(kinds.order_by("start", "pk"))),
    )
    return [cards.card_of(item, looking) for item in items]


def bar(draft: Draft) -> dict[str, Any]:
    """Return what the bar shows, what is left by kind, and what groups may mean beside it."""
    return {
        "draft": draft,
        "left": queries.left_of(draft),
        "labels": wording.KINDS,
        "planned": members_planned(draft),
    }


def lists(draft: Draft) -> dict[str, Any]:
    """Return what the forms offer while one types; units around the plan's as one has to write them."""
    units = units_around(draft.plan.unit).order_by("official_order", "path")
    written = written_names(units)
    return {
        "written": written,
        "measures": list(MeasureUnit.objects.values_list("symbol", flat=True)),
        "unit_kinds": wording.UNIT_KINDS,
        "matches": wording.MATCHES,
    }


def year_of(draft: Draft) -> int:
    """Return the plan's year, which settles 6月底 and the days of its campaign."""
    return suggesting.year_of(draft.plan) or draft.created_at.year


def where(draft: Draft, first: str) -> str:
    """Return the address of what waits first: a line of the known plan, an item or a unit name."""
    if not first:
        return ""
    name = "planning:lines" if first.startswith("match-") else "planning:confirm"
    return f"{reverse(name, args=[draft.pk])}#{first}"

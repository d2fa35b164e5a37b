"""Which pages of the apps a notice may link to for whom, each by the query of the page itself (D8)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from guatu.accounts.queries.handovers import visible_handovers
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor
from guatu.dispatch.queries.rounds import visible_rounds
from guatu.ledgers.queries.needs import visible_needs
from guatu.ledgers.queries.visibility import visible_entries
from guatu.notices import sights
from guatu.planning.queries.adjusting import visible_adjustments
from guatu.planning.queries.issuing import visible_issuances

VISIBLE: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "accounts:handover": visible_handovers,
    "campaigns:target": visible_targets,
    "dispatch:round": visible_rounds,
    "ledgers:entry": visible_entries,
    "ledgers:need": visible_needs,
    "planning:adjustment": visible_adjustments,
    "planning:issuance": visible_issuances,
}


def register() -> None:
    """Register them; an app that is not listed here registers its own pages."""
    for route, visible in VISIBLE.items():
        sights.register(route, sight_by(visible))


def sight_by(visible: Callable[[Actor], QuerySet[Any]]) -> sights.Sight:
    def seen(actor: Actor, keys: frozenset[int]) -> Collection[int]:
        rows = visible(actor).filter(pk__in=keys).order_by()
        return frozenset(rows.values_list("pk", flat=True))

    return seen

"""Which pages of the apps a notice may link to for whom, each by the query of the page itself (D8)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from guatu.accounts.queries.handovers import visible_handovers
from guatu.burden.queries.box import visible_complaints
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor
from guatu.dispatch.queries.rounds import visible_rounds
from guatu.ledgers.queries.needs import visible_needs
from guatu.ledgers.queries.visibility import visible_entries
from guatu.meetings.queries.meetings import visible_meetings
from guatu.meetings.queries.packages import visible_packages
from guatu.notices import sights
from guatu.planning.queries.adjusting import visible_adjustments
from guatu.planning.queries.issuing import visible_issuances
from guatu.supervision.queries.directives import visible_directives
from guatu.supervision.queries.excuses import visible_excuses
from guatu.supervision.queries.inspections import visible_inspections
from guatu.supervision.queries.ladder import visible_steps
from guatu.supervision.queries.problems import visible_problems
from guatu.worklists.queries.lists import visible_items

VISIBLE: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "accounts:handover": visible_handovers,
    "burden:complaint": visible_complaints,
    "campaigns:target": visible_targets,
    "dispatch:round": visible_rounds,
    "ledgers:entry": visible_entries,
    "ledgers:entry-closing": visible_entries,
    "ledgers:need": visible_needs,
    "meetings:meeting": visible_meetings,
    "meetings:package": visible_packages,
    "planning:adjustment": visible_adjustments,
    "planning:issuance": visible_issuances,
    "supervision:directive": visible_directives,
    "supervision:excuse": visible_excuses,
    "supervision:inspection": visible_inspections,
    "supervision:ladder-step": visible_steps,
    "supervision:problem": visible_problems,
    "worklists:item": visible_items,
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

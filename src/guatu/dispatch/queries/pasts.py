"""How entries and units stood when a round closed (D6): the rows that held then, and the names of then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from guatu.audit.queries import end_of, head
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import EntryState, Round, UnitState
from guatu.ledgers.queries import visible_entries
from guatu.ledgers.queries.visibility import sees_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitThen:
    """A unit as it was called and stood in the tree."""

    id: int
    name: str
    short_name: str
    path: str
    official_order: int

    @property
    def label(self) -> str:
        return self.short_name or self.name


def record_end(one: Round | None) -> tuple[int, str] | None:
    """Return where the record stands for a print: with the act that froze a round, else where it ends.

    Returns
    -------
    tuple of int and str, or None
        Number and hash of the act; None while nothing is on record.
    """
    if one is not None and (frozen := end_of("round.freeze", one)) is not None:
        return frozen
    return (last.number, last.hash) if (last := head()) is not None else None


def holding(one: Round) -> Q:
    """Return the condition that a state held at the close of a round."""
    lasting = Q(to_ordinal__isnull=True) | Q(to_ordinal__gte=one.ordinal)
    return lasting & Q(from_round__cadence_id=one.cadence_id, from_ordinal__lte=one.ordinal)


def visible_states(actor: Actor, campaign: Campaign) -> QuerySet[EntryState]:
    """Return the states, of all rounds, of the entries of a campaign that `actor` sees today."""
    rows = EntryState.objects.filter(from_round__campaign=campaign).order_by()
    if sees_whole(actor, campaign):
        return rows
    return rows.filter(entry__in=visible_entries(actor, campaign))


def states_at(actor: Actor, one: Round) -> QuerySet[EntryState]:
    """Return how the entries that `actor` sees stood at the close of a round, in no order."""
    return visible_states(actor, one.campaign).filter(holding(one))


def units_at(one: Round) -> Mapping[int, UnitThen]:
    """Return all units as they stood at the close of a round, by key."""
    rows = UnitState.objects.filter(holding(one)).order_by()
    columns = ("unit_id", "name", "short_name", "path", "official_order")
    return {
        row[0]: UnitThen(
            id=row[0], name=row[1], short_name=row[2], path=row[3], official_order=row[4]
        )
        for row in rows.values_list(*columns)
    }


def kept_rounds(campaign: Campaign) -> QuerySet[Round]:
    """Return the rounds of a campaign that have a picture: closed or frozen ones that ask."""
    return (
        Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True)
        .exclude(state=Round.State.OPEN)
        .order_by("-ends_on", "-ordinal", "-pk")
    )

"""The mark of each unit's month by the published rule: missed is red, and filled later stays yellow.

The rule (Ouhai, 2020): a month that was not filled in is red; filled in later, that month stays
yellow. Nothing that is done later turns it green.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, F, Q

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.rounds import month_of
from guatu.dispatch.models import Correction, Round, RoundSum
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.sums import CONDITIONS, kept
from guatu.ledgers.queries.visibility import sees_whole

UnitMonth = tuple[int, date]  # the unit and the first of the month


class Mark(StrEnum):
    """How a unit's month stands; a round that is still open decides nothing."""

    MISSED = "missed"  # red: a report never came
    LATE = "late"  # yellow: it came, but after the close
    IN_TIME = "in_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A unit's month as it was frozen, and as it is with what was filled in since."""

    silent: int = 0
    late: int = 0
    filled: int = 0  # of the silent ones, by corrections that were approved

    @property
    def as_frozen(self) -> Mark:
        if self.silent:
            return Mark.MISSED
        return Mark.LATE if self.late else Mark.IN_TIME

    @property
    def mark(self) -> Mark:
        """Filled later it stays yellow for good."""
        if self.silent > self.filled:
            return Mark.MISSED
        return Mark.LATE if self.late or self.filled else Mark.IN_TIME


def months_of_units(
    actor: Actor, campaign: Campaign, rounds: Collection[Round]
) -> Mapping[UnitMonth, Month]:
    """Return the months in which something is missing or late; all other months are in time."""
    closed = [one for one in rounds if one.state != Round.State.OPEN]
    months = {one.pk: month_of(one.ends_on).starts_on for one in closed}
    found: defaultdict[UnitMonth, list[int]] = defaultdict(lambda: [0, 0, 0])
    summed = kept(closed) if sees_whole(actor, campaign) else set()
    sums = RoundSum.objects.filter(Q(late__gt=0) | Q(received__lt=F("asked")), round__in=summed)
    columns = ("round_id", "unit_id", "asked", "received", "late")
    for round_id, unit_id, asked, received, late in sums.order_by().values_list(*columns):
        month = found[unit_id, months[round_id]]
        month[0] += asked - received
        month[1] += late
    live = visible_check_ins(actor, campaign).filter(
        CONDITIONS["silent"] | CONDITIONS["late"], round__in=set(months) - summed
    )
    counted = live.order_by().values_list("round_id", "unit_id").annotate(
        silent=Count("pk", filter=CONDITIONS["silent"]),
        n_late=Count("pk", filter=CONDITIONS["late"]),
    )  # fmt: skip
    for round_id, unit_id, silent, late in counted:
        month = found[unit_id, months[round_id]]
        month[0] += silent
        month[1] += late
    for (round_id, unit_id), filled in filled_later(actor, campaign, months).items():
        found[unit_id, months[round_id]][2] += filled
    return {
        key: Month(silent=silent, late=late, filled=filled)
        for key, (silent, late, filled) in found.items()
    }


def filled_later(
    actor: Actor, campaign: Campaign, round_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """Return how many silent reports were filled in after the freeze, by round and unit."""
    check_ins = visible_check_ins(actor, campaign).filter(round__in=list(round_ids))
    rows = Correction.objects.filter(
        check_in__in=check_ins.order_by(), state=Correction.State.APPROVED, was_silent=True
    ).order_by()
    counted = rows.values_list("check_in__round_id", "check_in__unit_id").annotate(
        n=Count("check_in", distinct=True)
    )
    return {(round_id, unit_id): number for round_id, unit_id, number in counted}

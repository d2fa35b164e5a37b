"""How units answered rounds, added up: of frozen rounds from kept sums, of others from their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, CheckInMove, EntryState, Round, RoundSum
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.pasts import holding, states_at
from guatu.dispatch.queries.reported import SENT_BACK
from guatu.ledgers.queries.visibility import sees_whole

Key = tuple[int, int]  # round and unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was asked and what came, as it stood when the rounds were frozen."""

    asked: int = 0
    received: int = 0
    late: int = 0
    unchanged: int = 0
    sent_back: int = 0
    problems: int = 0

    @property
    def silent(self) -> int:
        return self.asked - self.received

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in NAMES})


NAMES = tuple(field.name for field in fields(Counts))
NOTHING = Counts()


def sent_back() -> Exists:
    """Return the condition that a check-in was ever sent back, to its liaison or a step down."""
    return Exists(CheckInMove.objects.filter(SENT_BACK, check_in=OuterRef("pk")).order_by())


CONDITIONS: Mapping[str, Q] = {
    "asked": Q(),
    "received": Q(received_at__isnull=False),
    "late": Q(is_late=True),
    "unchanged": Q(received_at__isnull=False, is_unchanged=True),
    "silent": Q(received_at__isnull=True),
    "problems": Q(received_at__isnull=False) & ~Q(problem=""),
}


def narrowed(rows: QuerySet[CheckIn], what: str) -> QuerySet[CheckIn]:
    """Return the check-ins that a number counts: the rows beneath it."""
    return rows.filter(sent_back()) if what == "sent_back" else rows.filter(CONDITIONS[what])


def live_counts(rows: QuerySet[CheckIn]) -> dict[Key, Counts]:
    """Return the counts of check-ins by round and unit: one look at them and one at returns."""
    keys = ("round_id", "unit_id")
    named = [name for name in NAMES if name != "sent_back"]
    found: defaultdict[Key, dict[str, int]] = defaultdict(dict)
    counted = rows.order_by().values_list(*keys).annotate(
        **{f"n_{name}": Count("pk", filter=CONDITIONS[name]) for name in named}
    )  # fmt: skip
    for round_id, unit_id, *numbers in counted:
        found[round_id, unit_id] = dict(zip(named, numbers, strict=True))
    back = narrowed(rows, "sent_back").order_by().values_list(*keys).annotate(n=Count("pk"))
    for round_id, unit_id, number in back:
        found[round_id, unit_id]["sent_back"] = number
    return {key: Counts(**numbers) for key, numbers in found.items()}


def counts_of(
    actor: Actor, campaign: Campaign, rounds: Collection[Round]
) -> tuple[dict[int, Counts], dict[int, Counts]]:
    """Return what of rounds `actor` sees, by round and by unit.

    Whoever sees the whole campaign gets frozen rounds from their kept sums: a year is a few
    thousand rows then, not half a million.
    """
    summed = kept(rounds) if sees_whole(actor, campaign) else set()
    live = visible_check_ins(actor, campaign).filter(
        round__in=[one.pk for one in rounds if one.pk not in summed]
    )
    found = list(live_counts(live).items())
    by_round, by_unit = added(summed)
    for (round_id, unit_id), counts in found:
        by_round[round_id] = by_round.get(round_id, NOTHING) + counts
        by_unit[unit_id] = by_unit.get(unit_id, NOTHING) + counts
    return by_round, by_unit


def kept(rounds: Collection[Round]) -> set[int]:
    """Return the frozen rounds whose sums were kept."""
    frozen = [one.pk for one in rounds if one.state == Round.State.FROZEN]
    rows = RoundSum.objects.filter(round__in=frozen).order_by()
    return set(rows.values_list("round_id", flat=True).distinct())


def added(round_ids: Collection[int]) -> tuple[dict[int, Counts], dict[int, Counts]]:
    rows = RoundSum.objects.filter(round__in=round_ids).order_by()
    return added_by(rows, "round_id"), added_by(rows, "unit_id")


def added_by(rows: QuerySet[RoundSum], key: str) -> dict[int, Counts]:
    sums = rows.values_list(key).annotate(**{f"n_{name}": Sum(name) for name in NAMES})
    return {pk: Counts(**dict(zip(NAMES, numbers, strict=True))) for pk, *numbers in sums}


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, NOTHING)


def lamps_of(states: QuerySet[EntryState]) -> dict[int, dict[str, int]]:
    """Return how many entries stood at which lamp, by the unit that owned them."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = states.order_by().values_list("unit_id", "lamp").annotate(n=Count("pk"))
    for unit_id, lamp, number in rows:
        found[unit_id][lamp] = number
    return dict(found)


def lamps_at(actor: Actor, one: Round | None) -> dict[int, dict[str, int]]:
    """Return by unit how the entries that `actor` sees stood at the close of a round."""
    if one is None:
        return {}
    if one.state == Round.State.FROZEN and sees_whole(actor, one.campaign):
        rows: Any = RoundSum.objects.filter(round=one).order_by().values_list("unit_id", "lamps")
        if found := {unit_id: lamps for unit_id, lamps in rows if lamps}:
            return found
    return lamps_of(states_at(actor, one))


def sums_of(one: Round) -> list[RoundSum]:
    """Return the sums of a round as it stands, to be kept when it is frozen."""
    counts = live_counts(CheckIn.objects.filter(round=one))
    lamps = lamps_of(EntryState.objects.filter(holding(one)))
    units = {unit_id for _round, unit_id in counts} | set(lamps)
    return [
        RoundSum(
            round=one,
            unit_id=unit_id,
            lamps=lamps.get(unit_id, {}),
            **{name: getattr(counts.get((one.pk, unit_id), NOTHING), name) for name in NAMES},
        )
        for unit_id in sorted(units)
    ]

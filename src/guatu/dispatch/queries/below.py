"""承接 (D7): which units answer a round by what they report in a campaign of their own, and with what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.core.rounds import Every, period_of
from guatu.dispatch.models import Cadence, CheckIn, Correction, Round
from guatu.ledgers.models import Duty, Entry
from guatu.ledgers.queries import unasked_kinds, visible_entries
from guatu.ledgers.queries.batches import batches

LEVELS = 6  # 市→区→镇→村 and as many again
Pair = tuple[int, int]  # an entry and a unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An entry beneath another, in whose campaign its unit is asked about it."""

    entry_id: int
    top_id: int
    unit_id: int
    campaign_id: int


def active(prefix: str = "") -> Q:
    """Return the condition that an entry below is still reported: in force, open, its campaign too."""
    return Q(
        **{
            f"{prefix}validity": Validity.IN_FORCE,
            f"{prefix}closed_on__isnull": True,
            f"{prefix}campaign__status": Campaign.Status.ACTIVE,
        }
    )


def leaves_below(entries: QuerySet[Entry]) -> list[Leaf]:
    """Return the leaves beneath entries that are reported there: what derives is no leaf (D7)."""
    tops = {pk: pk for pk in entries.order_by("pk").values_list("pk", flat=True)}
    found: list[Leaf] = []
    seen = set(tops)
    for _level in range(LEVELS):
        beneath = [row for row in children(tops) if row[0] not in seen]
        if not beneath:
            break
        seen |= {row[0] for row in beneath}
        found += [
            Leaf(entry_id=pk, top_id=tops[parent], unit_id=unit_id, campaign_id=campaign_id)
            for pk, parent, unit_id, campaign_id, roll_up, is_asked in beneath
            if roll_up == Entry.RollUp.NONE and is_asked
        ]
        tops = {row[0]: tops[row[1]] for row in beneath if row[4] != Entry.RollUp.NONE}
    return found


Child = tuple[int, int, int, int, str, bool]


def children(tops: Mapping[int, int]) -> list[Child]:
    """Return what stands beneath entries, each with whether its campaign asks about its kind."""
    asking = set(
        Cadence.objects.filter(asks_check_ins=True).order_by().values_list("campaign_id", flat=True)
    )
    unasked = set(unasked_kinds())
    return [
        (pk, parent, unit_id, campaign_id, roll_up, campaign_id in asking and kind not in unasked)
        for some in batches(sorted(tops))
        for pk, parent, unit_id, campaign_id, roll_up, kind in Entry.objects.filter(
            active(), parent__in=some
        )
        .order_by("pk")
        .values_list("pk", "parent_id", "unit_id", "campaign_id", "roll_up", "kind_id")
        if parent is not None
    ]


def ends_in(cadence: Cadence, one: Round) -> bool:
    """Say whether a period of a cadence below ends within the days of a round above."""
    last = period_of(Every(cadence.every), one.ends_on, weekday=cadence.weekday)
    return last.ends_on == one.ends_on or last.starts_on > one.starts_on


def due_below(one: Round, among: Q) -> list[Leaf]:
    """Return the leaves whose unit owes a report below by which it answers this round.

    Where the campaign below asks more seldom and nothing is due in these days, nothing is owed.
    """
    entries = Entry.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=one.ends_on),
        among,
        campaign=one.campaign_id,
        closed_on__isnull=True,
        validity=Validity.IN_FORCE,
        pk__in=Entry.objects.filter(parent__isnull=False).order_by().values("parent"),
    )
    leaves = leaves_below(entries)
    cadences = asking_cadences({leaf.campaign_id for leaf in leaves})
    return [
        leaf
        for leaf in leaves
        if any(ends_in(cadence, one) for cadence in cadences[leaf.campaign_id])
    ]


def asking_cadences(campaign_ids: Collection[int]) -> Mapping[int, list[Cadence]]:
    found: defaultdict[int, list[Cadence]] = defaultdict(list)
    rows = Cadence.objects.filter(campaign__in=campaign_ids, asks_check_ins=True)
    for row in rows.order_by("pk"):
        found[row.campaign_id].append(row)
    return found


def lead_roles(leaves: Iterable[Leaf]) -> set[Pair]:
    """Return the pairs of entry and unit in which the unit leads above."""
    tops = sorted({leaf.top_id for leaf in leaves})
    rows = [
        pair
        for some in batches(tops)
        for pair in Duty.objects.filter(entry__in=some, role=Duty.Role.LEAD)
        .order_by()
        .values_list("entry_id", "unit_id")
    ]
    return set(rows)


def answers_to(rows: Collection[CheckIn]) -> dict[int, CheckIn]:
    """Return by which report below each check-in of a round above is answered now.

    It is the last one within the days of the round above that was handed in and not sent back; if
    all were sent back, the last of these.
    """
    entries = sorted({row.below_id for row in rows if row.below_id is not None})
    found: defaultdict[int, list[CheckIn]] = defaultdict(list)
    for some in batches(entries):
        said = CheckIn.objects.filter(entry__in=some, received_at__isnull=False, below=None)
        for one in said.select_related("round", "milestone", "entry").order_by(
            "round__ends_on", "received_at", "pk"
        ):
            if one.unit_id == one.entry.unit_id:
                found[one.entry_id].append(one)
    return {
        row.pk: answer
        for row in rows
        if (answer := best(found.get(row.below_id or 0, []), row.round)) is not None
    }


def best(said: Iterable[CheckIn], above: Round) -> CheckIn | None:
    within = [one for one in said if above.starts_on <= one.round.ends_on <= above.ends_on]
    standing = [one for one in within if one.state != CheckIn.State.RETURNED]
    found = standing or within
    return found[-1] if found else None


def answering_rows(entry_ids: Collection[int]) -> QuerySet[CheckIn]:
    """Return the check-ins above, of rounds not frozen, that reports of these entries answer."""
    return (
        CheckIn.objects.filter(below__in=list(entry_ids))
        .exclude(round__state=Round.State.FROZEN)
        .select_related("round__campaign__unit", "entry__kind", "unit", "milestone")
        .order_by("pk")
    )


def words_of(row: CheckIn) -> dict[str, object]:
    """Return what a report says with what was corrected of it since."""
    words: dict[str, object] = {
        name: getattr(row, name)
        for name in ("said", "problem", "progress", "is_unchanged", "reported_lamp")
    }
    approved = Correction.objects.filter(check_in=row, state=Correction.State.APPROVED)
    for one in approved.order_by("decided_at", "pk"):
        for name in ("said", "problem", "progress"):
            if getattr(one, name) is not None:
                words[name] = getattr(one, name)
    return words


def linked_below(actor: Actor, rows: Iterable[CheckIn]) -> dict[int, Entry]:
    """Return, by check-in, the entry below that it was taken from, where the reader sees that (D8)."""
    wanted = {row.pk: row.below_id for row in rows if row.below_id is not None}
    if not wanted:
        return {}
    seen = visible_entries(actor).filter(pk__in=set(wanted.values())).select_related("campaign")
    entries = {entry.pk: entry for entry in seen.order_by()}
    return {pk: entries[below] for pk, below in wanted.items() if below in entries}

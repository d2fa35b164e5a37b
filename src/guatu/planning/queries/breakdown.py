"""The 任务分解表 of a campaign: who owes what by when, as rows, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from guatu.accounts.models import Appointment, Unit
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign, Target
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor
from guatu.ledgers.models import Duty, Entry, EntryTarget, PostDuty
from guatu.ledgers.queries import visible_entries
from guatu.planning.models import Adjustment, Issuance
from guatu.planning.queries.adjusting import unit_labels

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: an entry of a ledger, or a target that no entry serves (`kind` is empty)."""

    kind: str
    number: str
    heading: str
    title: str
    standard: str
    figures: tuple[str, ...]
    leaders: tuple[str, ...]
    lead_ids: tuple[int, ...]
    support_ids: tuple[int, ...]
    due_on: date | None
    origin: str
    validity: str
    adjusted: tuple[Adjustment, ...] = ()

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """The units that have a part in the line, each once."""
        return tuple(dict.fromkeys((*self.lead_ids, *self.support_ids)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """All lines of a campaign that the actor sees, and the units that have a part in them (T13)."""

    campaign: Campaign
    lines: list[Line]
    units: list[Unit]
    former_units: Mapping[int, str]  # of adjusted lines, by id

    def names(self, unit_ids: Iterable[int]) -> list[str]:
        """Return the names of units in the order given."""
        known = {unit.pk: unit.label for unit in self.units}
        return [known[pk] for pk in unit_ids if pk in known]


def breakdown_of(
    actor: Actor, campaign: Campaign, today: date, *, issuance: Issuance | None = None
) -> Breakdown:
    """Return the lines of a campaign in the order of the plan, and their units in 建制顺序.

    With `issuance`, the lines of that list alone.
    """
    seen_entries = visible_entries(actor, campaign)
    seen_targets = visible_targets(actor).filter(campaign=campaign)
    if issuance is not None:
        seen_entries = seen_entries.filter(pk__in=issuance.lines.values("entry_id"))
        seen_targets = seen_targets.filter(pk__in=issuance.lines.values("target_id"))
    entries = list(
        seen_entries.order_by(
            "kind__official_order", "kind__code", "position", "pk"
        ).select_related("kind")
    )
    targets = list(seen_targets.select_related("indicator").order_by("quote_start", "pk"))
    ids = [entry.pk for entry in entries]
    duties = duties_of(ids)
    leaders = leaders_of(ids, today)
    served = dict_of_lists(
        EntryTarget.objects.filter(entry_id__in=ids)
        .order_by("target_id")
        .values_list("entry_id", "target_id")
    )
    written = {target.pk: figure_words(target) for target in targets}
    tied = {pk for many in served.values() for pk in many}
    changes = adjustments_in(campaign)
    loose_ones = [target for target in targets if target.pk not in tied]
    lines = [
        loose(target, adjusted=tuple(changes.get(("target", target.pk), ())))
        for target in loose_ones
    ]
    lines += [
        line_of(
            entry,
            leads=duties[entry.pk, Duty.Role.LEAD] or [entry.unit_id],
            supports=duties[entry.pk, Duty.Role.SUPPORT],
            leaders=leaders.get(entry.pk, []),
            figures=[written[pk] for pk in served.get(entry.pk, []) if pk in written],
            adjusted=changed_with(entry.pk, served.get(entry.pk, []), changes),
        )
        for entry in entries
    ]
    parts = {pk for line in lines for pk in line.unit_ids}
    units = Unit.objects.filter(pk__in=parts).order_by("official_order", "path")
    return Breakdown(
        campaign=campaign,
        lines=lines,
        units=list(units),
        former_units=unit_labels(row for line in lines for row in line.adjusted),
    )


Changes = dict[tuple[str, int], list[Adjustment]]


def adjustments_in(campaign: Campaign) -> Changes:
    """Return the approved adjustments of each line of a campaign, the oldest first."""
    found: Changes = {}
    rows = Adjustment.objects.filter(campaign=campaign, state=Adjustment.State.APPROVED)
    for row in rows.select_related("entry", "target").order_by("pk"):
        key = ("entry", row.entry_id) if row.entry_id else ("target", row.target_id or 0)
        found.setdefault(key, []).append(row)
    return found


def changed_with(
    entry_id: int, target_ids: Iterable[int], changes: Changes
) -> tuple[Adjustment, ...]:
    """Return what was adjusted of an entry and of the targets in its row."""
    keys = [("entry", entry_id), *(("target", pk) for pk in target_ids)]
    return tuple(row for key in keys for row in changes.get(key, ()))


def line_of(
    entry: Entry,
    *,
    leads: list[int],
    supports: list[int],
    leaders: list[str],
    figures: list[str],
    adjusted: tuple[Adjustment, ...],
) -> Line:
    return Line(
        kind=entry.kind.code,
        number=entry.number,
        heading=entry.heading,
        title=entry.title,
        standard=entry.standard,
        figures=tuple(figures),
        leaders=tuple(leaders),
        lead_ids=tuple(leads),
        support_ids=tuple(supports),
        due_on=entry.due_on,
        origin=entry.origin,
        validity=entry.validity,
        adjusted=adjusted,
    )


def loose(target: Target, *, adjusted: tuple[Adjustment, ...]) -> Line:
    """Return a target that stands for itself as a line of the unit that owes it."""
    return Line(
        kind="",
        number="",
        heading="",
        title=target.indicator.name,
        standard="",
        figures=(figure_words(target),),
        leaders=(),
        lead_ids=(target.unit_id,),
        support_ids=(),
        due_on=target.due_on,
        origin=target.origin,
        validity=target.validity,
        adjusted=adjusted,
    )


def figure_words(target: Target) -> str:
    return target.written or target.indicator.name


def duties_of(entry_ids: list[int]) -> defaultdict[tuple[int, str], list[int]]:
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    rows = Duty.objects.filter(
        entry_id__in=entry_ids, role__in=[Duty.Role.LEAD, Duty.Role.SUPPORT]
    ).order_by("entry_id", "role", "ordinal")
    for entry_id, role, unit_id in rows.values_list("entry_id", "role", "unit_id"):
        found[entry_id, role].append(unit_id)
    return found


def leaders_of(entry_ids: list[int], today: date) -> dict[int, list[str]]:
    """Return the 责任领导 of each entry with the name of who holds the post now."""
    rows = list(
        PostDuty.objects.filter(entry_id__in=entry_ids, level=PostDuty.Level.LEADER)
        .order_by("entry_id", "post__official_order", "pk")
        .values_list("entry_id", "post_id", "post__title")
    )
    holders = dict_of_lists(
        Appointment.objects.filter(in_force(today), post_id__in={row[1] for row in rows})
        .order_by("post_id", "is_deputy", "pk")
        .values_list("post_id", "person__name")
    )
    return dict_of_lists(
        (entry_id, " ".join([title, *holders.get(post_id, [])[:1]]))
        for entry_id, post_id, title in rows
    )


def dict_of_lists(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found

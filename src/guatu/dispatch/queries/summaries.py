"""汇总进展: what the other units of an entry say in a round, for the lead that sums it up (T3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from guatu.core.returned import within
from guatu.dispatch.models import CheckIn, SummaryPart
from guatu.ledgers.models import Duty

SUMMARY_LENGTH = 2000
LINE_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a summary was drawn from: who was silent when it was handed in, and who came after."""

    parts: Sequence[SummaryPart]

    @property
    def silent(self) -> list[SummaryPart]:
        return [part for part in self.parts if part.was_silent and part.source.received_at is None]

    @property
    def came_after(self) -> list[SummaryPart]:
        return [part for part in self.parts if part.was_silent and part.source.received_at]

    @property
    def said(self) -> list[SummaryPart]:
        return [part for part in self.parts if part.received_at is not None]


def others_of(leads: Collection[CheckIn]) -> dict[int, list[CheckIn]]:
    """Return, for each lead's check-in, those of the other units of its entry and round, in order.

    The first lead sums up for all; a second lead sees the support units alone.
    """
    rows = (
        CheckIn.objects.filter(
            round__in={row.round_id for row in leads}, entry__in={row.entry_id for row in leads}
        )
        .select_related("unit")
        .order_by("unit__official_order", "unit__path", "pk")
    )
    asked: defaultdict[tuple[int, int], list[CheckIn]] = defaultdict(list)
    for row in rows:
        asked[row.round_id, row.entry_id].append(row)
    return {
        row.pk: [
            one
            for one in asked[row.round_id, row.entry_id]
            if one.pk != row.pk and (one.role == Duty.Role.SUPPORT or is_first(row))
        ]
        for row in leads
    }


def is_first(row: CheckIn) -> bool:
    """Say whether a check-in is the one 汇总进展 of its entry and round: the 第一牵头's."""
    return row.role == Duty.Role.LEAD and row.unit_id == row.entry.unit_id


def longest(row: CheckIn) -> int:
    """Return how many characters a check-in may say: a summary of others more than a report."""
    others = CheckIn.objects.filter(round=row.round_id, entry=row.entry_id).exclude(pk=row.pk)
    is_summary = row.role == Duty.Role.LEAD and others.exists()
    return SUMMARY_LENGTH if is_summary else LINE_LENGTH


def composed(others: Collection[CheckIn]) -> str:
    """Return what the other units handed in as one text to edit, a line a unit, within the limit."""
    text = ""
    for row in others:
        if row.received_at is None or row.is_unchanged or not row.said:
            continue
        if row.state == CheckIn.State.RETURNED:  # being reworked: not its word any more
            continue
        line = f"{row.unit.label}：{within(row.said)}"
        if len(text) + len(line) + 1 > SUMMARY_LENGTH:
            break
        text += f"\n{line}" if text else line
    return text


def drawn_from(rows: Collection[CheckIn]) -> dict[int, Drawn]:
    """Return what the summaries among `rows` were drawn from."""
    ids = [row.pk for row in rows if row.role == Duty.Role.LEAD]
    parts: QuerySet[SummaryPart] = SummaryPart.objects.filter(summary__in=ids).select_related(
        "source__unit"
    )
    found: defaultdict[int, list[SummaryPart]] = defaultdict(list)
    ordered = parts.order_by("source__unit__official_order", "source__unit__path", "pk")
    for part in ordered:
        found[part.summary_id].append(part)
    return {pk: Drawn(parts=tuple(rows)) for pk, rows in found.items()}

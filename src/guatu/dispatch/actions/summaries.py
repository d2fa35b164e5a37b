"""汇总进展: what a lead's report was drawn from, kept as it was when it was handed in (T3)."""

from __future__ import annotations

from collections.abc import Sequence

from guatu.dispatch.models import CheckIn, SummaryPart
from guatu.dispatch.queries.summaries import others_of
from guatu.ledgers.models import Duty

State = CheckIn.State
WORDS = ("is_unchanged", "said", "problem", "received_at")
BATCH = 500


def keep_parts(rows: Sequence[CheckIn]) -> None:
    """Keep, for each lead's report handed in now, who had reported what, and name the silent.

    Who was silent when a report was first handed in stays so: a report that came later is marked
    as later, and a summary that was returned and mended does not repaint it.
    """
    leads = [row for row in rows if row.role == Duty.Role.LEAD]
    if not leads:
        return
    others = others_of(leads)
    known: dict[int, dict[int, SummaryPart]] = {}
    for part in SummaryPart.objects.filter(summary__in=leads).order_by("pk"):
        known.setdefault(part.summary_id, {})[part.source_id] = part
    fresh, changed, renamed = [], [], []
    for row in leads:
        kept = known.get(row.pk, {})
        parts = [part_of(row, source, kept.get(source.pk)) for source in others.get(row.pk, ())]
        fresh += [part for part in parts if part.pk is None]
        changed += [part for part in parts if part.pk is not None]
        silent = [part.unit_name for part in parts if part.was_silent]
        if row.unreported_units != silent:
            row.unreported_units = silent
            renamed.append(row)
    SummaryPart.objects.bulk_create(fresh, batch_size=BATCH)
    SummaryPart.objects.bulk_update(changed, WORDS, batch_size=BATCH)
    CheckIn.objects.bulk_update(renamed, ["unreported_units"], batch_size=BATCH)


def part_of(summary: CheckIn, source: CheckIn, kept: SummaryPart | None) -> SummaryPart:
    """Return what `source` had said by now; words that are being reworked were not handed in."""
    part = kept or SummaryPart(
        summary=summary,
        source=source,
        unit_name=source.unit.name,
        was_silent=source.received_at is None,
        received_at=source.received_at,
    )
    if source.received_at is None or source.state == State.RETURNED:
        return part
    part.is_unchanged = source.is_unchanged
    part.said, part.problem = source.said, source.problem
    part.received_at = source.received_at
    return part

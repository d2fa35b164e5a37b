"""What was decided on unit names for an earlier plan, decided again for a new draft."""

from __future__ import annotations

from collections.abc import Mapping

from guatu.planning.models import Draft, DraftUnit
from guatu.planning.queries.standing import meanings_of

Decision = DraftUnit.Decision


def carry_units(draft: Draft, before: Draft) -> int:
    """Settle the open names of a draft as they were settled before; return how many."""
    earlier = {row.name: row for row in before.units.all()}
    meant = meanings_of(before)
    rows = list(draft.units.filter(decision=Decision.PENDING).order_by("pk"))
    names = {row.name: row for row in draft.units.all()}
    settled = [
        row
        for row in rows
        if row.name in earlier and settle(row, earlier[row.name], meant, names=names)
    ]
    for row in settled:
        row.version += 1
    fields = ["decision", "unit", "same_as", "version"]
    DraftUnit.objects.bulk_update(settled, fields)
    for row in settled:
        if row.decision == Decision.EXPAND:
            row.expands.set(meant[row.name])
    return len(settled)


def settle(
    row: DraftUnit,
    earlier: DraftUnit,
    meant: Mapping[str, tuple[int, ...]],
    *,
    names: Mapping[str, DraftUnit],
) -> bool:
    """Decide one name as before, where what it meant is still there; say whether it was."""
    units = meant.get(row.name, ())
    if earlier.decision == Decision.LEAVE:
        row.decision = Decision.LEAVE
    elif earlier.decision in {Decision.USE, Decision.CREATE} and len(units) == 1:
        row.decision, row.unit_id = Decision.USE, units[0]
    elif earlier.decision == Decision.EXPAND and units:
        row.decision = Decision.EXPAND
    elif (
        earlier.decision == Decision.SAME
        and earlier.same_as is not None
        and earlier.same_as.name in names
    ):
        row.decision, row.same_as = Decision.SAME, names[earlier.same_as.name]
    return row.decision != Decision.PENDING

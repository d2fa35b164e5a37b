"""What lines said when they were issued, where adjustments changed them since (T12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from guatu.accounts.models import Unit
from guatu.ledgers.followers import Former
from guatu.planning.lines import LEADS, Values, columns_of
from guatu.planning.models import Adjustment


def former_of(entry_ids: Sequence[int]) -> dict[int, Former]:
    """Return the first values of adjusted entries: one query, and one for the names of units."""
    rows = Adjustment.objects.filter(
        entry_id__in=list(entry_ids), state=Adjustment.State.APPROVED
    ).order_by("pk")
    first: defaultdict[int, Values] = defaultdict(dict)
    for entry_id, before in rows.values_list("entry_id", "before"):
        first[entry_id or 0] = {**before, **first[entry_id or 0]}
    ids = {pk for values in first.values() for pk in values.get(LEADS, ())}
    units = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)} if ids else {}
    return {pk: former(values, units) for pk, values in first.items()}


def former(values: Values, units: dict[int, str]) -> Former:
    columns = columns_of(values)
    return Former(
        due_on=columns.get("due_on"),
        standard=columns.get("standard") or "",
        amount_fen=columns.get("amount_fen"),
        leads=tuple(units[pk] for pk in values.get(LEADS, ()) if pk in units),
    )

"""责任人 and 工作措施 of entries, as the wall charts print them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.core.kinds import KindDefinition
from guatu.ledgers.models import PostDuty, Responsibility
from guatu.ledgers.queries.responsibility import responsible_of_ids

MEASURES = "measures"  # the field of a kind in which units write 工作措施
CHAIN = (PostDuty.Level.LEADER, PostDuty.Level.PRINCIPAL, PostDuty.Level.DEPUTY)


def shown_measures(row: Mapping[str, Any], shown: Collection[str]) -> str:
    """Return the measures of a row of entries, "" where its kind is not among those `shown`."""
    measures = row["fields"].get(MEASURES, "") if row["kind__code"] in shown else ""
    return measures if isinstance(measures, str) else ""


def readable_measures(kinds: Sequence[KindDefinition]) -> set[str]:
    """Return the kinds whose measures anybody may read who sees the line."""
    return {
        kind.code
        for kind in kinds
        for field in kind.fields
        if field.key == MEASURES and not field.is_private
    }


def owners_of(ids: Sequence[int], today: date) -> dict[int, str]:
    """Return the 责任人 of entries: the chain of posts, else who answers directly, else mainly (S22)."""
    found: dict[int, dict[str, None]] = {pk: {} for pk in ids}
    appointed = Appointment.objects.filter(
        in_force(today),
        post__abolished_on__isnull=True,
        post__duties__entry_id__in=ids,
        post__duties__level__in=CHAIN,
        is_deputy=False,
    ).order_by("post__official_order", "pk")
    rows = appointed.values_list("post__duties__level", "post__duties__entry_id", "person__name")
    for _level, pk, name in sorted(rows, key=lambda row: CHAIN.index(row[0])):
        found[pk].setdefault(name)
    lacking = [pk for pk, names in found.items() if not names]
    # most houses set none: nothing to inherit
    is_inherited = bool(lacking) and Responsibility.objects.exists()
    for pk, levels in responsible_of_ids(lacking, today).items() if is_inherited else ():
        for level in sorted(levels, key=lambda one: one.level):  # direct, first, main
            if level.level != "first" and level.names and not found[pk]:
                found[pk].setdefault(level.names)
    return {pk: "、".join(names) for pk, names in found.items() if names}

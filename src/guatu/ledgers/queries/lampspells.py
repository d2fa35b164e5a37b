"""Why lamps were lit on a day that is past: of each spell, what its rule saw on its first day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from guatu.ledgers.models import LampSpell

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """A lamp that was lit: by which rule, what it saw, and on which day it began."""

    lamp: str
    rule: str
    inputs: Mapping[str, Any]
    since: date


def lit_on(entry_ids: Collection[int], day: date) -> dict[int, Lit]:
    """Return the spell in which each entry was on a day; the caller has seen to who may see them."""
    ids, found = sorted(entry_ids), {}
    columns = ("entry_id", "lamp", "rule", "inputs", "from_on")
    for at in range(0, len(ids), BATCH):
        rows = LampSpell.objects.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=day),
            entry_id__in=ids[at : at + BATCH],
            from_on__lte=day,
        )
        for pk, lamp, rule, inputs, since in rows.order_by("from_on").values_list(*columns):
            found[pk] = Lit(lamp=lamp, rule=rule, inputs=inputs, since=since)
    return found

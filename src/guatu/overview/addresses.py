"""Where the numbers of the war room lead: the ledger with the same conditions, the entry itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from guatu.campaigns.models import Validity
from guatu.core.lamps import Lamp
from guatu.ledgers.queries import ALL
from guatu.overview.queries import Quote

IN_FORCE = Validity.IN_FORCE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Links out of one campaign's room, narrowed to a unit where one is chosen."""

    slug: str
    unit_id: int | None = None

    def room(self, unit_id: int | None = None) -> str:
        return at("overview:room", campaign=self.slug, unit=unit_id)

    def targets(self, group: str) -> str:
        """Return the room with the targets of a group drawn, opened where they stand."""
        return (
            f"{at('overview:room', campaign=self.slug, unit=self.unit_id, targets=group)}#targets"
        )

    def quote(self, quote: Quote) -> str:
        """Return the plan, opened at the words."""
        address = at("planning:plan", quote.plan_id, start=quote.start, end=quote.end)
        return f"{address}#quote"

    def every_unit(self) -> str:
        """Return the room with all units in the matrix."""
        return at("overview:room", campaign=self.slug, unit=self.unit_id, units="all")

    def wall(self) -> str:
        return at("overview:wall", campaign=self.slug)

    def entry(self, entry_id: int) -> str:
        return reverse("ledgers:entry", args=[entry_id])

    def entries(self, lamps: Sequence[Lamp] = (), *, unit_id: int | None = None) -> str:
        """Return the sheet of exactly those entries in force that a number counts, of all kinds."""
        unit = unit_id or self.unit_id
        # codes and numbers need no quoting; a page of five hundred units has thousands of these
        pairs = [f"unit={unit}"] if unit is not None else []
        pairs += [f"lamp={lamp.value}" for lamp in lamps] or [f"validity={IN_FORCE}"]
        return f"{path_of('ledgers:sheet', (self.slug, ALL))}?{'&'.join(pairs)}"


def at(name: str, *args: object, **conditions: object) -> str:
    """Return the address of a page with the conditions that are stated."""
    stated = {key: value for key, value in conditions.items() if value is not None}
    query = f"?{urlencode(stated, doseq=True)}" if stated else ""
    return f"{path_of(name, args)}{query}"


@lru_cache(maxsize=512)
def path_of(name: str, args: tuple[object, ...]) -> str:
    """Return the path of a page: five hundred units ask for the same one nine times each."""
    return reverse(name, args=args)

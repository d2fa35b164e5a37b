"""Where the numbers of the war room lead: the ledger with the same conditions, the entry itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from guatu.core.lamps import Lamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Links out of one campaign's room, narrowed to a unit where one is chosen."""

    slug: str
    unit_id: int | None = None

    def room(self, unit_id: int | None = None) -> str:
        return at("overview:room", campaign=self.slug, unit=unit_id)

    def wall(self) -> str:
        return at("overview:wall", campaign=self.slug)

    def entry(self, entry_id: int) -> str:
        return reverse("ledgers:entry", args=[entry_id])

    def entries(
        self,
        lamps: list[Lamp] | None = None,
        *,
        unit_id: int | None = None,
        due_on: date | None = None,
    ) -> str:
        """Return the ledger of exactly those entries that a number counts."""
        return at(
            "ledgers:index",
            campaign=self.slug,
            unit=unit_id or self.unit_id,
            lamp=lamps or None,
            due=due_on,
        )


def at(name: str, **conditions: object) -> str:
    """Return the address of a page with the conditions that are stated."""
    stated = {key: value for key, value in conditions.items() if value is not None}
    return f"{reverse(name)}?{urlencode(stated, doseq=True)}"

"""What all sheets of an old ledger's file are read against, read itself once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from guatu.accounts.models import Unit, UnitAlias
from guatu.accounts.queries import units_around
from guatu.campaigns.models import Campaign
from guatu.core.unitnames import UnitName
from guatu.ledgers.models import Entry
from guatu.planning.actions.leaders import leaders_of


class Common:
    """The units, leaders and titles that a campaign knows; titles of sheets are added as they are read."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._titles: dict[int, set[str]] = {}

    @cached_property
    def names(self) -> list[UnitName]:
        """All names of the units that work may be put to."""
        return names_around(self.campaign.unit)

    @cached_property
    def leaders(self) -> Mapping[str, int]:
        """The posts of leaders by their titles and by who holds them."""
        return leaders_of(self.campaign)

    def standing(self, kind_id: int) -> set[str]:
        """Return the titles that a line of a kind would double."""
        if kind_id not in self._titles:
            rows = Entry.objects.filter(campaign=self.campaign, kind=kind_id)
            self._titles[kind_id] = set(rows.values_list("title", flat=True))
        return self._titles[kind_id]


def names_around(home: Unit) -> list[UnitName]:
    """Return all names of the units that work may be put to, in 建制顺序."""
    units = list(units_around(home).order_by("official_order", "path"))
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    rows = UnitAlias.objects.filter(unit__in=[unit.pk for unit in units]).order_by("pk")
    for unit_id, name in rows.values_list("unit_id", "name"):
        aliases[unit_id].append(name)
    return [
        UnitName(
            unit_id=unit.pk,
            name=unit.name,
            short_name=unit.short_name,
            aliases=tuple(aliases[unit.pk]),
            kind=unit.kind,
        )
        for unit in units
    ]

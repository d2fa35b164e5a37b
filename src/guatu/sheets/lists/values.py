"""What makes a page's list an export: who may, what it is called, its columns and rows as it is narrowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.interchange.sheets.listing import Cell, ListColumn

Rows = Iterable[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as an address asks for it; `rows` are read when they are walked, once.

    `campaign` is None for what no one campaign has: units, people, the record.
    """

    campaign: Campaign | None
    title: str
    columns: tuple[ListColumn, ...]
    count: int
    rows: Callable[[], Rows]
    is_sample: bool = False  # without a campaign: whether what it holds is simulated

    @property
    def is_simulated(self) -> bool:
        return self.campaign.is_simulated if self.campaign is not None else self.is_sample

    @property
    def unit_path(self) -> str:
        return self.campaign.unit.path if self.campaign is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """One list: the code in its address, its name, who may open its page, and what reads it."""

    code: str
    label: str | Promise
    policy: Callable[[Actor], bool]
    read: Callable[[Actor, QueryDict], Listed]

"""What parents derive from the entries beneath them, also across campaigns (D7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from guatu.campaigns.models import Validity
from guatu.core.lamps import Lamp
from guatu.core.rollups import Derived, Node, RollUp, derive
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.batches import batches

COLUMNS = ("pk", "parent_id", "roll_up", "lamp", "progress", "closed_on", "amount_fen")


def derived_progress(parent_ids: Iterable[int]) -> dict[int, Derived]:
    """Return what each of these entries derives; entries without anything beneath are left out.

    All leaves in force count, also those the reader may not open: a share of the visible ones would be
    another figure for everybody. One query a level for up to 500 entries in it.
    """
    known: dict[int, Node] = {}
    level = read("pk__in", sorted(set(parent_ids)))
    while level:
        known |= {row[0]: node(*row) for row in level}
        ids = [row[0] for row in level]
        beneath = read("parent_id__in", ids, validity=Validity.IN_FORCE)
        level = [row for row in beneath if row[0] not in known]
    return derive(known.values())


def read(condition: str, ids: list[int], **narrow: object) -> list[Any]:
    return [
        row
        for some in batches(ids)
        for row in Entry.objects.filter(**{condition: some}, **narrow).values_list(*COLUMNS)
    ]


def node(
    pk: int,
    parent_id: int | None,
    roll_up: str,
    lamp: str,
    progress: int | None,
    *rest: object,
) -> Node:
    closed_on, amount_fen = rest
    return Node(
        id=pk,
        parent_id=parent_id,
        roll_up=RollUp(roll_up),
        lamp=Lamp(lamp),
        progress=progress,
        is_done=closed_on is not None,
        weight=amount_fen if isinstance(amount_fen, int) else None,
    )

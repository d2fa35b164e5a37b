"""建制顺序 (T13): the order of units, of all or of those under one unit, set in one act."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Post, Unit
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.core.ordering import reordered
from guatu.shell.errors import InvalidState, NotAllowed, Stale

GAP = 10  # between two places, so that a new unit finds room


def order_read(unit_ids: Sequence[int]) -> str:
    """Return what tells an order apart from another: the version of a list that has none of its own."""
    return hashlib.sha256(",".join(map(str, unit_ids)).encode()).hexdigest()[:32]


@transaction.atomic
def order_units(actor: Actor, parent: Unit | None, unit_ids: Sequence[int], *, read: str) -> int:
    """Put the open units under `parent` (all open units, if None) into the order of `unit_ids`.

    The units take over the places that they hold together; all others keep theirs. Returns how
    many units stand elsewhere now.

    Raises
    ------
    InvalidState
        If the list is no permutation of those units.
    Stale
        If the order, or which units there are, changed since it was read.
    """
    if not policies.can_name_unit(actor, parent):
        raise NotAllowed(_("Your post does not let you set the official order here."))
    rows = list(
        Unit.objects.select_for_update()
        .filter(valid_to__isnull=True)
        .order_by("official_order", "path")
    )
    own = [row.pk for row in rows if parent is None or row.parent_id == parent.pk]
    if read != order_read(own):
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    if sorted(own) != sorted(unit_ids):
        raise InvalidState(_("The list has to name each of these units once, and no other."))
    order = reordered([row.pk for row in rows], unit_ids)
    moved = renumber(rows, order)
    if moved:
        details = {"count": len(moved), "under": parent.pk if parent is not None else None}
        record(actor, "unit.order", of=parent, changes=moved, details=details)
    return len(moved)


@transaction.atomic
def order_posts(actor: Actor, unit: Unit, post_ids: Sequence[int], *, read: str) -> int:
    """Put the posts of a unit into an order: the leaders of a list follow it, too (T13).

    Raises
    ------
    InvalidState
        If the list is no permutation of the unit's posts.
    Stale
        If the order, or which posts there are, changed since it was read.
    """
    if not policies.can_order_posts(actor, unit):
        raise NotAllowed(_("Your post does not let you set the official order here."))
    rows = list(
        Post.objects.select_for_update()
        .filter(unit=unit, abolished_on__isnull=True)
        .order_by("official_order", "pk")
    )
    own = [row.pk for row in rows]
    if read != order_read(own):
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    if sorted(own) != sorted(post_ids):
        raise InvalidState(_("The list has to name each of these posts once, and no other."))
    moved = renumber(rows, list(post_ids))
    if moved:
        record(actor, "post.order", of=unit, changes=moved, details={"count": len(moved)})
    return len(moved)


def renumber(rows: Sequence[Unit] | Sequence[Post], order: Sequence[int]) -> list[Change]:
    """Give the rows their numbers by `order`: those there are if they tell all apart, else new ones."""
    numbers = sorted(row.official_order for row in rows)
    if len(set(numbers)) < len(numbers):
        numbers = [GAP * place for place in range(1, len(rows) + 1)]
    model: Any = type(rows[0]) if rows else Unit  # both have the two columns that are written
    by_id = {row.pk: row for row in rows}
    changes, written = [], []
    for pk, number in zip(order, numbers, strict=True):
        row = by_id[pk]
        if row.official_order == number:
            continue
        before = plain(row, "official_order")
        row.official_order = number
        row.version += 1
        written.append(row)
        changes.append(Change.of(row, before=before, after=plain(row, "official_order")))
    model.objects.bulk_update(written, ["official_order"], batch_size=500)
    model.objects.filter(pk__in=[row.pk for row in written]).update(version=F("version") + 1)
    return changes

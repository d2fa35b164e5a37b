"""Cadences that an actor may look at, and where another one asks the same already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Cadence
from guatu.dispatch.queries.rounds import looks_at
from guatu.ledgers.models import Duty, Entry
from guatu.shell.errors import NotFound


def visible_cadences(actor: Actor, campaign: Campaign) -> QuerySet[Cadence]:
    """Return a campaign's cadences if `actor` may look at its rounds."""
    rows = Cadence.objects.filter(campaign=campaign).select_related("campaign__unit", "plan")
    return rows.order_by("pk") if looks_at(actor, campaign.unit) else rows.none()


def visible_cadence(actor: Actor, cadence_id: int) -> Cadence:
    """Return one cadence with its campaign.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    one = Cadence.objects.select_related("campaign__unit", "plan").filter(pk=cadence_id).first()
    if one is None or not looks_at(actor, one.campaign.unit):
        raise NotFound
    return one


def overlaps(one: Cadence, other: Cadence) -> bool:
    """Say whether two cadences would ask about the same entries of the same units."""
    kinds = [set(cadence.kinds) for cadence in (one, other)]
    if all(kinds) and kinds[0].isdisjoint(kinds[1]):
        return False
    every = {lamp.value for lamp in Lamp}
    lamps = [set(cadence.lamps) or every for cadence in (one, other)]
    if lamps[0].isdisjoint(lamps[1]):
        return False
    return {one.weight, other.weight} != {Cadence.Weight.LED, Cadence.Weight.UNLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAlready:
    """A cadence that asks some of the same; `entry` is one such line if it is another campaign's."""

    cadence: Cadence
    entry: str = ""


def asked_already(cadence: Cadence, today: date) -> AskedAlready | None:
    """Return another cadence that asks the same units about the same, if there is one.

    Looked at are those of the campaign itself, then of the campaigns above, below and beside it
    in its tree (a special plan under the general one, a line handed down).
    """
    if not cadence.asks_check_ins:
        return None
    others = Cadence.objects.filter(asks_check_ins=True).exclude(pk=cadence.pk).order_by("pk")
    own = others.filter(campaign=cadence.campaign_id)
    for other in at_one_time(cadence, own, today):
        if overlaps(cadence, other):
            return AskedAlready(cadence=other)
    near = others.filter(
        campaign__in=relatives(cadence.campaign), campaign__status=Campaign.Status.ACTIVE
    )
    for other in at_one_time(cadence, near.select_related("campaign__unit"), today):
        if overlaps(cadence, other) and (entry := asked_by_both(cadence, other)) is not None:
            return AskedAlready(cadence=other, entry=entry)
    return None


def at_one_time(cadence: Cadence, others: QuerySet[Cadence], today: date) -> Iterator[Cadence]:
    """Give those that do not follow one another in time."""
    for other in others:
        if not (is_before(other, cadence, today) or is_before(cadence, other, today)):
            yield other


def relatives(campaign: Campaign) -> set[int]:
    """Return the other campaigns of a campaign's tree: above, below and beside it."""
    top = campaign
    while top.parent is not None:
        top = top.parent
    found, layer = {top.pk}, {top.pk}
    while layer:
        below = Campaign.objects.filter(parent__in=layer).values_list("pk", flat=True)
        layer = set(below) - found
        found |= layer
    return found - {campaign.pk}


def asked_by_both(one: Cadence, other: Cadence) -> str | None:
    """Return the title of a line about which both ask the same unit.

    It is the same where both took it on from one line above, or where kind and title are the same.
    A line and its own copy below are no double: the unit says it below, the round above has it
    (T14).
    """
    twins = owed(other).filter(
        Q(entry__title=OuterRef("entry__title")) | Q(entry__parent=OuterRef("entry__parent")),
        unit=OuterRef("unit"),
        entry__kind=OuterRef("entry__kind"),
    )
    twins = twins.alias(from_id=from_id()).exclude(entry=OuterRef("from_id"))
    twins = twins.exclude(from_id=OuterRef("entry"))
    rows = owed(one).alias(from_id=from_id()).filter(Exists(twins.order_by()))
    return rows.order_by("entry").values_list("entry__title", flat=True).first()


def from_id() -> Coalesce:
    """Return the key of the line above, 0 of one that has none: null equals nothing, not even not."""
    return Coalesce(F("entry__parent"), Value(0))


def owed(cadence: Cadence) -> QuerySet[Duty]:
    """Return the parts of units in the open lines in force of a cadence's campaign and kinds."""
    roles = [Duty.Role.LEAD]
    if cadence.owes == Cadence.Owes.ALL:
        roles.append(Duty.Role.SUPPORT)
    rows = Duty.objects.filter(
        entry__campaign=cadence.campaign_id,
        entry__validity=Validity.IN_FORCE,
        entry__closed_on__isnull=True,
        entry__roll_up=Entry.RollUp.NONE,
        role__in=roles,
    )
    return rows.filter(entry__kind__code__in=cadence.kinds) if cadence.kinds else rows


def is_before(one: Cadence, other: Cadence, today: date) -> bool:
    """Say whether a cadence ends before another begins."""
    return one.ends_on is not None and one.ends_on < (other.begins_on or today)

"""Cadences that an actor may look at, and where another one asks the same already."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Cadence
from guatu.dispatch.queries.rounds import looks_at
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
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
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


def asked_already(cadence: Cadence, today: date) -> Cadence | None:
    """Return another cadence of the campaign that asks some of the same, if there is one."""
    if not cadence.asks_check_ins:
        return None
    others = Cadence.objects.filter(campaign=cadence.campaign_id, asks_check_ins=True)
    for other in others.exclude(pk=cadence.pk).order_by("pk"):
        follow = is_before(other, cadence, today) or is_before(cadence, other, today)
        if not follow and overlaps(cadence, other):
            return other
    return None


def is_before(one: Cadence, other: Cadence, today: date) -> bool:
    """Say whether a cadence ends before another begins."""
    return one.ends_on is not None and one.ends_on < (other.begins_on or today)

"""Which ways out and which deliveries an actor sees: the office those of its campaigns and units."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from guatu.campaigns.queries.campaigns import within
from guatu.core.actors import Actor, Role
from guatu.notices.models import Channel, Delivery
from guatu.notices.policies import can_keep_channels, keeps_all_channels
from guatu.shell.errors import NotFound

PAGE = 50


def visible_channels(actor: Actor) -> QuerySet[Channel]:
    """Return all of them for the system administrator, for an office those within its reach."""
    channels = Channel.objects.select_related("campaign", "unit").order_by("form", "pk")
    if keeps_all_channels(actor):
        return channels
    if not can_keep_channels(actor):
        return channels.none()
    of_campaigns = within("campaign__unit__", actor, Role.CAMPAIGN_OFFICE)
    of_units = within("unit__", actor, Role.CAMPAIGN_OFFICE)
    # both, where both are set: a group of another district's unit is not this office's
    return channels.filter(
        (of_campaigns & (Q(unit__isnull=True) | of_units)) | (Q(campaign__isnull=True) & of_units)
    )


def visible_channel(actor: Actor, channel_id: int) -> Channel:
    """Return one way out.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to keep.
    """
    channel = visible_channels(actor).filter(pk=channel_id).first()
    if channel is None:
        raise NotFound
    return channel


def visible_deliveries(actor: Actor) -> QuerySet[Delivery]:
    """Return what went out or was to go out by the ways that the actor keeps.

    Mails to persons are the system administrator's alone: an office has no business with them.
    """
    rows = Delivery.objects.select_related("channel", "notice__campaign")
    if keeps_all_channels(actor):
        return rows
    return rows.filter(channel__in=visible_channels(actor).exclude(form=Channel.Form.MAIL))


def visible_delivery(actor: Actor, delivery_id: int) -> Delivery:
    """Return one delivery.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    row = visible_deliveries(actor).filter(pk=delivery_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the log is narrowed to, and below which key it goes on."""

    channel_id: int | None = None
    state: str = ""
    below: int | None = None


def deliveries_for(actor: Actor, sought: Sought) -> tuple[list[Delivery], bool]:
    """Return a page of the log, the latest first, and whether there is more."""
    rows = visible_deliveries(actor).order_by("-pk")
    if sought.channel_id is not None:
        rows = rows.filter(channel_id=sought.channel_id)
    if sought.state:
        rows = rows.filter(state=sought.state)
    if sought.below is not None:
        rows = rows.filter(pk__lt=sought.below)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE

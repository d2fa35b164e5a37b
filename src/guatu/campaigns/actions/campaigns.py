"""Making and closing campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.models import Campaign, Phase
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

RECORDED = ("slug", "title", "unit_id", "parent_id", "starts_on", "ends_on", "status")
PHASE_RECORDED = ("campaign_id", "ordinal", "name", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    slug: str
    title: str
    unit: Unit
    starts_on: date
    ends_on: date
    short_title: str = ""
    parent: Campaign | None = None
    is_simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhase:
    name: str
    starts_on: date
    ends_on: date
    plan_id: int | None = None
    quote_start: int | None = None
    quote_end: int | None = None


def insert_campaign(new: NewCampaign) -> Campaign:
    """Write a campaign: a building block without a policy and an audit row.

    Raises
    ------
    InvalidState
        If the address name is taken or the dates are in the wrong order.
    """
    if new.ends_on < new.starts_on:
        raise InvalidState(_("The campaign ends before it starts."))
    if Campaign.objects.filter(slug=new.slug).exists():
        raise InvalidState(_("The address name “%(slug)s” is taken.") % {"slug": new.slug})
    return Campaign.objects.create(
        slug=new.slug,
        title=new.title,
        short_title=new.short_title,
        unit=new.unit,
        parent=new.parent,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        is_simulated=new.is_simulated,
        created_at=timezone.now(),
    )


def insert_phases(campaign: Campaign, phases: Sequence[NewPhase], *, after: int = 0) -> list[Phase]:
    """Write a campaign's phases in order: a building block without a policy and an audit row.

    `after` is the ordinal of the last phase that stands already.
    """
    return Phase.objects.bulk_create(
        [
            Phase(
                campaign=campaign,
                ordinal=ordinal,
                name=new.name[:100],
                starts_on=new.starts_on,
                ends_on=new.ends_on,
                plan_id=new.plan_id,
                quote_start=new.quote_start,
                quote_end=new.quote_end,
            )
            for ordinal, new in enumerate(phases, start=after + 1)
        ]
    )


@transaction.atomic
def create_campaign(actor: Actor, new: NewCampaign, phases: Sequence[NewPhase] = ()) -> Campaign:
    """Make a campaign without a plan, with its phases."""
    if not policies.can_manage_under(actor, new.unit.path):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    campaign = insert_campaign(new)
    made = insert_phases(campaign, phases)
    changes = [Change.of(campaign, before=None, after=plain(campaign, *RECORDED))]
    changes += [Change.of(row, before=None, after=plain(row, *PHASE_RECORDED)) for row in made]
    record(actor, "campaign.create", of=campaign, changes=changes, details={})
    return campaign


@transaction.atomic
def close_campaign(actor: Actor, campaign: Campaign, version: int) -> None:
    """End a campaign: it stays readable, nothing is asked any more."""
    if not policies.can_manage_campaign(actor, campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if campaign.status == Campaign.Status.CLOSED:
        raise InvalidState(_("This campaign is closed already."))
    before = plain(campaign, "status")
    update_at_version(campaign, version, status=Campaign.Status.CLOSED)
    record(
        actor,
        "campaign.close",
        of=campaign,
        changes=[Change.of(campaign, before=before, after=plain(campaign, "status"))],
        details={},
    )

"""Lighting the lamps of a campaign at somebody's word: at once, or behind the page if it is large."""

from __future__ import annotations

from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.works import LIGHT
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.ledgers.queries import in_force_entries

SOON_ENTRIES = 2000  # so many are lit while somebody waits
GOING = (Job.State.WAITING, Job.State.RUNNING)


def is_large(campaign: Campaign) -> bool:
    """Say whether more is in force than is lit while somebody waits: of all, whoever asks."""
    rows = in_force_entries(SYSTEM, campaign).order_by().values("pk")
    return rows[: SOON_ENTRIES + 1].count() > SOON_ENTRIES


def ask_to_light(actor: Actor, campaign: Campaign) -> Job:
    """Have the lamps of a campaign lit in the background; what was asked for and goes on serves all."""
    asked = f"hand:{campaign.pk}:"
    going = Job.objects.filter(work=LIGHT, key__startswith=asked, state__in=GOING)
    if (job := going.order_by("-pk").first()) is not None:
        return job
    return ask(
        actor,
        LIGHT,
        key=f"{asked}{timezone.now().isoformat()}",
        arguments={"campaign": campaign.pk},
        unit_path=campaign.unit.path,
        title=str(campaign),
    )

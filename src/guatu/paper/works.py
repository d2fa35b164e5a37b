"""What paper does in the background: volumes of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.queries import asker
from guatu.campaigns.models import Campaign
from guatu.jobs.works import Run, Work
from guatu.paper.actions.volumes import STEPS, form_volume
from guatu.paper.queries.volumes import WORK, matter_of


def form(run: Run) -> Mapping[str, Any]:
    """Form a volume."""
    told = run.arguments
    campaign = Campaign.objects.select_related("unit").get(pk=told["campaign"])
    actor = asker(run)
    matter = matter_of(actor, campaign, told["sort"], told["key"])

    def say(done: int, step: str) -> None:
        run.progress(done, STEPS, step=step)

    volume = form_volume(actor, matter, token=told["token"], now=timezone.now(), say=say)
    return {"address": reverse("paper:volume", args=[volume.pk])}


WORKS = (Work(code=WORK, label=_("Volume of evidence"), does=form, limit_seconds=1800),)

"""What dispatch makes of a confirmed plan: its cadences, within the act that confirms."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from guatu.audit.actions import Change, plain
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import Cadence
from guatu.planning.followers import ReadCadence

LONGEST_EVENT = 60


def make_cadences(
    actor: Actor,  # noqa: ARG001 the signature of a follower: the confirming act has asked already
    campaign: Campaign,
    read: Sequence[ReadCadence],
) -> list[Change]:
    """Write the cadences that a plan names; the first weekly one of a campaign asks for check-ins."""
    asks = Cadence.objects.filter(campaign=campaign, asks_check_ins=True).exists()
    today = timezone.localdate()
    weekly = next((one for one in read if one.every == Cadence.Every.WEEK and not asks), None)
    made = Cadence.objects.bulk_create(
        [
            Cadence(
                campaign=campaign,
                event=one.event[:LONGEST_EVENT],
                every=one.every,
                asks_check_ins=one is weekly,
                begins_on=today,
                plan_id=one.plan_id,
                quote_start=one.quote_start,
                quote_end=one.quote_end,
            )
            for one in read
        ]
    )
    return [Change.of(row, before=None, after=plain(row, "event", "every")) for row in made]

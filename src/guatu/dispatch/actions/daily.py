"""What the calendar asks for: guatu itself does it, day by day, without anybody looking."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from guatu.audit.actions import erase_private
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.rounds import close_past_rounds
from guatu.ledgers.models import Entry

UNLIT = Entry.objects.filter(
    campaign=OuterRef("pk"), lamp_reason__isnull=True, validity=Validity.IN_FORCE
).order_by()


def do_what_is_due(today: date, *, is_new_day: bool) -> dict[str, int]:
    """Close rounds that have ended and light new campaigns; each day light all and erase what is due.

    Safe to repeat: what is done already changes nothing and leaves no row in the record.
    """
    done = {"rounds": close_past_rounds(today)}
    campaigns = Campaign.objects.filter(status=Campaign.Status.ACTIVE).order_by("pk")
    if not is_new_day:  # a campaign that was confirmed a minute ago has no lamps yet
        campaigns = campaigns.filter(Exists(UNLIT))
    done["lamps"] = sum(recompute_lamps(SYSTEM, one, today) for one in campaigns)
    if is_new_day:
        done["erased"] = erase_private(SYSTEM, today)
    return done

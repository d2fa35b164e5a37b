"""What the calendar asks for: guatu itself does it, day by day, without anybody looking."""

from __future__ import annotations

from datetime import date

from guatu.audit.actions import erase_private
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.rounds import close_past_rounds


def do_what_is_due(today: date, *, is_new_day: bool) -> dict[str, int]:
    """Close rounds that have ended; on a new day light all lamps anew and erase what is due.

    Safe to repeat: what is done already changes nothing and leaves no row in the record.
    """
    done = {"rounds": close_past_rounds(today)}
    if is_new_day:
        campaigns = Campaign.objects.filter(status=Campaign.Status.ACTIVE).order_by("pk")
        done["lamps"] = sum(recompute_lamps(SYSTEM, one, today) for one in campaigns)
        done["erased"] = erase_private(SYSTEM, today)
    return done

"""How many meetings a month has against what was set for it (S24): counted, and said."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.accounts.queries import office_posts
from guatu.meetings.models import Meeting
from guatu.meetings.queries.budget import budget_of
from guatu.meetings.words import SORTS
from guatu.notices.actions import Notice, tell
from guatu.shell.formatting import month


def tell_budget(meeting: Meeting) -> None:
    """Tell the campaign office, once a month and sort, that there are more meetings than were set."""
    budget = budget_of(meeting.campaign, meeting.sort, meeting.held_on)
    if not budget.is_over:
        return
    first = meeting.held_on.replace(day=1)
    tell(
        Notice(
            key=f"meetings.budget:{meeting.campaign_id}:{meeting.sort}:{first:%Y-%m}",
            sort="meetings.budget",
            campaign=meeting.campaign,
            subject=lambda: (
                _("More meetings than were set for %(month)s") % {"month": month(first)}
            ),
            text=lambda: (
                _(
                    "%(sort)s: %(held)d in %(month)s, %(limit)d were set. Could one of them be a "
                    "written round, or be held together with another?"
                )
                % {
                    "sort": SORTS[meeting.sort],
                    "held": budget.held,
                    "limit": budget.limit,
                    "month": month(first),
                }
            ),
            address=reverse("meetings:meeting", args=[meeting.pk]),
            post_ids=office_posts(meeting.campaign.unit.path),
        )
    )

"""How near is near, and when the leader in charge is told: for the house, or for one campaign."""

from __future__ import annotations

from django.db import models

from guatu.campaigns.models import Campaign


class DirectiveRules(models.Model):
    """督办规则: the days behind the colours and behind telling the leader in charge.

    The row without a campaign is the house's own; a campaign's own row takes its place there.
    """

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, null=True, related_name="directive_rules"
    )
    scope = models.CharField(max_length=20, unique=True)  # "house", or the campaign's key
    preset = models.CharField(max_length=20, default="")  # which one it was drawn from
    near_days = models.PositiveSmallIntegerField()
    near_counts_workdays = models.BooleanField(default=False)
    sign_within = models.PositiveSmallIntegerField()  # working days
    escalates = models.BooleanField(default=True)
    overdue_days = models.PositiveSmallIntegerField()  # days past the limit
    unsigned_days = models.PositiveSmallIntegerField()  # working days past the day to sign by
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.scope} {self.preset}".strip()

"""What each source asked of each unit in a month: counted by guatu, never typed."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign


class Ask(models.Model):
    """One source (a cadence, an indicator, a directive …), one unit, one month; `taps` see `core.burden`."""

    class Source(models.TextChoices):
        ROUNDS = "rounds"
        FIGURES = "figures"
        OPINIONS = "opinions"
        DIRECTIVES = "directives"
        MEETINGS = "meetings"
        INSPECTIONS = "inspections"
        REMINDERS = "reminders"
        PLANS = "plans"
        HIGHER = "higher"  # forms of offices above, told by the app that keeps them

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    source = models.CharField(max_length=12, choices=Source)
    object_id = models.BigIntegerField(default=0)  # of the cadence, indicator …; 0: all together
    label = models.CharField(max_length=300, default="")
    forms = models.PositiveIntegerField(default=0)
    fields = models.PositiveIntegerField(default=0)
    taps = models.PositiveIntegerField(default=0)
    reminders = models.PositiveIntegerField(default=0)
    meetings = models.PositiveIntegerField(default=0)
    meeting_minutes = models.PositiveIntegerField(default=0)
    inspections = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    characters = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "month", "unit", "source", "object_id"], name="burden_ask_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month} {self.label}"


class Count(models.Model):
    """When a campaign's month was counted last."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    month = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "month"], name="burden_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.month}"


class BurdenScheme(models.Model):
    """Rates and budgets of a unit and all beneath it, from a month on; a change is a new row."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_month = models.DateField()
    scheme = models.JSONField()  # as `core.burden.read_scheme` reads it
    reason = models.CharField(max_length=300)
    set_by = models.BigIntegerField(null=True)  # a person's id
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_month", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_month}"

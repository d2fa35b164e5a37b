"""Recurring acts and their periods."""

from __future__ import annotations

from django.db import models

from guatu.campaigns.models import Campaign, Plan


class Cadence(models.Model):
    """调度频次: a recurring act of a campaign."""

    class Every(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"
        QUARTER = "quarter"
        HALF_YEAR = "half-year"
        YEAR = "year"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="cadences")
    event = models.CharField(max_length=60)
    every = models.CharField(max_length=10, choices=Every)
    asks_check_ins = models.BooleanField(default=False)
    weekday = models.PositiveSmallIntegerField(default=5)  # ISO: the day a weekly round closes
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    quote_start = models.PositiveIntegerField(null=True)
    quote_end = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7), name="dispatch_cadence_weekday"
            )
        ]

    def __str__(self) -> str:
        return self.event


class Round(models.Model):
    """期次: one period of a cadence. Open, then closed (late reports are late for ever), then frozen."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        FROZEN = "frozen"

    cadence = models.ForeignKey(Cadence, models.PROTECT, related_name="rounds")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rounds")
    ordinal = models.PositiveIntegerField()
    slug = models.SlugField(max_length=80, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()  # due at 24:00 local (D1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "starts_on", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["cadence", "ordinal"], name="dispatch_round_ordinal"),
            models.UniqueConstraint(fields=["cadence", "starts_on"], name="dispatch_round_start"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="dispatch_round_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

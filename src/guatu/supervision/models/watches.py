"""Two kinds of 立项 (T11): the office's list of supervised items, and what discipline supervision watches."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.ledgers.models import Entry


class SupervisedItem(models.Model):
    """督查立项: an entry that the office put on its list, with ground and limit."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="supervised_items")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="supervised_items")
    ground = models.CharField(max_length=1000)
    limit_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.BigIntegerField(null=True)  # a person's id
    opened_at = models.DateTimeField()
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=1000, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["limit_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(state="open"),
                name="supervision_item_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open")
                | (models.Q(closed_at__isnull=False) & ~models.Q(conclusion="")),
                name="supervision_item_closed",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="supervision_item_list")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class Watch(models.Model):
    """立项监督: an entry that a discipline supervision unit reads. Every opening is in the record."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="watches")  # who watches
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="watches")
    ground = models.CharField(max_length=1000)
    opened_by = models.BigIntegerField(null=True)  # a person's id
    opened_at = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=500, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "entry"],
                condition=models.Q(ended_at__isnull=True),
                name="supervision_watch_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(end_reason=""),
                name="supervision_watch_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.entry_id}"

"""The three levels of responsibility (S22) beside the chain of T1: who answers for what."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign
from guatu.ledgers.models.entries import Entry


class ResponsibilityScope(models.Model):
    """What posts answer for: a campaign, in it a heading or a task force's entries, or one entry.

    What is not set on an entry comes from its task force, then its heading, then its campaign.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="responsibility_scopes")
    heading = models.CharField(max_length=200, default="")
    task_force = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="responsibility_scopes"
    )
    entry = models.OneToOneField(
        Entry, models.CASCADE, null=True, related_name="responsibility_scope"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "heading"],
                condition=models.Q(entry__isnull=True, task_force__isnull=True),
                name="ledgers_responsibilityscope_heading",
            ),
            models.UniqueConstraint(
                fields=["campaign", "task_force"],
                condition=models.Q(task_force__isnull=False),
                name="ledgers_responsibilityscope_force",
            ),
            models.CheckConstraint(
                condition=models.Q(heading="", entry__isnull=True)
                | models.Q(heading="", task_force__isnull=True)
                | models.Q(entry__isnull=True, task_force__isnull=True),
                name="ledgers_responsibilityscope_one",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or f"{self.campaign_id} {self.task_force_id} {self.entry_id}"


class Responsibility(models.Model):
    """One post that answers at one level for a scope; persons come and go, the post stays."""

    class Level(models.TextChoices):
        FIRST = "first"  # 第一责任人
        MAIN = "main"  # 主要责任人
        DIRECT = "direct"  # 直接责任人

    scope = models.ForeignKey(ResponsibilityScope, models.CASCADE, related_name="rows")
    level = models.CharField(max_length=10, choices=Level)
    post = models.ForeignKey(Post, models.PROTECT, related_name="responsibilities")
    ordinal = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["scope", "ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "level", "post"], name="ledgers_responsibility_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope_id} {self.level} {self.post_id}"

"""重复要求直报箱: what people say of being asked twice."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign


class Complaint(models.Model):
    """One word to the office. An anonymous one holds neither person nor unit, and only its day.

    `code` is what whoever wrote it keeps, to read the answer.
    """

    class About(models.TextChoices):
        FORM = "form"
        FIGURE = "figure"
        REMINDER = "reminder"
        MEETING = "meeting"
        DOCUMENT = "document"
        INSPECTION = "inspection"
        TRACE = "trace"  # photos, sign-ins, scores, group chats
        OTHER = "other"

    class State(models.TextChoices):
        NEW = "new"
        DROPPED = "dropped"  # the ask was dropped
        MERGED = "merged"  # it was joined with another
        KEPT = "kept"  # it stays, and why

    code = models.CharField(max_length=16, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=12, choices=About)
    words = models.CharField(max_length=1000)
    asked_by_whom = models.CharField(max_length=100, default="")  # the unit or system that asked
    received_on = models.DateField()
    person_id = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    answer = models.CharField(max_length=1000, default="")
    answered_on = models.DateField(null=True)
    answered_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="burden_complaint_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="new") | ~models.Q(answer=""),
                name="burden_complaint_answered",
            )
        ]

    def __str__(self) -> str:
        return self.code

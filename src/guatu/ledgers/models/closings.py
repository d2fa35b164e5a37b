"""销号 of a line (T10): asked for with proof, reviewed by the lead, checked by the office, all as rows."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post
from guatu.audit.models import Evidence
from guatu.ledgers.models.entries import Entry


class Closing(models.Model):
    """One asking for an entry to be closed. What was closed and came back stays, as `reopened`."""

    class State(models.TextChoices):
        ASKED = "asked"  # 申请销号: waits for the lead or the unit in charge
        REVIEWED = "reviewed"  # 已审核: waits for the office's check
        CLOSED = "closed"  # 已核查销号
        RETURNED = "returned"  # 退回
        WITHDRAWN = "withdrawn"
        REOPENED = "reopened"  # 反弹重开: it was closed, and is open again for good reason

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="closings")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    from_stage = models.CharField(max_length=40)  # to which a return leads back
    asked_by = models.BigIntegerField(null=True)  # a person's id
    asked_at = models.DateTimeField()
    reviewed_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(state__in=["asked", "reviewed"]),
                name="ledgers_closing_one_open",
            )
        ]
        indexes = [
            # what waits for a reviewer, oldest first
            models.Index(fields=["state", "asked_at"], name="ledgers_closing_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class ClosingStep(models.Model):
    """One step of a closing: who, when, with what proof, and why; a word on paper names its signer (T4)."""

    class Method(models.TextChoices):
        DOCUMENTS = "documents"  # 资料
        ON_SITE = "on_site"  # 实地
        SAMPLE = "sample"  # 抽查

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="steps")
    to_state = models.CharField(max_length=10, choices=Closing.State)
    person_id = models.BigIntegerField(null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_deputy = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    note = models.CharField(max_length=500, default="")
    method = models.CharField(max_length=10, choices=Method, default="")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    signed_by = models.BigIntegerField(null=True)  # on paper: `person_id` recorded it
    signed_on = models.DateField(null=True)
    sheet = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")  # its scan
    # what the paper files call the sheet; guatu numbers no document (T16)
    document_number = models.CharField(max_length=60, default="", db_default="")

    class Meta:
        ordering = ["closing", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(to_state__in=["returned", "reopened"]) | ~models.Q(note=""),
                name="ledgers_closingstep_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(signed_on__isnull=False, sheet__isnull=False),
                name="ledgers_closingstep_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.to_state}"

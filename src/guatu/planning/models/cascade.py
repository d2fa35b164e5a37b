"""承接 (D7): what a line below took over of the line above, row by row."""

from __future__ import annotations

from django.db import models

from guatu.campaigns.models import Target
from guatu.ledgers.models import Entry


class Taking(models.Model):
    """One step of a tied line: taken on, a change above accepted, or kept as it was with a reason.

    `values` are those of the line above as they stood then; the newest row of a line decides
    what counts as a pending difference. Rows are only added.
    """

    class Step(models.TextChoices):
        TAKEN = "taken"  # 承接
        ACCEPTED = "accepted"
        KEPT = "kept"

    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="takings")
    target = models.ForeignKey(Target, models.CASCADE, null=True, related_name="takings")
    step = models.CharField(max_length=10, choices=Step)
    values = models.JSONField()
    parent_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, default="")
    made_by = models.BigIntegerField(null=True)  # a person's id
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True) ^ models.Q(target__isnull=True),
                name="planning_taking_one_line",
            ),
            models.CheckConstraint(
                condition=~models.Q(step="kept") | ~models.Q(reason=""),
                name="planning_taking_kept_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.entry_id or self.target_id}"


class Share(models.Model):
    """One unit's part of a decomposed target, and who set it on what grounds. Rows are only added."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="shares")  # the unit's own
    parent = models.ForeignKey(Target, models.CASCADE, related_name="handed_out")
    amount_fen = models.BigIntegerField(null=True)
    mantissa = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=20, null=True)
    grounds = models.CharField(max_length=200, default="")  # 分解依据
    set_by = models.BigIntegerField(null=True)  # a person's id
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.parent_id} {self.target_id}"

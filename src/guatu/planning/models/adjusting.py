"""任务调整 (T12): what is asked to change of an issued line, who decided, and what stood before."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign, Target
from guatu.ledgers.models import Entry


class Adjustment(models.Model):
    """One change of one line, asked for and decided. The rows together say how a line once was.

    `before` and `after` hold the same names: columns of the line as JSON, unit ids under `leads`.
    A decision on paper (T4) has its signed `sheet`, the person who signed it in `decided_by` and
    the one who entered it in `recorded_by`.
    """

    class Kind(models.TextChoices):
        RAISE = "raise"  # 调增
        LOWER = "lower"  # 调减
        POSTPONE = "postpone"  # 延期
        SUSPEND = "suspend"  # 中止
        MERGE = "merge"  # 并入
        MOVE_OUT = "move_out"  # 调出
        RESUME = "resume"  # 恢复

    class State(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="adjustments")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="adjustments")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="adjustments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # who owed the line then
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=500)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    into_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="merged")
    into_target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="merged")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    asked_by = models.BigIntegerField(null=True)  # a person's id
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)  # the person whose word it is
    decided_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    recorded_by = models.BigIntegerField(null=True)
    sheet = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, default="")
    effective_on = models.DateField(null=True)  # from this day on the line is as in `after`
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True) ^ models.Q(target__isnull=True),
                name="planning_adjustment_one_line",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked") | models.Q(decided_at__isnull=False),
                name="planning_adjustment_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(effective_on__isnull=False),
                name="planning_adjustment_effective",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(state="asked"),
                name="planning_adjustment_one_open_entry",
            ),
            models.UniqueConstraint(
                fields=["target"],
                condition=models.Q(state="asked"),
                name="planning_adjustment_one_open_target",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "kind"], name="planning_adjustment_list")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.line}"

    @property
    def line(self) -> Entry | Target:
        """The entry or target that is to change; exactly one is there."""
        line = self.entry or self.target
        if line is None:
            raise ValueError("an adjustment without its line")
        return line

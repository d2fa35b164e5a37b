"""Campaigns with their phases, and the plans and clauses they rest on."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.core.documents import Format


class Validity(models.TextChoices):
    """Whether a line is in effect (T2), and how it left (T12). Only what is in force is asked and lit."""

    DRAFT = "draft"  # 分解稿: confirmed, not yet issued
    IN_FORCE = "in_force"  # 生效
    SUSPENDED = "suspended"  # 中止
    MERGED = "merged"  # 并入 another line
    MOVED_OUT = "moved_out"  # 调出
    WITHDRAWN = "withdrawn"  # left out by a later version of the plan


class Campaign(models.Model):
    """行动: a time-boxed effort with a plan, phases and a rhythm; it may have a parent one level up."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=40, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    is_simulated = models.BooleanField(default=False)  # 模拟数据: said on every page and print
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="campaigns_campaign_dates",
            )
        ]

    def __str__(self) -> str:
        return self.short_title or self.title


class Plan(models.Model):
    """方案: a source document. The same text hash is the same plan (D11)."""

    class Kind(models.TextChoices):
        GENERAL = "general"  # 总方案
        SPECIAL = "special"  # 专项方案 under a 总方案 (1+N)

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="plans")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GENERAL)
    title = models.CharField(max_length=300)
    issuer = models.CharField(max_length=100, null=True)
    issued_on = models.DateField(null=True)
    text = models.TextField()
    text_digest = models.CharField(max_length=64, unique=True)
    format = models.CharField(
        max_length=10, choices=[(f.value, f.value) for f in Format], default=Format.TXT.value
    )
    layout = models.JSONField(default=dict)  # `core.documents.layout_of`
    notes = models.JSONField(default=list)  # what reading left out of the file: code, count, place
    # the plan that this one corrects, and last year's of the same series
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    file = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField()
    loaded_by = models.BigIntegerField(null=True)  # a person's id
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")

    class Meta:
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """原文依据: one sentence or heading of a plan, with its offsets in `Plan.text` (code points)."""

    class Kind(models.TextChoices):
        HEADING = "heading"
        SENTENCE = "sentence"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="clauses")
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    heading_path = models.JSONField(default=list)

    class Meta:
        ordering = ["plan", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "ordinal"], name="campaigns_clause_ordinal"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="campaigns_clause_span"
            ),
        ]
        indexes = [models.Index(fields=["plan", "start"], name="campaigns_clause_start")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.start}-{self.end}"


class Phase(models.Model):
    """阶段: a named stretch of a campaign. Phases may overlap."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="phases")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField()
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    quote_start = models.PositiveIntegerField(null=True)
    quote_end = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "ordinal"], name="campaigns_phase_ordinal"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="campaigns_phase_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""督查检查: the year's plan of a department, the record of one visit, and what was found on it."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.dispatch.models import CheckIn
from guatu.ledgers.models import Entry
from guatu.supervision.models.directives import Directive
from guatu.supervision.models.problems import Problem


class InspectionPlan(models.Model):
    """One inspection that a department plans for a year; of comprehensive ones at most one."""

    class Sort(models.TextChoices):
        COMPREHENSIVE = "comprehensive"  # 综合性
        SPECIAL = "special"  # 专项

    class State(models.TextChoices):
        PLANNED = "planned"
        DONE = "done"
        CANCELLED = "cancelled"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="inspection_plans")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections_planned")
    year = models.PositiveSmallIntegerField()
    sort = models.CharField(max_length=15, choices=Sort)
    title = models.CharField(max_length=200)
    basis = models.CharField(max_length=300, default="")  # the document or approval behind it
    starts_on = models.DateField()
    ends_on = models.DateField()
    unit_count = models.PositiveIntegerField(default=0)  # how many units are to be visited
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.BigIntegerField(null=True)  # a person's id
    planned_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="")  # of calling it off
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year", "unit__official_order", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=models.Q(sort="comprehensive") & ~models.Q(state="cancelled"),
                name="supervision_plan_one_comprehensive",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="supervision_plan_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Inspection(models.Model):
    """One visit or check of papers: when, where in words (never a track), who went, what came of it."""

    class Method(models.TextChoices):
        ON_SITE = "on_site"  # 实地
        SAMPLE = "sample"  # 抽查
        DOCUMENTS = "documents"  # 资料

    plan = models.ForeignKey(InspectionPlan, models.PROTECT, null=True, related_name="inspections")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="inspections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspected")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="inspections")
    method = models.CharField(max_length=10, choices=Method)
    held_on = models.DateField()
    place = models.CharField(max_length=200, default="")
    went = models.CharField(max_length=300)
    seen = models.TextField()  # what was looked at and found
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, related_name="inspections")
    verified = models.ForeignKey(
        Directive, models.PROTECT, null=True, related_name="inspections"
    )  # the closure that was checked
    recorded_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "held_on"], name="supervision_inspection_list"),
            models.Index(fields=["unit", "held_on"], name="supervision_inspection_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.unit_id}"


class InspectionPhoto(models.Model):
    """A picture of a visit, where one is useful; none is ever asked for."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="photos")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "evidence"], name="supervision_photo_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.evidence_id}"


class Finding(models.Model):
    """What is to be put right after an inspection, and the check that it was."""

    class State(models.TextChoices):
        OPEN = "open"
        RECTIFIED = "rectified"  # says the unit
        CLOSED = "closed"  # checked again
        DIRECTED = "directed"  # went on as a directive
        RAISED = "raised"  # went on as a problem to coordinate

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    text = models.CharField(max_length=500)
    fix_by = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=1000, default="")
    answered_by = models.BigIntegerField(null=True)  # a person's id
    answered_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_words = models.CharField(max_length=500, default="")
    returned_count = models.PositiveSmallIntegerField(default=0)
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="findings")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="findings")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["inspection", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="directed") | models.Q(directive__isnull=False),
                name="supervision_finding_directed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="raised") | models.Q(problem__isnull=False),
                name="supervision_finding_raised",
            ),
        ]
        indexes = [models.Index(fields=["state", "fix_by"], name="supervision_finding_due")]

    def __str__(self) -> str:
        return self.text

"""Drafts: what was read from a plan, waiting for a person."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Plan


class Draft(models.Model):
    """One reading of one plan. Nothing of it is in a ledger until a person confirms it."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        DISCARDED = "discarded"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="drafts")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    unused = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)  # a person's id
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(state="open"), name="planning_draft_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(campaign__isnull=False),
                name="planning_draft_confirmed_campaign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"


class DraftItem(models.Model):
    """One thing that was read (or added by a person), tied to its words in the plan."""

    class Kind(models.TextChoices):
        TARGET = "target"
        FACT = "fact"
        TASK = "task"
        PROJECT = "project"
        PHASE = "phase"
        CADENCE = "cadence"

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind)
    ordinal = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fields = models.JSONField()
    read_fields = models.JSONField(null=True)  # as first read; null where a person added the item
    confidence = models.PositiveSmallIntegerField()  # percent
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["draft", "kind", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "kind", "ordinal"], name="planning_draftitem_ordinal"
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="planning_draftitem_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ordinal}"


class DraftUnit(models.Model):
    """One unit name of the plan and which unit it is: matched, created at confirmation, or several.

    `expands` is for 各镇街 and the like: at confirmation it becomes the units chosen, by choice (D11).
    """

    class Match(models.TextChoices):
        EXACT = "exact"
        ALIAS = "alias"
        SIMILAR = "similar"  # proposed, wants a person's word
        GROUP = "group"  # 各镇街: several units
        NONE = "none"

    class Decision(models.TextChoices):
        PENDING = "pending"
        USE = "use"
        CREATE = "create"
        EXPAND = "expand"
        SAME = "same"  # another spelling of the same unit in this plan
        LEAVE = "leave"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="units")
    name = models.CharField(max_length=100)
    mention_count = models.PositiveIntegerField()
    match = models.CharField(max_length=10, choices=Match)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    expands = models.ManyToManyField(Unit, related_name="+")
    new_members = models.JSONField(default=list)  # names of a group's units that are to be created
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="spellings")
    keeps_alias = models.BooleanField(default=True)  # the unit is known by this name from then on
    create_kind = models.CharField(max_length=20, choices=Unit.Kind, default=Unit.Kind.DEPARTMENT)
    create_parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["draft", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "name"], name="planning_draftunit_once"),
            models.CheckConstraint(
                condition=~models.Q(decision="use") | models.Q(unit__isnull=False),
                name="planning_draftunit_use",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="same") | models.Q(same_as__isnull=False),
                name="planning_draftunit_same",
            ),
        ]

    def __str__(self) -> str:
        return self.name

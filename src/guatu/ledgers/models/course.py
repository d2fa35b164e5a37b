"""How an entry moves: passages between stages, milestones, and why its lamp is lit."""

from __future__ import annotations

from django.db import models

from guatu.audit.models import Evidence
from guatu.core.lamps import Lamp
from guatu.ledgers.models.entries import Entry


class StagePassage(models.Model):
    """One passage from a stage to another, with its proof. Going back is a passage too."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="passages")
    from_stage = models.CharField(max_length=40)
    to_stage = models.CharField(max_length=40)
    passed_on = models.DateField()
    recorded_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, default="")

    class Meta:
        ordering = ["entry", "pk"]
        indexes = [models.Index(fields=["entry", "passed_on"], name="ledgers_passage_entry")]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class Milestone(models.Model):
    """节点 or 月度目标: by these, not by percentages, qualitative work moves (T9)."""

    class Kind(models.TextChoices):
        NODE = "node"
        MONTH = "month"

    class Outcome(models.TextChoices):
        OPEN = "open"
        MET = "met"
        MISSED = "missed"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    # the code of the kind's node that laid it (`core.kinds.nodes`); "" where a person wrote it
    node = models.CharField(max_length=40, default="", db_default="")
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="", db_default="")  # why it was missed
    # the missed one in whose place this one stands; that one stays missed
    moved_from = models.OneToOneField("self", models.SET_NULL, null=True, related_name="moved_to")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["entry", "due_on", "pk"]
        indexes = [models.Index(fields=["entry", "due_on"], name="ledgers_milestone_entry")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="open") | models.Q(decided_on__isnull=False),
                name="ledgers_milestone_decided",
            )
        ]

    def __str__(self) -> str:
        return self.title


class EntryLamp(models.Model):
    """The lamp of an entry as last computed: the rule that lit it and what the rule saw."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="lamp_reason")
    lamp = models.CharField(max_length=12, choices=[(lamp.value, lamp.value) for lamp in Lamp])
    rule = models.CharField(max_length=60)
    rule_set = models.CharField(max_length=60)
    rule_set_version = models.PositiveIntegerField(default=0, db_default=0)
    inputs = models.JSONField(default=dict)
    computed_on = models.DateField()
    since = models.DateField()  # the first day of this lamp without a break

    class Meta:
        indexes = [
            # what turned since a round was frozen
            models.Index(fields=["since"], name="ledgers_entrylamp_since")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.lamp}"

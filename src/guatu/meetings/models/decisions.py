"""What was decided in a meeting, for which units, by when; what became of it; later corrections."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.ledgers.models import Entry
from guatu.meetings.models.meetings import AgendaItem, Meeting
from guatu.supervision.models import Directive


class Decision(models.Model):
    """议定事项. With a unit and a limit it is a directive at once; else it is followed by itself."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="decisions")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    ordinal = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    limit_on = models.DateField(null=True)
    leader = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # 责任领导
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)  # a person's id: who typed it
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    # of a decision without directives, which close by themselves
    settled_on = models.DateField(null=True)
    settled_by = models.BigIntegerField(null=True)
    settled_note = models.CharField(max_length=300, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "ordinal"], name="meetings_decision_ordinal")
        ]
        indexes = [models.Index(fields=["entry"], name="meetings_decision_entry")]

    def __str__(self) -> str:
        return self.text


class DecisionUnit(models.Model):
    """A unit that a decision names, the first the one that leads (T1), with its directive."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="decided_in")

    class Meta:
        ordering = ["decision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "unit"], name="meetings_decisionunit_once")
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.unit_id}"


class Correction(models.Model):
    """A word on minutes that are frozen: what it should say, and why. The minutes stay as they were."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="corrections")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="corrections")
    text = models.CharField(max_length=500)
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)  # a person's id

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="meetings_correction_reason"
            )
        ]

    def __str__(self) -> str:
        return self.text

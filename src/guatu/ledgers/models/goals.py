"""What units propose of nodes and 月度目标, and the history of each (T9)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.ledgers.models.course import Milestone
from guatu.ledgers.models.entries import Entry


class GoalProposal(models.Model):
    """What a lead unit would set itself, or move; the campaign office fixes it or says why not."""

    class Act(models.TextChoices):
        ADD = "add"
        MOVE = "move"
        DROP = "drop"

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="goal_proposals")
    act = models.CharField(max_length=10, choices=Act)
    milestone = models.ForeignKey(
        Milestone, models.SET_NULL, null=True, related_name="proposals"
    )  # the one to move or drop
    kind = models.CharField(max_length=10, choices=Milestone.Kind)
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    reason = models.CharField(max_length=500, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    proposed_by = models.BigIntegerField(null=True)  # a person's id
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["entry", "due_on", "pk"]
        indexes = [
            # what waits for the office
            models.Index(fields=["state", "entry"], name="ledgers_goalproposal_state")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False),
                name="ledgers_goalproposal_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(answer=""),
                name="ledgers_goalproposal_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.title}"


class MilestoneChange(models.Model):
    """One thing that became of a node or goal; the row stays when the goal is dropped."""

    class Act(models.TextChoices):
        SET = "set"
        DROPPED = "dropped"
        MOVED = "moved"
        MET = "met"
        MISSED = "missed"
        REOPENED = "reopened"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="milestone_changes")
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="changes")
    act = models.CharField(max_length=10, choices=Act)
    kind = models.CharField(max_length=10, choices=Milestone.Kind)
    title = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="")
    person_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["entry", "pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.title}"

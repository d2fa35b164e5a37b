"""提请协调, 马上办: a problem on its way up the tree until somebody clears it."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.dispatch.models import CheckIn
from guatu.ledgers.models import Entry, Need


class Problem(models.Model):
    """One problem of one unit: who has to answer it now, by when, and what became of it.

    `holder` is the unit that has it; at the leaders' level it is the campaign's own unit.
    """

    class Level(models.TextChoices):
        LEAD = "lead"  # the lead unit, or the superior one
        OFFICE = "office"
        LEADER = "leader"

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"  # waits for the word of who asked
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="problems")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems_asked")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="problems")
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, related_name="problems")
    need = models.OneToOneField(Need, models.PROTECT, null=True, related_name="problem")
    title = models.CharField(max_length=200)
    text = models.TextField(default="")
    is_at_once = models.BooleanField(default=False)  # 马上办
    level = models.CharField(max_length=10, choices=Level)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="problems_held")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_by = models.BigIntegerField(null=True)  # a person's id
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # of the level at which it is
    was_late = models.BooleanField(default=False)  # some limit passed: stays
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="answered") | models.Q(answered_at__isnull=False),
                name="supervision_problem_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False),
                name="supervision_problem_closed",
            ),
            models.UniqueConstraint(
                fields=["check_in"],
                condition=models.Q(state__in=["open", "answered"]),
                name="supervision_problem_one_a_report",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "due_at"], name="supervision_problem_list"),
            models.Index(fields=["state", "due_at"], name="supervision_problem_due"),
            models.Index(fields=["holder", "state"], name="supervision_problem_held"),
        ]

    def __str__(self) -> str:
        return self.title


class ProblemStep(models.Model):
    """One step of a problem; an answer given on paper has its signed sheet and both names (T4)."""

    class Act(models.TextChoices):
        ASK = "ask"
        HAND = "hand"  # 转办
        ESCALATE = "escalate"
        ANSWER = "answer"
        CONFIRM = "confirm"
        REOPEN = "reopen"
        WITHDRAW = "withdraw"
        NEED = "need"  # became a need

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)  # null: guatu itself
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    signed_by = models.BigIntegerField(null=True)
    signed_on = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000, default="")
    level = models.CharField(max_length=10, choices=Problem.Level)  # where it is after the step
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # who has it then
    due_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["problem", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(signed_on__isnull=False, evidence__isnull=False),
                name="supervision_problemstep_paper",
            )
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.act}"

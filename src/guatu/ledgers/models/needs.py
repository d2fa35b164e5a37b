"""What an entry needs of others to go on: land, energy, funds, approvals (S25), and who clears it."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.ledgers.models.entries import Entry


class Need(models.Model):
    """要素保障需求: asked of a unit by a day, granted in part or whole, refused or taken back.

    A figure is money in `*_fen`, or an integer mantissa at `scale` in `measure` (D2); a need
    without a figure (an approval) has neither.
    """

    class Sort(models.TextChoices):
        LAND = "land"  # 用地
        ENERGY = "energy"  # 用能
        FUNDS = "funds"  # 资金 (专项债, 预算内)
        APPROVAL = "approval"  # 审批手续
        OTHER = "other"

    class State(models.TextChoices):
        OPEN = "open"
        GRANTED = "granted"
        PARTLY = "partly"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="needs")
    sort = models.CharField(max_length=10, choices=Sort)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_fen = models.BigIntegerField(null=True)
    asked_mantissa = models.BigIntegerField(null=True)
    granted_fen = models.BigIntegerField(null=True)
    granted_mantissa = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=20, null=True)
    solver = models.ForeignKey(Unit, models.PROTECT, related_name="needs_to_clear")
    asked_on = models.DateField()
    asked_by = models.BigIntegerField(null=True)  # a person's id
    due_on = models.DateField(null=True)  # by when it is to be cleared
    settled_on = models.DateField(null=True)
    settled_by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, default="")
    answer = models.CharField(max_length=500, default="", db_default="")  # what the solver says
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["entry", "due_on", "pk"]
        indexes = [models.Index(fields=["solver", "state", "due_on"], name="ledgers_need_solver")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(settled_on__isnull=False),
                name="ledgers_need_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_fen__isnull=True) | models.Q(asked_mantissa__isnull=True),
                name="ledgers_need_one_figure",
            ),
        ]

    def __str__(self) -> str:
        return self.title

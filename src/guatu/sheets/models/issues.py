"""出表: workbooks that went out to units, and what stood in them when they went."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.dispatch.models import Round


class SheetIssue(models.Model):
    """One going out of a round: a workbook for each unit that still owed something."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheet_issues")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=200, default="")  # stands over the table of every workbook
    made_by = models.BigIntegerField(null=True)  # a person's id
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="sheets_sheetissue_number")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class IssuedBook(models.Model):
    """One workbook of one unit; `code` stands hidden in every row, so that a row alone says where it is from.

    `base` has what its open cells held, by the key of the check-in: what a unit changed is told from
    what it left, and what changed in guatu meanwhile from both.
    """

    issue = models.ForeignKey(SheetIssue, models.CASCADE, related_name="books")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(default=1)  # a unit of thousands of lines gets several
    code = models.CharField(max_length=16, unique=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    line_count = models.PositiveIntegerField()
    base = models.JSONField(default=dict)  # {check-in: {"version": n, "title": text, column: text}}

    class Meta:
        ordering = ["issue", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "unit", "part"], name="sheets_issuedbook_once")
        ]

    def __str__(self) -> str:
        return self.code

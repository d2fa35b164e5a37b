"""Sheets of units and people that were read and wait to be applied."""

from __future__ import annotations

from django.db import models


class Intake(models.Model):
    """导入批次: the rows of one sheet, staged with their faults until a person applies or drops them.

    `rows` is emptied when the batch is applied or dropped: what was written is in the record.
    """

    class Sort(models.TextChoices):
        UNITS = "units"
        PEOPLE = "people"

    class State(models.TextChoices):
        STAGED = "staged"
        APPLIED = "applied"
        DROPPED = "dropped"

    sort = models.CharField(max_length=10, choices=Sort)
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    account_ids = models.JSONField(default=list)  # made without a password: it is given on paper
    staged_by = models.BigIntegerField()  # an account's id: nobody else sees or applies it
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["staged_by", "state"], name="accounts_intake_staged")]

    def __str__(self) -> str:
        return self.file_name

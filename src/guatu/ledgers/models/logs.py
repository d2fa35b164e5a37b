"""Rows of an entry's logs: a repeated act (a visit, a check, a follow-up) with fields of its own."""

from __future__ import annotations

from django.db import models

from guatu.audit.models import Evidence
from guatu.ledgers.models.entries import Entry


class LogRow(models.Model):
    """One time that the act was done. A row is never changed: a wrong one is struck, with a reason.

    `log` is the code of the kind's log; `fields` are checked against what that log declares.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="log_rows")
    log = models.CharField(max_length=40)
    happened_on = models.DateField()
    fields = models.JSONField(default=dict)
    note = models.CharField(max_length=500, default="")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    recorded_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()
    struck_by = models.BigIntegerField(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ["entry", "-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["entry", "log", "happened_on"], name="ledgers_logrow_entry"),
            models.Index(fields=["log", "happened_on"], name="ledgers_logrow_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True) | ~models.Q(struck_reason=""),
                name="ledgers_logrow_struck",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.log} {self.happened_on}"

"""Typed, indexed values of the extra fields that are filtered, sorted or counted (D3)."""

from __future__ import annotations

from django.db import models

from guatu.ledgers.models.entries import Entry
from guatu.ledgers.models.kinds import Ledger


class FieldValue(models.Model):
    """One marked field of one entry: exactly one of the value columns is set.

    `number` is in the base unit of the field times 10**`scale` of the field's declaration, so that
    numbers of one field compare; money is fen. `once_in` is set for a field that is counted once:
    its `text`, folded, stands in that ledger once.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="values")
    field = models.CharField(max_length=40)
    text = models.CharField(max_length=200, null=True)
    number = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    once_in = models.ForeignKey(Ledger, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "field"], name="ledgers_fieldvalue_once"),
            models.UniqueConstraint(
                fields=["once_in", "field", "text"],
                condition=models.Q(once_in__isnull=False),
                name="ledgers_fieldvalue_once_in",
            ),
            models.CheckConstraint(
                condition=models.Q(text__isnull=False, number__isnull=True, day__isnull=True)
                | models.Q(text__isnull=True, number__isnull=False, day__isnull=True)
                | models.Q(text__isnull=True, number__isnull=True, day__isnull=False),
                name="ledgers_fieldvalue_one",
            ),
        ]
        indexes = [
            models.Index(fields=["field", "text"], name="ledgers_fieldvalue_text"),
            models.Index(fields=["field", "number"], name="ledgers_fieldvalue_number"),
            models.Index(fields=["field", "day"], name="ledgers_fieldvalue_day"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"


class SeriesValue(models.Model):
    """One month of a monthly series field."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="series")
    field = models.CharField(max_length=40)
    month = models.DateField()  # its first day
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "field", "month"], name="ledgers_seriesvalue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field} {self.month}"

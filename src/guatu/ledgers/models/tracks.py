"""Tracks beside the stages (T7): who confirms one in a ledger, and the dated steps of an entry on it."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.ledgers.models.entries import Entry
from guatu.ledgers.models.kinds import Ledger


class TrackKeeper(models.Model):
    """The unit that alone confirms a track in one ledger: statistics for 纳统 (T6, T7)."""

    ledger = models.ForeignKey(Ledger, models.CASCADE, related_name="track_keepers")
    track = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tracks_kept")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["ledger", "track"]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "track"], name="ledgers_trackkeeper_once")
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id} {self.track} {self.unit_id}"


class TrackPassage(models.Model):
    """One step of an entry on a track, with its day and proof. Being sent back is a step too.

    The state reached also stands in the entry's fields, where it is filtered, sorted and counted.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="track_passages")
    track = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, default="")  # "" before the first step
    to_state = models.CharField(max_length=40)
    passed_on = models.DateField()
    recorded_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        ordering = ["entry", "pk"]
        indexes = [models.Index(fields=["entry", "track"], name="ledgers_trackpassage_entry")]

    def __str__(self) -> str:
        return f"{self.track}: {self.from_state} → {self.to_state}"

"""收表: workbooks that came back, what each would change, and what became of it."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.dispatch.models import Round
from guatu.sheets.models.issues import IssuedBook


class SheetReturn(models.Model):
    """Files that were dropped at once, onto one round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheet_returns")
    received_by = models.BigIntegerField()  # an account's id: nobody else sees or applies it
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["received_by", "round"], name="sheets_sheetreturn_mine")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.pk}"


class ReturnedBook(models.Model):
    """One file of a drop; nothing of it is written before a person confirms.

    `lines` has what each of its rows would do, as it was read; `answers` which version a person
    chose where both sides changed a line; `undo` what stood before it was applied.
    """

    class State(models.TextChoices):
        WAITING = "waiting"  # kept, not read yet
        STAGED = "staged"
        REFUSED = "refused"  # as a whole: `fault` says why
        APPLIED = "applied"
        DROPPED = "dropped"
        UNDONE = "undone"

    batch = models.ForeignKey(SheetReturn, models.CASCADE, related_name="books")
    place = models.PositiveIntegerField()  # in the order in which they were dropped
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    issued = models.ForeignKey(IssuedBook, models.PROTECT, null=True, related_name="returns")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    fault = models.CharField(max_length=20, default="")  # a code
    fault_names = models.JSONField(default=dict)  # what its sentence names
    lines = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)  # {check-in: "sheet" or "kept"}
    undo = models.JSONField(default=dict)
    is_handed_in = models.BooleanField(default=False)  # applied as submitted, else as drafts
    event_number = models.BigIntegerField(null=True)  # the chained row of its application
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["batch", "place"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="sheets_returnedbook_place")
        ]

    def __str__(self) -> str:
        return self.file_name

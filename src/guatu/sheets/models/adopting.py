"""台账认领: an old ledger that was read, what its columns mean, and the entries that were made of it."""

from __future__ import annotations

from django.db import models

from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.ledgers.models import Entry, Kind


class Adoption(models.Model):
    """One file of one campaign. `grid` is the chosen sheet, and is emptied once it is applied or dropped.

    `meanings` has what each column holds, by its place; `answers` what a person said to the doubts:
    which unit a name means, which day some words mean, which rows are left out.
    """

    class State(models.TextChoices):
        STAGED = "staged"
        APPLIED = "applied"
        UNDONE = "undone"
        DROPPED = "dropped"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="adoptions")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    sheets = models.JSONField(default=list)  # the titles of the file's sheets or tables
    sheet = models.PositiveSmallIntegerField(default=0)
    grid = models.JSONField(default=dict)  # {"rows": texts, "merged": [[top, left, bottom, right]]}
    head_first = models.PositiveIntegerField(default=0)  # rows of the head, counted from 0
    head_last = models.PositiveIntegerField(default=0)
    meanings = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    staged_by = models.BigIntegerField()  # an account's id: nobody else sees or applies it
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["staged_by", "state"], name="sheets_adoption_staged")]

    def __str__(self) -> str:
        return self.evidence.file_name

    @property
    def sheet_title(self) -> str:
        """What its sheet is called."""
        return str(self.sheets[self.sheet]) if self.sheet < len(self.sheets) else ""


class AdoptedLine(models.Model):
    """The row of the old ledger from which an entry was made, every cell with its head, as it was."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="lines")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="adopted_lines")
    row = models.PositiveIntegerField()  # as the file counts its rows, from 1
    texts = models.JSONField(default=list)  # [[head, text]]

    class Meta:
        ordering = ["adoption", "row"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "entry"], name="sheets_adoptedline_once")
        ]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.row}"

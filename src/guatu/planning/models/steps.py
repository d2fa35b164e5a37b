"""What was done on a draft, step by step, to undo it and to show it to the others; and who is there."""

from __future__ import annotations

from django.db import models

from guatu.planning.models.drafts import Draft


class DraftStep(models.Model):
    """One act on an open draft. `number` is the draft's version after it.

    `changes` lists what it wrote: {of: item | unit, id, name, before, after}; `before` is null for
    a row that the act made, `after` for one that it removed. Drafts are not chained until they are
    confirmed (D5), so these rows are no part of the record of acts.
    """

    class Act(models.TextChoices):
        ACCEPT = "accept"
        REJECT = "reject"
        REOPEN = "reopen"
        EDIT = "edit"
        TURN = "turn"
        ADD = "add"
        KEEP = "keep"  # of two items from the same words, one
        ACCEPT_ALL = "accept-all"
        UNIT = "unit"
        UNITS_ALL = "units-all"
        SPLIT = "split"
        UNDO = "undo"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=Act)
    changes = models.JSONField(default=list)
    person_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField()
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="planning_draftstep_number")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.number}"


class DraftPresence(models.Model):
    """Who has a draft open, and when their page last said so."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="presences")
    person_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "name", "person_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "person_id"], name="planning_draftpresence_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

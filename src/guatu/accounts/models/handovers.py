"""Handing a post over: who left, who follows, and what was owed on that day (S22)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models.people import Person, Post
from guatu.audit.models import Evidence


class Handover(models.Model):
    """离岗交接: one person's leaving of one post, with all that hung on it.

    What belongs to the post moves with it; `successor` is null while the post stands empty.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="handovers")
    leaver = models.ForeignKey(Person, models.PROTECT, related_name="handovers_given")
    successor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="handovers_taken")
    last_day = models.DateField()  # of the leaver; the successor begins on the next
    reason = models.CharField(max_length=200, default="")
    note = models.TextField(default="")  # what the sheet says besides the list
    recorded_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()
    signed = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")  # the scan
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_day", "-pk"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.last_day}"


class HandoverItem(models.Model):
    """One thing that was owed when the post was handed over, as it stood then."""

    class Fate(models.TextChoices):
        MOVES = "moves"  # belongs to the post or its unit: the successor has it without an act
        MOVED = "moved"  # hung on the person and was given to the successor
        LISTED = "listed"  # hangs on the person and cannot move: named, to be looked after

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    ordinal = models.PositiveIntegerField()
    sort = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, default="")
    due_on = models.DateField(null=True)
    fate = models.CharField(max_length=10, choices=Fate, default=Fate.MOVES)
    object_type = models.CharField(max_length=60, default="")
    object_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["handover", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "ordinal"], name="accounts_handoveritem_place"
            )
        ]

    def __str__(self) -> str:
        return self.title

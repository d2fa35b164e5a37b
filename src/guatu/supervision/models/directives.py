"""督办单: a demand on a unit with a limit."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign
from guatu.ledgers.models import Entry


class Directive(models.Model):
    """督办单: what one unit is to do by a day, wherever the demand came from.

    One number a campaign and year; a part of a directive that was split down carries the whole's
    number with a place of its own in `part`. Directives issued to several units at once are one
    matter, named by the first of them. How it came to stand where it stands are its steps; the
    times here are those of the first step of each sort, and of the last for what can happen again.
    """

    class Source(models.TextChoices):
        LAMP = "lamp"
        MEETING = "meeting"
        LEADER = "leader"  # 批示, with its words
        INSPECTION = "inspection"
        PLAN = "plan"
        OTHER = "other"

    class State(models.TextChoices):
        ISSUED = "issued"
        SIGNED = "signed"
        WORKING = "working"  # begun, or an answer on the way was given
        REPLIED = "replied"  # reported as finished: waits for the check
        RETURNED = "returned"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="directives")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=20, default="")  # "2", "2.1"; "" for the whole
    matter = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    source = models.CharField(max_length=10, choices=Source)
    source_note = models.CharField(max_length=1000, default="")  # the reason, the leader's words
    source_type = models.CharField(max_length=60, default="")  # "app.model" of what it came from
    source_id = models.BigIntegerField(null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="directives")
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="directives_issued")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="directives")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="directives")
    leader = models.ForeignKey(Post, models.PROTECT, null=True, related_name="directives_led")
    verifier = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="directives_verified"
    )  # who checks instead of the office
    title = models.CharField(max_length=200)
    requirement = models.TextField()
    limit_on = models.DateField()  # ends at 24:00 (D1)
    sign_by = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ISSUED)
    issued_by = models.BigIntegerField(null=True)  # a person's id
    issued_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    split_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)  # the first answer of any sort
    finished_at = models.DateTimeField(null=True)  # said to be finished, the last time
    closed_at = models.DateTimeField(null=True)
    finished_by = models.BigIntegerField(null=True)  # a person's id: never the one who checks (D6)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["limit_on", "unit__official_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "year", "number", "part"], name="supervision_directive_number"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False),
                name="supervision_directive_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="replied") | models.Q(finished_at__isnull=False),
                name="supervision_directive_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "limit_on"], name="supervision_dir_board"),
            models.Index(fields=["unit", "state", "limit_on"], name="supervision_dir_unit"),
            models.Index(fields=["source_type", "source_id"], name="supervision_dir_source"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def label(self) -> str:
        """The number within the campaign's year, with the part: `2026-3`, `2026-3/2.1`."""
        whole = f"{self.year}-{self.number}"
        return f"{whole}/{self.part}" if self.part else whole

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED_STATES


CLOSED_STATES = frozenset({Directive.State.CLOSED, Directive.State.WITHDRAWN})

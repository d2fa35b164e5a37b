"""What is kept of periods: corrections after the freeze, opinions, and the sums of a frozen round."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.dispatch.models.checkins import CheckIn
from guatu.dispatch.models.rounds import Round


class Correction(models.Model):
    """更正: what a check-in of a frozen round should have said; the original stays as it was frozen.

    Asked by the unit or the office, approved by another person of the office (D6). Where the unit
    had been silent (`was_silent`) it is what it says since: late for ever, and never on time.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    check_in = models.ForeignKey(CheckIn, models.PROTECT, related_name="corrections")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    was_silent = models.BooleanField(default=False)
    before = models.JSONField(default=dict)  # what stands in the check-in, of the words below
    # what should have been said; null where that word stays
    said = models.TextField(null=True)
    problem = models.TextField(null=True)
    outcome = models.CharField(max_length=10, choices=CheckIn.Outcome, null=True)
    progress = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    asked_by = models.BigIntegerField(null=True)  # a person's id
    asked_for = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the unit, or the office
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["check_in", "pk"]
        indexes = [models.Index(fields=["state", "asked_at"], name="dispatch_correction_waits")]
        constraints = [
            models.UniqueConstraint(
                fields=["check_in"],
                condition=models.Q(state="asked"),
                name="dispatch_correction_one_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="dispatch_correction_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked") | models.Q(decided_at__isnull=False),
                name="dispatch_correction_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(decided_by=models.F("asked_by")),
                name="dispatch_correction_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__isnull=True) | models.Q(progress__lte=1000),
                name="dispatch_correction_progress",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_in_id} {self.state}"


class PeriodOpinion(models.Model):
    """评议意见 of one unit for a half-year or year, or the word on the whole (`unit` null).

    A new wording is a new row; the one before stays, with the day on which it was replaced.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="opinions")
    every = models.CharField(max_length=20)
    starts_on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    signed_by = models.CharField(max_length=50)  # whose opinion it is, by name
    written_by = models.BigIntegerField(null=True)  # a person's id
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["campaign", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "every", "starts_on", "unit"],
                condition=models.Q(replaced_at__isnull=True, unit__isnull=False),
                name="dispatch_opinion_one_a_unit",
            ),
            models.UniqueConstraint(
                fields=["campaign", "every", "starts_on"],
                condition=models.Q(replaced_at__isnull=True, unit__isnull=True),
                name="dispatch_opinion_one_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(signed_by=""),
                name="dispatch_opinion_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.every} {self.starts_on} {self.unit_id}"


class RoundSum(models.Model):
    """How one unit stood in a round when it was frozen: what a year's page adds up in one read."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sums")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    sent_back = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    # entries that the unit owned as the round closed, by lamp: {"red": 3}
    lamps = models.JSONField(default=dict)

    class Meta:
        ordering = ["round", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="dispatch_roundsum_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"

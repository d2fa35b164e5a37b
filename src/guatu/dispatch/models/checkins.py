"""What one unit says of one entry in one round (T3)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.core.lamps import Lamp
from guatu.dispatch.models.rounds import Round
from guatu.ledgers.models import Entry, Milestone


class CheckIn(models.Model):
    """填报. Drafts save themselves and are not in the chain until submitted (D5)."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        UNIT_APPROVED = "unit_approved"  # 单位审核
        LEAD_APPROVED = "lead_approved"  # 牵头审核
        VERIFIED = "verified"  # 督查核查
        RETURNED = "returned"

    class Outcome(models.TextChoices):
        """Of this month's goal or node."""

        NONE = "none"
        MET = "met"
        MISSED = "missed"

    round = models.ForeignKey(Round, models.PROTECT, related_name="check_ins")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="check_ins")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="check_ins")
    role = models.CharField(max_length=10)  # of the unit's duty: lead or support
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)
    is_unchanged = models.BooleanField(default=False)  # 本期无新进展
    said = models.TextField(default="")  # what was done
    problem = models.TextField(default="")  # what is needed, of whom
    milestone = models.ForeignKey(
        Milestone, models.SET_NULL, null=True, related_name="+"
    )  # the goal or node that `outcome` speaks of, fixed when the round asks
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.NONE)
    # an unmet goal is explained, and may ask for a new day (T9)
    missed_reason = models.CharField(max_length=500, default="")
    goal_moves_to = models.DateField(null=True)
    progress = models.PositiveSmallIntegerField(
        null=True
    )  # thousandths, where the kind has a quantity
    reported_lamp = models.CharField(
        max_length=12, choices=[(lamp.value, lamp.value) for lamp in Lamp], null=True
    )
    unreported_units = models.JSONField(default=list)  # a lead's 汇总进展 names who did not report
    saved_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)  # the server's first receipt of a submission (D1)
    submitted_by = models.BigIntegerField(null=True)  # a person's id
    # the unit above that filled this in for a unit without accounts (T14)
    filled_by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    is_late = models.BooleanField(default=False)
    # 承接: the unit answers by what it reports of this entry in a campaign of its own (D7)
    below = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    taken_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="answers", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["round", "entry", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entry", "unit"], name="dispatch_checkin_once"
            ),
            models.CheckConstraint(
                condition=models.Q(progress__isnull=True) | models.Q(progress__lte=1000),
                name="dispatch_checkin_progress",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(received_at__isnull=False),
                name="dispatch_checkin_received",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "round", "state"], name="dispatch_checkin_unit"),
            models.Index(fields=["entry", "round"], name="dispatch_checkin_entry"),
            # how far a round is, and what waits for a word in it
            models.Index(fields=["round", "state", "is_late"], name="dispatch_checkin_standing"),
            # few answer from below: their keys' own indexes would be of nulls
            models.Index(
                fields=["below", "round"],
                condition=models.Q(below__isnull=False),
                name="dispatch_checkin_below",
            ),
            models.Index(
                fields=["taken_from"],
                condition=models.Q(taken_from__isnull=False),
                name="dispatch_checkin_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.entry_id} {self.unit_id}"


class CheckInMove(models.Model):
    """One step of a check-in: submitted, approved or returned, by whom and why.

    One that moves nothing keeps what a unit had begun to say before it merged into this one's.

    A word given on paper (线下审签, T4) names who signed beside who recorded it, with the scan; a
    word given by a deputy names the post that it stands for.
    """

    class Method(models.TextChoices):
        """How the office verified (T10)."""

        DOCUMENTS = "documents"  # 资料
        ON_SITE = "on_site"  # 实地
        SAMPLE = "sample"  # 抽查

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=15, choices=CheckIn.State)
    to_state = models.CharField(max_length=15, choices=CheckIn.State)
    person_id = models.BigIntegerField(null=True)
    moved_at = models.DateTimeField()
    reason = models.CharField(
        max_length=500, default=""
    )  # of a return; or a note on a verification
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_deputy = models.BooleanField(default=False)
    method = models.CharField(max_length=10, choices=Method, default="")
    signed_by = models.BigIntegerField(
        null=True
    )  # a person's id: on paper, `person_id` recorded it
    signed_on = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    event_number = models.BigIntegerField(null=True)  # the chained row of this act: the receipt

    class Meta:
        ordering = ["check_in", "pk"]
        indexes = [models.Index(fields=["event_number"], name="dispatch_checkinmove_event")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(to_state="returned") | ~models.Q(reason=""),
                name="dispatch_checkinmove_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(signed_on__isnull=False, evidence__isnull=False),
                name="dispatch_checkinmove_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class SummaryPart(models.Model):
    """What another unit had said when the lead handed in the 汇总进展 of an entry (T3).

    `was_silent` is of the first time it was handed in and stays: who came after came after.
    """

    summary = models.ForeignKey(CheckIn, models.CASCADE, related_name="parts")
    source = models.ForeignKey(CheckIn, models.CASCADE, related_name="+")
    unit_name = models.CharField(max_length=100)  # as it was called then
    was_silent = models.BooleanField()
    is_unchanged = models.BooleanField(default=False)
    said = models.TextField(default="")
    problem = models.TextField(default="")
    received_at = models.DateTimeField(null=True)  # of the report that the words were taken from

    class Meta:
        ordering = ["summary", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "source"], name="dispatch_summarypart_once"),
            models.CheckConstraint(
                condition=models.Q(was_silent=True) | models.Q(received_at__isnull=False),
                name="dispatch_summarypart_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.unit_name}"


class CheckInEvidence(models.Model):
    """A file that proves what a check-in says.

    One that was handed in is not lost when it is taken off a returned report: it is marked, and
    goes when the report is handed in again, which the record then names.
    """

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)  # when it was first handed in
    removed_at = models.DateTimeField(null=True)  # taken off since, not handed in so yet

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "evidence"], name="dispatch_checkinevidence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_in_id} {self.evidence_id}"

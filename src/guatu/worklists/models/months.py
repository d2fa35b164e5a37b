"""The month's key work (月度重点工作): approved by the committee, checked at the month's end (T8)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.ledgers.models import Entry, Milestone


class MonthList(models.Model):
    """One campaign's key work of one month."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        CHECKED = "checked"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="month_lists")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    made_by = models.BigIntegerField(null=True)  # a person's id
    made_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    # the leader's post, whose word it is; on paper also who signed, when, and the scan
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_deputy = models.BooleanField(default=False)
    signed_by = models.BigIntegerField(null=True)
    signed_on = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "month"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "month"], name="worklists_month_once"),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(signed_on__isnull=False, evidence__isnull=False),
                name="worklists_month_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.month:%Y-%m}"


class KeyWork(models.Model):
    """One line of it: an entry with what it shall reach this month, and what was found at the end."""

    class Outcome(models.TextChoices):
        OPEN = "open"
        MET = "met"
        PARTLY = "partly"
        MISSED = "missed"

    month_list = models.ForeignKey(MonthList, models.CASCADE, related_name="works")
    ordinal = models.PositiveIntegerField(default=0)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="key_works")
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    goal = models.CharField(max_length=300)  # 月度目标
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    word = models.CharField(max_length=500, default="")
    checked_by = models.BigIntegerField(null=True)  # a person's id
    checked_at = models.DateTimeField(null=True)
    is_disputed = models.BooleanField(default=False)  # the unit's word waits for an answer
    # the line of an earlier month that was not reached
    carried_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="carried_to"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["month_list", "ordinal", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["open", "met"]) | ~models.Q(word=""),
                name="worklists_keywork_word",
            )
        ]

    def __str__(self) -> str:
        return self.goal


class KeyWorkStep(models.Model):
    """One thing that became of a line of the month: changed, checked, disputed, answered."""

    class Act(models.TextChoices):
        SET = "set"
        CHANGED = "changed"
        STRUCK = "struck"
        CHECKED = "checked"
        DISPUTED = "disputed"
        ANSWERED = "answered"

    month_list = models.ForeignKey(MonthList, models.CASCADE, related_name="steps")
    work = models.ForeignKey(KeyWork, models.SET_NULL, null=True, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    outcome = models.CharField(max_length=10, choices=KeyWork.Outcome, default="")
    text = models.CharField(max_length=500, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person_id = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["month_list", "pk"]

    def __str__(self) -> str:
        return f"{self.work_id} {self.act}"

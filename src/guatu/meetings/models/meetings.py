"""Dispatch meetings: when they are held, who is asked to come, and what stands on the agenda."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign
from guatu.dispatch.models import Round
from guatu.ledgers.models import Entry


class Sort(models.TextChoices):
    """How often a meeting comes: by itself each week or month, or once for a special matter."""

    WEEKLY = "weekly"  # 周调度会
    MONTHLY = "monthly"  # 月调度会
    SPECIAL = "special"  # 专题调度会


class MeetingPlan(models.Model):
    """When meetings of one sort are held, and how many of them a month may have (S24).

    One that is on is prepared by the clock, `lead_days` working days ahead. Special meetings have
    no day of their own: their row holds the limit alone.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="meeting_plans")
    sort = models.CharField(max_length=10, choices=Sort)
    is_on = models.BooleanField(default=False)
    weekday = models.PositiveSmallIntegerField(default=5)  # ISO; of a weekly meeting
    month_day = models.PositiveSmallIntegerField(default=28)  # of a monthly one, or the day before
    starts_at = models.TimeField(null=True)
    place = models.CharField(max_length=100, default="")
    chair = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    expected_minutes = models.PositiveSmallIntegerField(default=60)
    lead_days = models.PositiveSmallIntegerField(default=2)
    month_limit = models.PositiveSmallIntegerField(default=5)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "sort"], name="meetings_plan_once"),
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7, month_day__gte=1, month_day__lte=31),
                name="meetings_plan_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.sort}"


class Meeting(models.Model):
    """调度会: prepared from the data, walked through, closed with its minutes frozen.

    `minutes` is what stood in the 议定事项清单 when the meeting was closed, with its hash; what is
    corrected later is a row of its own.
    """

    class State(models.TextChoices):
        PREPARED = "prepared"
        RUNNING = "running"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="meetings")
    sort = models.CharField(max_length=10, choices=Sort)
    ordinal = models.PositiveIntegerField()  # the how-manieth of its sort in the campaign
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    starts_at = models.TimeField(null=True)
    place = models.CharField(max_length=100, default="")
    chair = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    expected_minutes = models.PositiveSmallIntegerField(default=60)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_ones")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")  # whose reports
    prepared_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when the invitations went out
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)  # a person's id
    minutes = models.JSONField(null=True)
    minutes_digest = models.CharField(max_length=64, default="")
    cancel_reason = models.CharField(max_length=200, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "sort", "ordinal"], name="meetings_meeting_ordinal"
            ),
            models.UniqueConstraint(
                fields=["campaign", "sort", "held_on"],
                condition=models.Q(sort__in=["weekly", "monthly"]) & ~models.Q(state="cancelled"),
                name="meetings_meeting_day",  # two workers prepare one meeting, not two
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | models.Q(closed_at__isnull=False, minutes__isnull=False),
                name="meetings_meeting_minutes",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-held_on"], name="meetings_meeting_newest")]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """A unit that is asked to come. Nobody is counted at the door."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_by_hand = models.BooleanField(default=False)  # chosen by the office: a new reading keeps it

    class Meta:
        ordering = ["meeting", "unit__official_order", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "unit"], name="meetings_invitation_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.unit_id}"


class AgendaItem(models.Model):
    """One matter of a meeting: what it is about, why it is there, and what is to be decided.

    `facts` are the reasons as rules and what they saw: a list of {code, inputs}, put into words by
    whoever reads. A dropped item stays, so that a new reading does not bring it back.
    """

    class About(models.TextChoices):
        """What the item is of."""

        FOLLOW_UP = "follow_up"  # decisions of last time
        ENTRY = "entry"
        DIRECTIVE = "directive"
        PROBLEM = "problem"  # 提请协调
        TARGET = "target"
        SILENT = "silent"  # units that did not report
        OWN = "own"  # set by the office

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    about = models.CharField(max_length=10, choices=About)
    about_id = models.BigIntegerField(null=True)  # the key of the directive, problem or target
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    facts = models.JSONField(default=list)
    question = models.CharField(max_length=300, default="")  # what is to be decided
    minutes = models.PositiveSmallIntegerField(default=5)
    is_by_hand = models.BooleanField(default=False)  # the office touched it: kept as it is
    is_dropped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        indexes = [models.Index(fields=["entry"], name="meetings_agendaitem_entry")]

    def __str__(self) -> str:
        return self.title

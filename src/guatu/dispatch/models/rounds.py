"""Recurring acts, their periods, and what was told and granted in them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Plan
from guatu.core.rounds import WHOLE_DAY, deadline

REMIND_BEFORE = (24,)  # hours before the cut-off, where a cadence says nothing of its own
REMIND_AFTER = (12,)


class Cadence(models.Model):
    """调度频次: a recurring act of a campaign; one that asks for check-ins runs its rounds by itself.

    What it covers is narrowed by kinds, ledgers, lamps and weight; an empty list narrows nothing.
    A change holds from the next round on: the open one keeps the dates that it was opened with.
    """

    class Every(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        TEN_DAYS = "ten-days"  # 旬: to the 10th, to the 20th, to the end of the month
        MONTH = "month"
        QUARTER = "quarter"
        HALF_YEAR = "half-year"
        YEAR = "year"

    class OffDays(models.TextChoices):
        """What becomes of a cut-off on a day that is not worked."""

        KEEP = "keep"  # fixed dates
        EARLIER = "earlier"  # the working day before
        LATER = "later"  # the working day after

    class Owes(models.TextChoices):
        ALL = "all"  # whoever has a part
        LEADS = "leads"  # 牵头单位 alone

    class Weight(models.TextChoices):
        ALL = "all"
        LED = "led"  # entries that a leader is in charge of (领导包抓)
        UNLED = "unled"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="cadences")
    event = models.CharField(max_length=60)
    every = models.CharField(max_length=10, choices=Every)
    asks_check_ins = models.BooleanField(default=False)
    weekday = models.PositiveSmallIntegerField(default=5)  # ISO: the day a weekly round closes
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    quote_start = models.PositiveIntegerField(null=True)
    quote_end = models.PositiveIntegerField(null=True)
    # the cut-off: the n-th day of the ten days, or of the last month of the period (none: its last)
    due_day = models.PositiveSmallIntegerField(null=True)
    is_due_after = models.BooleanField(default=False, db_default=False)  # in the month that follows
    due_minute = models.PositiveSmallIntegerField(default=WHOLE_DAY, db_default=WHOLE_DAY)
    off_days = models.CharField(
        max_length=10, choices=OffDays, default=OffDays.KEEP, db_default=OffDays.KEEP
    )
    lead_hours = models.PositiveSmallIntegerField(
        null=True
    )  # before the cut-off; none: at the start
    grace_hours = models.PositiveSmallIntegerField(default=0, db_default=0)
    freeze_days = models.PositiveSmallIntegerField(null=True, default=7, db_default=7)
    remind_before = models.JSONField(null=True)  # hours; none: as the house does, []: never
    remind_after = models.JSONField(null=True)
    owes = models.CharField(max_length=10, choices=Owes, default=Owes.ALL, db_default=Owes.ALL)
    weight = models.CharField(
        max_length=10, choices=Weight, default=Weight.ALL, db_default=Weight.ALL
    )
    kinds = models.JSONField(default=list)  # codes
    lamps = models.JSONField(default=list)  # codes, as they stand when a round opens
    # the first day whose period it must not miss; none: it has not begun to run by itself
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)  # after this day no round begins
    is_paused = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7), name="dispatch_cadence_weekday"
            ),
            models.CheckConstraint(
                condition=models.Q(due_minute__gte=1, due_minute__lte=WHOLE_DAY),
                name="dispatch_cadence_minute",
            ),
            models.CheckConstraint(
                condition=models.Q(due_day__isnull=True)
                | models.Q(due_day__gte=1, due_day__lte=31),
                name="dispatch_cadence_due_day",
            ),
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def hours_before(self) -> list[int]:
        """Return how many hours before the cut-off units are reminded, the earliest step first."""
        hours = REMIND_BEFORE if self.remind_before is None else self.remind_before
        return sorted(hours, reverse=True)

    @property
    def hours_after(self) -> list[int]:
        """Return how many hours after the end of grace units are reminded that were silent."""
        return sorted(REMIND_AFTER if self.remind_after is None else self.remind_after)


class Round(models.Model):
    """期次: one period of a cadence. Open, then closed (late reports are late for ever), then frozen."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        FROZEN = "frozen"

    cadence = models.ForeignKey(Cadence, models.PROTECT, related_name="rounds")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rounds")
    ordinal = models.PositiveIntegerField()
    slug = models.SlugField(max_length=80, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # the cut-off as it was told, and the end of grace, from which on a report is late for ever;
    # rounds from before there were hours have none of these and end with their last day (D1)
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)  # the day of the cut-off; `nominal_on` before off days
    nominal_on = models.DateField(null=True)
    off_days = models.CharField(
        max_length=10, choices=Cadence.OffDays, default=Cadence.OffDays.KEEP,
        db_default=Cadence.OffDays.KEEP,
    )  # fmt: skip
    is_missed = models.BooleanField(default=False, db_default=False)  # nobody was asked in time
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    # which parts of its papers were kept as it closed; rounds from before that have none
    kept_parts = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "starts_on", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["cadence", "ordinal"], name="dispatch_round_ordinal"),
            models.UniqueConstraint(fields=["cadence", "starts_on"], name="dispatch_round_start"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="dispatch_round_dates"
            ),
        ]
        indexes = [models.Index(fields=["state", "late_at"], name="dispatch_round_running")]

    def __str__(self) -> str:
        return self.slug

    @property
    def until(self) -> datetime:
        """Return the cut-off as it is told."""
        return self.due_at or deadline(self.ends_on, timezone.get_default_timezone())

    @property
    def late_from(self) -> datetime:
        """Return the moment from which on a report is late, grace within."""
        return self.late_at or self.until

    @property
    def last_day(self) -> date:
        """Return the day of the cut-off."""
        return self.due_on or self.ends_on

    @property
    def last_hour(self) -> str:
        """Return the hour of the cut-off on that day: 24:00 is its end."""
        local = timezone.localtime(self.until)
        return local.strftime("%H:%M") if local.date() == self.last_day else "24:00"


class RoundExtension(models.Model):
    """More time for one unit in one round, with the reason: its reports until then are not late."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    late_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="dispatch_roundextension_once"),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="dispatch_roundextension_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class RoundReminder(models.Model):
    """A unit was reminded of a round at one step: never a second time at the same step."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step = models.CharField(max_length=20)  # "before-24", "after-12"; by hand "hand-" and a moment
    told_at = models.DateTimeField()
    still_open = models.PositiveIntegerField()  # how many items the unit had not reported then

    class Meta:
        ordering = ["round", "told_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "step", "unit"], name="dispatch_roundreminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.step} {self.unit_id}"

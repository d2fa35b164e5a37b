"""What became of an entry's lamp and of its due date: rows written only on change."""

from __future__ import annotations

from django.db import models

from guatu.audit.models import Evidence
from guatu.core.lamps import Lamp
from guatu.ledgers.models.entries import Entry

LAMPS = [(lamp.value, lamp.value) for lamp in Lamp]


class LampSpell(models.Model):
    """A stretch of days through which one rule kept one computed lamp lit; `to_on` null: still does.

    A day has one lamp: the last one computed on it. What a person set stands in `LampOverride`.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="lamp_spells")
    lamp = models.CharField(max_length=12, choices=LAMPS)
    rule = models.CharField(max_length=60)
    rule_set = models.CharField(max_length=60)
    rule_set_version = models.PositiveIntegerField(default=0)
    inputs = models.JSONField(default=dict)  # as on the first day
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        ordering = ["entry", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "from_on"], name="ledgers_lampspell_day"),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(to_on__isnull=True),
                name="ledgers_lampspell_one_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.lamp} from {self.from_on}"


class LampOverride(models.Model):
    """人工认定: a lamp that a person set for a time, with the reason; it ends by itself.

    `with_round` says that it also ends when a round of the campaign closes before `until_on`.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="lamp_overrides")
    lamp = models.CharField(max_length=12, choices=LAMPS)
    reason = models.CharField(max_length=500)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    with_round = models.BooleanField(default=False)
    set_by = models.BigIntegerField(null=True)  # a person's id
    set_at = models.DateTimeField()
    ended_on = models.DateField(null=True)  # the last day it held; null: it holds
    ended_by = models.BigIntegerField(null=True)  # null with `ended_on`: it ended by itself
    end_reason = models.CharField(max_length=500, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["entry", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="ledgers_lampoverride_dates",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="ledgers_lampoverride_reason"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(ended_on__isnull=True),
                name="ledgers_lampoverride_one_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.lamp} until {self.until_on}"


class DueShift(models.Model):
    """One change of a due date: put off (延期), brought forward, set or taken away."""

    class Source(models.TextChoices):
        EDIT = "edit"  # by the campaign office
        ADJUSTMENT = "adjustment"  # 任务调整 (T12)
        RULING = "ruling"  # a unit's wish was granted before the line came into force
        ABOVE = "above"  # taken over from the line above (D7)
        PLAN = "plan"  # a corrected version of the plan

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="due_shifts")
    from_due_on = models.DateField(null=True)
    to_due_on = models.DateField(null=True)
    days = models.IntegerField(null=True)  # forward is negative; null if a date is missing
    shifted_on = models.DateField()
    source = models.CharField(max_length=10, choices=Source)
    reason = models.CharField(max_length=500, default="")
    approved_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["entry", "pk"]
        indexes = [
            # how often and how far a page of entries was put off
            models.Index(
                fields=["entry"],
                condition=models.Q(days__gt=0),
                name="ledgers_dueshift_put_off",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.from_due_on} → {self.to_due_on}"

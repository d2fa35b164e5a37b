"""Entries: one duty stands in one ledger, once."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Plan, Target, Validity
from guatu.core.lamps import Lamp
from guatu.ledgers.models.kinds import Kind, Ledger


class Entry(models.Model):
    """事项: one line of a ledger. What all kinds share are columns; the rest is validated JSON.

    `unit` is the 第一牵头 (or the campaign's unit where a plan names none) and follows the duties.
    `progress` is in thousandths, only for kinds that declare a quantity (T9).
    `lamp` is the computed one (or, through `lamp_until`, what a person set: 人工认定),
    `reported_lamp` what the unit says of itself; they stand side by side.
    """

    class RollUp(models.TextChoices):
        SUM = "sum"
        WEIGHTED = "weighted"
        WORST = "worst"
        NONE = "none"

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="entries")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="entries")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="entries")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    # the version of `parent` that was taken on (承接); a later one is a pending difference (D7)
    parent_version = models.PositiveIntegerField(null=True)
    roll_up = models.CharField(max_length=10, choices=RollUp, default=RollUp.NONE)
    number = models.CharField(max_length=20, default="")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    standard = models.TextField(default="")  # 完成标准
    heading = models.CharField(max_length=200, default="")  # the plan's heading it stands under
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries")
    origin = models.CharField(
        max_length=10, choices=Target.Origin, default=Target.Origin.OWN
    )  # T15
    is_adopted = models.BooleanField(default=True)
    validity = models.CharField(
        max_length=10, choices=Validity, default=Validity.IN_FORCE, db_default=Validity.IN_FORCE
    )
    stage = models.CharField(max_length=40)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    progress = models.PositiveSmallIntegerField(null=True)
    lamp = models.CharField(
        max_length=12, choices=[(lamp.value, lamp.value) for lamp in Lamp], default=Lamp.NOT_STARTED
    )
    # the last day of a lamp that a person set; the computed one stands in `lamp_reason`
    lamp_until = models.DateField(null=True)
    reported_lamp = models.CharField(
        max_length=12, choices=[(lamp.value, lamp.value) for lamp in Lamp], null=True
    )
    # the last approved report in short, so that a sheet needs no look into dispatch
    reported_at = models.DateTimeField(null=True)
    last_said = models.CharField(max_length=200, default="")
    place = models.CharField(max_length=200, default="")
    amount_fen = models.BigIntegerField(null=True)  # money planned, where the kind has it
    fields = models.JSONField(default=dict)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="entries")
    quote_start = models.PositiveIntegerField(null=True)
    quote_end = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    # how often it was closed and came back (反弹重开): shown for ever
    reopened_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    # the present stage began on this day; None where it is the first and began with the entry
    stage_since = models.DateField(null=True)
    # the first moment past the nearest limit of its course, and whose it is: "stage" or "log:…"
    limit_at = models.DateTimeField(null=True)
    limit_for = models.CharField(max_length=44, default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["ledger", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__isnull=True) | models.Q(progress__lte=1000),
                name="ledgers_entry_progress",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(due_on__isnull=True)
                | models.Q(due_on__gte=models.F("starts_on")),
                name="ledgers_entry_dates",
            ),
        ]
        indexes = [
            # the ledger page: one ledger in its order
            models.Index(fields=["ledger", "position", "id"], name="ledgers_entry_sheet"),
            # the same narrowed to one lamp, and the totals by lamp above it
            models.Index(
                fields=["ledger", "lamp", "position", "id"], name="ledgers_entry_sheet_lamp"
            ),
            # the totals above the page
            models.Index(fields=["ledger", "validity", "lamp"], name="ledgers_entry_totals"),
            # the matrix of units and lamps on the 作战室
            models.Index(
                fields=["campaign", "validity", "unit", "lamp"], name="ledgers_entry_room"
            ),
            # what stands beneath an entry: few rows have one above, which the key's own index hides
            models.Index(
                fields=["parent"],
                condition=models.Q(parent__isnull=False),
                name="ledgers_entry_children",
            ),
            # what asks for an act there: the worst lamp, the oldest date; and the totals over all kinds
            models.Index(
                fields=["campaign", "validity", "lamp", "due_on"], name="ledgers_entry_urgent"
            ),
            # what must happen next in one ledger
            models.Index(fields=["ledger", "limit_at"], name="ledgers_entry_limit"),
        ]

    def __str__(self) -> str:
        return self.title


class EntryTarget(models.Model):
    """An entry serves a target: the tie by which a task shows its figures."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="entry_targets")
    target = models.ForeignKey(Target, models.CASCADE, related_name="entry_targets")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "target"], name="ledgers_entrytarget_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.target_id}"

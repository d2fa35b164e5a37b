"""How entries and units stood, round by round: written only on change (D6)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.core.lamps import Lamp
from guatu.dispatch.models.rounds import Round
from guatu.ledgers.models import Entry


class EntryState(models.Model):
    """An entry's state from a round's close to the last round at whose close it still held (null: now)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="states")
    from_round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    to_round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    from_ordinal = models.PositiveIntegerField()
    to_ordinal = models.PositiveIntegerField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40)
    lamp = models.CharField(max_length=12, choices=[(lamp.value, lamp.value) for lamp in Lamp])
    reported_lamp = models.CharField(max_length=12, null=True)
    progress = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    # null in rows of before these were kept
    title = models.CharField(max_length=300, null=True)
    rule = models.CharField(max_length=60, null=True)  # that lit the lamp

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "from_round"], name="dispatch_entrystate_once")
        ]
        indexes = [
            models.Index(
                fields=["entry", "from_ordinal", "to_ordinal"], name="dispatch_entrystate_when"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.lamp} from {self.from_ordinal}"


class UnitState(models.Model):
    """A unit's name and place in the tree over rounds, so that a frozen report uses its own tree."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="states")
    from_round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    to_round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    from_ordinal = models.PositiveIntegerField()
    to_ordinal = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40, default="")
    path = models.CharField(max_length=80)
    official_order = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_round"], name="dispatch_unitstate_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.name} from {self.from_ordinal}"


class DetailState(models.Model):
    """What papers print of an entry or a target besides its state, over rounds, so that none repaints it.

    A part is a sheet's columns, nodes, needs or figures (`dispatch.pictureparts`); what is empty
    has no row. A round says which parts were kept as it closed.
    """

    part = models.CharField(max_length=20)
    about_id = models.BigIntegerField()  # the key of the entry, or of the target
    from_round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    to_round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    from_ordinal = models.PositiveIntegerField()
    to_ordinal = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    digest = models.CharField(max_length=32)  # of the content: what did not change is not written

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "about_id", "from_round"], name="dispatch_detailstate_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["part", "about_id", "from_ordinal", "to_ordinal"],
                name="dispatch_detailstate_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.about_id} from {self.from_ordinal}"

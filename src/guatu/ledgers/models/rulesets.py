"""Sets of lamp rules: those that ship and the office's own, their versions, and what a campaign uses."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.ledgers.models.kinds import Kind


class LampRuleSet(models.Model):
    """亮灯规则: a set of rules. Built-in ones come from packs and belong to no unit.

    `version` is the number of the newest version, which may take effect only on a later day.
    """

    code = models.SlugField(max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="lamp_rule_sets")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    is_built_in = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, default="")  # of the pack's file
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-is_built_in", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_built_in=True) ^ models.Q(unit__isnull=False),
                name="ledgers_lampruleset_owner",
            )
        ]

    def __str__(self) -> str:
        return self.code


class LampRuleVersion(models.Model):
    """What a set said from a day on: title, source and rules as data. Never changed, only followed."""

    rule_set = models.ForeignKey(LampRuleSet, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    effective_on = models.DateField()
    made_by = models.BigIntegerField(null=True)  # a person's id
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="")

    class Meta:
        ordering = ["rule_set", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "number"], name="ledgers_lampruleversion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_set_id} v{self.number}"


class LampRuleChoice(models.Model):
    """Which set lights a campaign's entries of one kind (or of all kinds) from a day on.

    The newest choice whose day has come counts; without one the kind's own `lamp_rules` do.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="lamp_rule_choices")
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, related_name="+")
    rule_set = models.ForeignKey(LampRuleSet, models.PROTECT, related_name="choices")
    effective_on = models.DateField()
    chosen_by = models.BigIntegerField(null=True)  # a person's id
    chosen_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="")

    class Meta:
        ordering = ["campaign", "-effective_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.kind_id} {self.rule_set_id}"

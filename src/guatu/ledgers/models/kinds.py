"""Kinds of ledger as installed from their TOML packs, and the ledgers of a campaign."""

from __future__ import annotations

from django.db import models

from guatu.campaigns.models import Campaign


class Kind(models.Model):
    """台账类型: the schema of a ledger. `definition` is the pack's TOML as data, validated by `core.kinds`.

    `source` is the TOML as written, comments included: what the editor shows.
    """

    code = models.SlugField(max_length=40, unique=True)
    definition = models.JSONField()
    source = models.TextField(default="", db_default="")
    digest = models.CharField(max_length=64)
    is_built_in = models.BooleanField(default=False)
    official_order = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["official_order", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_reported(self) -> bool:
        """Whether rounds ask for reports; if not, the lead unit's liaison works its entries itself."""
        return bool(self.definition.get("reported", True))

    @property
    def is_added_by_units(self) -> bool:
        return bool(self.definition.get("added_by") == "unit")

    @property
    def is_closed_by_units(self) -> bool:
        return bool(self.definition.get("closed_by") == "unit")


class Ledger(models.Model):
    """台账: a list of one kind in one campaign."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="ledgers")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="ledgers")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["campaign", "kind__official_order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="ledgers_ledger_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.kind_id}"

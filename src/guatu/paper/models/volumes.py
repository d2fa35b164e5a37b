"""佐证材料成卷: the evidence of one entry, target or unit, bound in an order that does not change."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign, Target
from guatu.ledgers.models import Entry


class Volume(models.Model):
    """卷: a list of papers as it stood when it was formed. Formed again it is a volume of its own.

    `unit` is whose papers they are: the owner of the entry or target, or the unit itself.
    `digest` is over the papers' own hashes in their order, so that one that is missing, added or
    moved is seen.
    """

    class Sort(models.TextChoices):
        ENTRY = "entry"
        TARGET = "target"
        UNIT = "unit"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="volumes")
    number = models.PositiveIntegerField()  # within the campaign, in the order of forming
    sort = models.CharField(max_length=10, choices=Sort)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="volumes")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="volumes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="volumes")
    title = models.CharField(max_length=300)
    token = models.CharField(max_length=60, unique=True)  # of the asking: done once
    formed_at = models.DateTimeField()
    formed_by = models.BigIntegerField(null=True)  # a person's id
    paper_count = models.PositiveIntegerField(default=0)
    later_count = models.PositiveIntegerField(default=0)  # 事后补充
    page_count = models.PositiveIntegerField(default=0)  # of the bound file
    digest = models.CharField(max_length=64)
    # cover, contents and pages as one PDF; null where printing is not installed
    bound = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["campaign", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="paper_volume_number"),
            models.CheckConstraint(
                condition=models.Q(sort="entry", entry__isnull=False, target__isnull=True)
                | models.Q(sort="target", entry__isnull=True, target__isnull=False)
                | models.Q(sort="unit", entry__isnull=True, target__isnull=True),
                name="paper_volume_one_matter",
            ),
        ]
        indexes = [models.Index(fields=["unit", "campaign"], name="paper_volume_unit")]

    def __str__(self) -> str:
        return self.title


class VolumePaper(models.Model):
    """One paper of a volume: what it proves, when that was, when it came, and its place."""

    class Source(models.TextChoices):
        REPORT = "report"  # a check-in
        CORRECTION = "correction"
        STAGE = "stage"
        TRACK = "track"
        LOG = "log"
        CLOSING = "closing"
        FIGURES = "figures"  # a workbook of figures

    class Later(models.TextChoices):
        """Why a paper counts as made later."""

        NOT = ""
        ROUND = "round"  # it came after its round had closed
        FROZEN = "frozen"  # it belongs to a correction of a frozen round
        ACT = "act"  # it came long after what it proves

    volume = models.ForeignKey(Volume, models.CASCADE, related_name="papers")
    ordinal = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, default="")  # the entry that it belongs to
    source = models.CharField(max_length=10, choices=Source)
    proves = models.CharField(max_length=300)  # in words, as it was said when the volume was formed
    proved_on = models.DateField()  # when that was
    received_at = models.DateTimeField()  # 形成时间: the server's receipt
    later = models.CharField(max_length=10, choices=Later, default=Later.NOT, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    first_page = models.PositiveIntegerField(null=True)  # in the bound file; null: not bound in
    page_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["volume", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["volume", "ordinal"], name="paper_volumepaper_place")
        ]

    def __str__(self) -> str:
        return f"{self.volume_id} {self.ordinal}"

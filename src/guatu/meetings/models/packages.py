"""周五一键调度包: the papers of a round as they were when somebody, or the clock, asked for them."""

from __future__ import annotations

from django.db import models

from guatu.audit.models import Evidence
from guatu.dispatch.models import Round


class Package(models.Model):
    """One version of a round's papers. Made again it is a new version, which says what changed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="packages")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # a person's id; null: by the clock
    archive = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)  # what was missing, and the counts, as data
    changed = models.JSONField(default=list)  # against the version before

    class Meta:
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="meetings_package_number")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class PackagePart(models.Model):
    """One file of a package, kept as its bytes."""

    class Code(models.TextChoices):
        MISSING = "missing"  # 未报清单
        CHANGES = "changes"  # 变化清单
        TABLE = "table"  # 调度表
        AGENDA = "agenda"  # 议程
        BULLETIN = "bulletin"  # 通报的送审稿
        PRINTED = "printed"  # 调度表, as PDF on A3

    package = models.ForeignKey(Package, models.CASCADE, related_name="parts")
    code = models.CharField(max_length=10, choices=Code)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)  # what the part says, compared with the next version

    class Meta:
        ordering = ["package", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["package", "code"], name="meetings_packagepart_once")
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.code}"

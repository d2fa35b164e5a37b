"""Who owes an entry: units by role, leaders by post (T1)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.ledgers.models.entries import Entry


class Duty(models.Model):
    """One unit's part in one entry. A unit may lead and support the same entry: both rows stand."""

    class Role(models.TextChoices):
        LEAD = "lead"  # 牵头; the first by `ordinal` is 第一牵头
        SUPPORT = "support"  # 责任/配合
        SUPERVISE = "supervise"  # 督导

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    role = models.CharField(max_length=10, choices=Role)
    ordinal = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=100, default="")  # as the plan writes it

    class Meta:
        ordering = ["entry", "role", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "unit", "role"], name="ledgers_duty_once")
        ]
        indexes = [models.Index(fields=["unit", "role", "entry"], name="ledgers_duty_unit")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.role} {self.unit_id}"


class PostDuty(models.Model):
    """A post in an entry's chain of responsibility."""

    class Level(models.TextChoices):
        LEADER = "leader"  # 责任领导 (包联区领导)
        PRINCIPAL = "principal"  # 单位主要负责人
        DEPUTY = "deputy"  # 分管负责人
        CONTACT = "contact"  # 联络员

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="post_duties")
    post = models.ForeignKey(Post, models.PROTECT, related_name="duties")
    level = models.CharField(max_length=10, choices=Level)

    class Meta:
        ordering = ["entry", "level", "post__official_order"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "post", "level"], name="ledgers_postduty_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.level} {self.post_id}"

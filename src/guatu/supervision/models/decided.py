"""Whose word a decision is (T4): the person, the post, and who wrote it down with which signed sheet."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post
from guatu.audit.models import Evidence


class Decided(models.Model):
    """Columns of a decision: in guatu by whoever decided, or on paper with the scan and both names."""

    decided_by = models.BigIntegerField(null=True)  # the person whose word it is
    decided_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_deputy = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    recorded_by = models.BigIntegerField(null=True)  # on paper: who entered it
    sheet = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

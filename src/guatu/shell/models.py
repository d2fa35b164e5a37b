"""Idempotency keys of requests that write (D4)."""

from __future__ import annotations

from django.db import models


class RequestKey(models.Model):
    """One write that was carried out: the same key again gives the same answer, not a second write.

    Unique per account and route; kept 30 days; with another body it is a conflict.
    """

    account_id = models.BigIntegerField()  # no foreign key: accounts lies above
    route = models.CharField(max_length=100)
    key = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, default="")
    body = models.TextField(default="")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "route", "key"], name="shell_requestkey_once"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="shell_requestkey_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"

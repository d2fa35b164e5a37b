"""Attempts to sign in: what the limit counts and the security administrator reads."""

from __future__ import annotations

from django.db import models


class SignIn(models.Model):
    """One attempt to sign in, whether or not the name exists; the name is kept as it was folded."""

    class Outcome(models.TextChoices):
        ADMITTED = "admitted"
        REFUSED = "refused"  # wrong name or password, or an account that is switched off
        LOCKED = "locked"  # turned away without looking: too many refusals before

    occurred_at = models.DateTimeField()
    username = models.CharField(max_length=60)
    address = models.CharField(max_length=45)
    outcome = models.CharField(max_length=10, choices=Outcome)
    account_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the limit: refusals of a name since a moment
            models.Index(fields=["username", "occurred_at"], name="accounts_signin_name"),
            models.Index(fields=["occurred_at"], name="accounts_signin_age"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.outcome}"

"""Idempotency keys of requests that write (D4); the calendar of working days as an office keeps it."""

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


class CalendarYear(models.Model):
    """A year whose holidays and make-up days the office keeps; its rows replace the built-in table."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200, default="")  # the notice that announces it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """One day that is not as its weekday says: off (a holiday) or worked (调休上班)."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    day = models.DateField(unique=True)
    is_worked = models.BooleanField()
    name = models.CharField(max_length=40, default="")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'worked' if self.is_worked else 'off'}"

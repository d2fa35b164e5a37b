"""Background work: one row for each thing that is to run once."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """后台任务: work with a unique key, progress, a cancel flag and a lease (D10).

    The row is what counts; a queue only carries its id. Who asked stands as plain ids, as in the
    record: the work outlives the account.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    work = models.CharField(max_length=60)  # the code under which an app registered it
    key = models.CharField(max_length=200)  # of one due time or one request: never a second row
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)  # null: guatu itself
    person_id = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=100, default="")
    # whose work it is; "": the installation's
    unit_path = models.CharField(max_length=80, default="")
    title = models.CharField(max_length=200, default="", db_default="")  # of what: a file, a round
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(null=True)
    step = models.CharField(max_length=200, default="")  # what is being done now, for people
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lost_count = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # ended by no fault of its own
    not_before = models.DateTimeField(null=True)  # when it is tried again
    lease = models.CharField(
        max_length=40, default=""
    )  # of this run by this worker: never used again
    leased_until = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    cancel_asked_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "key"], name="jobs_job_once")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="jobs_job_due"),
            models.Index(fields=["-asked_at"], name="jobs_job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.key}"

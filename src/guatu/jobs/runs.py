"""One run of a work: what the work sees, the fence around its writes, and what becomes of the job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Value
from django.utils import timezone

from guatu.jobs import leases
from guatu.jobs.errors import Cancelled, Interrupted, LeaseLost, OutOfTime, Stopping
from guatu.jobs.models import Job
from guatu.jobs.works import Work, work_of
from guatu.shell.errors import ShellError

logger = logging.getLogger(__name__)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")
SELDOM_SECONDS = 0.3  # between two rows of progress written
STEP_LENGTH = 200
OUT_OF_TIME = "out-of-time"
UNKNOWN_WORK = "unknown-work"


class Running:
    """What a work is called with; see `guatu.jobs.works.Run`."""

    def __init__(self, job: Job, work: Work, stopping: threading.Event) -> None:
        self.job = job
        self.stopping = stopping
        self.ends_at = monotonic() + work.limit_seconds
        self.written_at = 0.0

    @property
    def arguments(self) -> Mapping[str, Any]:
        arguments: Mapping[str, Any] = self.job.arguments
        return arguments

    @property
    def account_id(self) -> int | None:
        return self.job.account_id

    @property
    def asked_at(self) -> datetime:
        return self.job.asked_at

    @property
    def due_at(self) -> datetime:
        return self.job.due_at

    def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:
        if self.stopping.is_set():
            raise Stopping
        if monotonic() > self.ends_at:
            raise OutOfTime
        changes: dict[str, Any] = {
            "done_count": done,
            "total_count": total,
            "step": step[:STEP_LENGTH],
        }
        is_last = total is not None and done >= total
        if is_last or monotonic() - self.written_at >= SELDOM_SECONDS:
            self.written_at = monotonic()
            if done > self.job.done_count:
                changes["lost_count"] = Value(0)  # it gets on: it is not what ends the workers
            if not leases.run_of(self.job).update(**changes):
                raise LeaseLost
            self.job.done_count = done
        asked = leases.run_of(self.job).values_list("cancel_asked_at", flat=True).first()
        if asked is not None:
            raise Cancelled


class Fence:
    """Lets a transaction write only while the run has its lease, and keeps it until the end.

    It stands around every statement of the run's connection. At a transaction's first write it
    holds the job's row; a note among the transaction's after-commit calls says that it did, which
    Django drops with the transaction, and with a savepoint that is rolled back.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.is_asking = False

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        if not self.is_asking and str(sql).lstrip()[:7].upper().startswith(WRITES):
            self.ask()
        return execute(sql, params, many, context)

    def ask(self) -> None:
        if connection.in_atomic_block and any(
            noted[1] is self.held for noted in connection.run_on_commit
        ):
            return
        self.is_asking = True
        try:
            leases.hold(self.job.pk, self.job.lease)
        finally:
            self.is_asking = False
        if connection.in_atomic_block:
            transaction.on_commit(self.held)

    @staticmethod
    def held() -> None:
        """Do nothing: it is a note that this transaction holds the job's row."""


def run(job: Job, stopping: threading.Event) -> str:
    """Run a job that was taken and write down what became of it; return a word for the log."""
    work = work_of(job.work)
    if work is None:  # taken by its code, so the registry changed under way
        leases.fail(job, UNKNOWN_WORK, again_at=None)
        return "unknown"
    try:
        with connection.execute_wrapper(Fence(job)):
            result = work.does(Running(job, work, stopping))
        return "done" if leases.finish(job, result) else "lost"
    except Interrupted as interruption:
        return end_interrupted(job, interruption)
    except ShellError as refusal:
        leases.fail(job, refusal.message or refusal.code, again_at=None)
        return f"refused ({refusal.code})"
    except (OperationalError, InterfaceError):
        logger.warning("the database failed job %s (%s)", job.pk, job.work, exc_info=True)
        with suppress(DatabaseError):
            connection.close()
        return "lost"  # the worker gives it back once the database answers
    except Exception as error:
        logger.exception("job %s (%s) failed", job.pk, job.work)
        return end_failed(job, work, type(error).__name__)


def end_interrupted(job: Job, interruption: Interrupted) -> str:
    match interruption:
        case Cancelled():
            leases.stop(job)
            return "cancelled"
        case Stopping():
            leases.give_back(job)
            return "given back"
        case OutOfTime():
            leases.fail(job, OUT_OF_TIME, again_at=None)
            return "out of time"
        case _:
            return "lost"


def end_failed(job: Job, work: Work, error: str) -> str:
    """Try again later, or for the last time not; an error's text may hold names, its class does not."""
    tries = job.attempts + 1
    if tries >= work.tries:
        leases.fail(job, error, again_at=None)
        return "failed"
    wait = leases.wait_after(tries, first=leases.FIRST_WAIT)
    leases.fail(job, error, again_at=timezone.now() + wait)
    return f"failed, again in {wait.total_seconds():.0f} s"

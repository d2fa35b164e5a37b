"""Who runs a job: taking it, keeping it, giving it back, ending it.

A run is known by its `lease`, a name that is used once. Each transaction of the run holds the
job's row while it writes (`hold`), and taking a job over waits for nobody but needs the row free
of holders: so of two workers that believe a job theirs, one commits. On PostgreSQL the holder
takes a key-share lock, which lets the page ask for a stop and the lease be renewed meanwhile; on
SQLite the one writing transaction is the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from guatu.jobs.errors import LeaseLost
from guatu.jobs.models import Job
from guatu.jobs.works import codes

LEASE = timedelta(seconds=60)
ERROR_LENGTH = 500
PATIENCE = 3  # so often a job is given back at once, then later each time
LOST_AT_MOST = 20  # then the job itself is what ends the workers
FIRST_WAIT = timedelta(seconds=10)  # after a work failed for the first time
LONGEST_WAIT = timedelta(minutes=30)
HELD = "SELECT 1 FROM jobs_job WHERE id = %s AND lease = %s AND state = 'running'"
LOST = "lost"
RUNNING, WAITING = Job.State.RUNNING, Job.State.WAITING


def ready(now: datetime) -> Q:
    """Return what can run now. What was due when it was asked stays so if the clock is set back."""
    is_due = Q(due_at__lte=now) | Q(due_at__lte=F("asked_at"))
    has_waited = (
        Q(not_before=None) | Q(not_before__lte=now) | Q(not_before__gt=now + 2 * LONGEST_WAIT)
    )
    return Q(state=WAITING, work__in=codes()) & is_due & has_waited


def take(lease: str, now: datetime, *, but: Iterable[str] = ()) -> Job | None:
    """Take the job that has waited longest, under a lease that was never used; None if none is due.

    `but` names works that are not wanted now.
    """
    waiting = Job.objects.filter(ready(now)).exclude(work__in=list(but))
    if not waiting.exists():  # a look costs no lock; on SQLite a transaction would
        return None
    with transaction.atomic():
        job = (
            waiting.select_for_update(skip_locked=connection.features.has_select_for_update)
            .order_by("due_at", "pk")
            .first()
        )
        if job is None:
            return None
        job.state, job.lease, job.leased_until = RUNNING, lease, now + LEASE
        job.started_at = now
        job.ended_at = None
        job.save(update_fields=["state", "lease", "leased_until", "started_at", "ended_at"])
    return job


def hold(job_id: int, lease: str) -> None:
    """Keep the job from being taken over until the open transaction ends.

    Raises
    ------
    LeaseLost
        If it was taken over.
    """
    locks = connection.features.has_select_for_update
    with connection.cursor() as cursor:
        cursor.execute(f"{HELD} FOR KEY SHARE" if locks else HELD, [job_id, lease])
        if cursor.fetchone() is None:
            raise LeaseLost


def run_of(job: Job) -> Any:
    """Return the row as long as this run has it."""
    return Job.objects.filter(pk=job.pk, lease=job.lease, state=RUNNING)


def renew(leases: Iterable[str], now: datetime) -> None:
    Job.objects.filter(lease__in=list(leases), state=RUNNING).update(leased_until=now + LEASE)


def finish(job: Job, result: Mapping[str, Any] | None) -> bool:
    """Say that a run is done; False if the job is another worker's by now."""
    return bool(
        run_of(job).update(
            state=Job.State.DONE,
            result=dict(result or {}),
            ended_at=timezone.now(),
            step="",
            error="",
        )
    )


def stop(job: Job) -> bool:
    """Say that a run ended because somebody asked for it."""
    return bool(run_of(job).update(state=Job.State.CANCELLED, ended_at=timezone.now()))


def fail(job: Job, error: str, *, again_at: datetime | None) -> bool:
    """Say that a run failed, and when it is tried again, if it is."""
    ending = (
        {"state": WAITING, "not_before": again_at}
        if again_at
        else {"state": Job.State.FAILED, "ended_at": timezone.now()}
    )
    return bool(
        run_of(job).update(attempts=F("attempts") + 1, error=error[:ERROR_LENGTH], **ending)
    )


def give_back(job: Job) -> bool:
    """Let another worker go on with a job; nothing was wrong with it."""
    return bool(run_of(job).update(state=WAITING, not_before=None))


def lost(now: datetime) -> Q:
    """Return what runs by the row but not by the clock.

    A lease that lies further ahead than any lease reaches is one from before the clock was set
    back: a living worker has renewed it long since.
    """
    return Q(state=RUNNING) & (
        Q(leased_until=None) | Q(leased_until__lt=now) | Q(leased_until__gt=now + 2 * LEASE)
    )


def give_back_lost(now: datetime, gone: Iterable[str], *, own: Iterable[str] = ()) -> int:
    """Give back what no living worker runs; return how many jobs.

    Parameters
    ----------
    now : datetime
        The moment.
    gone : Iterable of str
        Workers that have provably ended: nobody need wait for their leases.
    own : Iterable of str
        Leases of the worker that asks, under which nothing runs any more.
    """
    condition = lost(now) | Q(state=RUNNING, lease__in=list(own))
    for worker in gone:
        condition |= Q(state=RUNNING, lease__startswith=f"{worker}:")
    if not Job.objects.filter(condition).exists():
        return 0
    with transaction.atomic():
        rows = Job.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update
        ).filter(condition)
        found = list(rows.order_by("pk"))
        for job in found:
            lose(job, now)
    return len(found)


def lose(job: Job, now: datetime) -> None:
    """Give one job back; one that ends its worker again and again is not tried for ever."""
    job.lost_count += 1
    job.lease, job.leased_until = "", None
    if job.cancel_asked_at is not None:
        job.state, job.ended_at = Job.State.CANCELLED, now
    elif job.lost_count > LOST_AT_MOST:
        job.state, job.ended_at = Job.State.FAILED, now
        job.error = LOST
    else:
        job.state = WAITING
        job.not_before = (
            now + wait_after(job.lost_count - PATIENCE) if job.lost_count > PATIENCE else None
        )
    job.save(
        update_fields=[
            "state",
            "lost_count",
            "lease",
            "leased_until",
            "ended_at",
            "error",
            "not_before",
        ]
    )


def wait_after(times: int, *, first: timedelta = timedelta(seconds=1)) -> timedelta:
    """Return how long to wait after the `times`-th failure: twice as long each time."""
    return min(first * (1 << min(times - 1, 20)), LONGEST_WAIT)

"""Asking for background work, stopping it, having it tried again; finding what the clock asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.jobs.models import Job
from guatu.jobs.queries import visible_jobs
from guatu.jobs.works import Due, work_of
from guatu.shell.errors import InvalidState, NotFound

BATCH = 500
TITLE_LENGTH = 200


@transaction.atomic
def ask(  # noqa: PLR0913 one call of one row
    actor: Actor,
    code: str,
    *,
    key: str,
    arguments: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    unit_path: str = "",
    title: str = "",
) -> Job:
    """Ask for a work; the same work and key again give the row that is there, whatever became of it.

    It can run as soon as the caller's transaction is committed, and never if it is not.

    Raises
    ------
    LookupError
        If no app registered a work of this code.
    """
    if work_of(code) is None:
        raise LookupError(f"no work is registered as {code}")
    now = timezone.now()
    job, is_new = Job.objects.get_or_create(
        work=code,
        key=key,
        defaults={
            "arguments": dict(arguments or {}),
            "due_at": due_at or now,
            "asked_at": now,
            "account_id": actor.account_id,
            "person_id": actor.person_id,
            "asked_by": actor.name,
            "unit_path": unit_path,
            "title": title[:TITLE_LENGTH],
        },
    )
    if is_new and actor.is_person:
        after = plain(job, "work", "title")
        record(actor, "job.ask", of=job, changes=[Change.of(job, before=None, after=after)])
    return job


def ask_due(due: list[Due], now: datetime) -> int:
    """Give each thing that the clock asks for its row, if it has none; return how many were new.

    Any number of workers may do so at the same time: the key lets one row in.
    """
    wanted = {(one.work, one.key): one for one in due if work_of(one.work) is not None}
    there: set[tuple[str, str]] = set()
    pairs = sorted(wanted)
    for first in range(0, len(pairs), BATCH):
        some = pairs[first : first + BATCH]
        rows = Job.objects.filter(
            work__in={work for work, _key in some}, key__in={key for _work, key in some}
        )
        there.update(rows.order_by().values_list("work", "key"))
    rows_wanted = [
        Job(
            work=one.work,
            key=one.key,
            arguments=dict(one.arguments),
            due_at=one.due_at,
            asked_at=now,
            unit_path=one.unit_path,
            title=one.title[:TITLE_LENGTH],
        )
        for pair, one in wanted.items()
        if pair not in there
    ]
    if rows_wanted:
        Job.objects.bulk_create(rows_wanted, batch_size=BATCH, ignore_conflicts=True)
    return len(rows_wanted)


@transaction.atomic
def cancel(actor: Actor, job_id: int) -> Job:
    """Stop a job: one that waits never runs, one that runs ends after the batch that it is in.

    Raises
    ------
    InvalidState
        If it has ended, or its work cannot be stopped half-way.
    """
    job = locked(actor, job_id)
    work = work_of(job.work)
    if job.state not in {Job.State.WAITING, Job.State.RUNNING}:
        raise InvalidState(_("This task has ended already."))
    if work is not None and not work.may_cancel:
        raise InvalidState(_("This task cannot be stopped half-way."))
    before = plain(job, "state", "cancel_asked_at")
    job.cancel_asked_at = timezone.now()
    job.cancel_asked_by = actor.person_id
    if job.state == Job.State.WAITING:
        job.state = Job.State.CANCELLED
        job.ended_at = job.cancel_asked_at
    job.save(update_fields=["cancel_asked_at", "cancel_asked_by", "state", "ended_at"])
    if actor.is_person:
        after = plain(job, "state", "cancel_asked_at")
        record(actor, "job.cancel", of=job, changes=[Change.of(job, before=before, after=after)])
    return job


@transaction.atomic
def try_again(actor: Actor, job_id: int) -> Job:
    """Let a job that failed or was stopped run again, from where its committed batches end.

    Raises
    ------
    InvalidState
        If it waits, runs or is done.
    """
    job = locked(actor, job_id)
    if job.state not in {Job.State.FAILED, Job.State.CANCELLED}:
        raise InvalidState(_("Only a task that failed or was stopped can be tried again."))
    if work_of(job.work) is None:
        raise InvalidState(_("This version of guatu does not know this task any more."))
    before = plain(job, "state")
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.WAITING,
        attempts=0,
        lost_count=0,
        not_before=None,
        error="",
        ended_at=None,
        cancel_asked_at=None,
        cancel_asked_by=None,
    )
    job.refresh_from_db()
    if actor.is_person:
        changes = [Change.of(job, before=before, after=plain(job, "state"))]
        record(actor, "job.try_again", of=job, changes=changes)
    return job


def locked(actor: Actor, job_id: int) -> Job:
    """Return a job for writing; a batch that runs does not keep it (see `leases`).

    Raises
    ------
    NotFound
        If it is not for this actor's eyes.
    """
    job = visible_jobs(actor).select_for_update(no_key=True).filter(pk=job_id).first()
    if job is None:
        raise NotFound
    return job

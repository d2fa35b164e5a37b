"""One run after another in one process: what becomes of a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.jobs import leases, scheduling
from guatu.jobs.actions import ask, cancel, try_again
from guatu.jobs.errors import LeaseLost
from guatu.jobs.models import Job
from guatu.jobs.worker import Worker
from guatu.jobs.works import Due, Run, register_due
from guatu.shell.errors import InvalidState
from guatu.shell.models import CalendarYear

Register = Callable[..., None]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(folder=tmp_path)


def state_of(job: Job) -> str:
    return str(Job.objects.get(pk=job.pk).state)


def test_what_is_asked_runs_once_and_keeps_its_result(known: Register, worker: Worker) -> None:
    seen: list[Any] = []

    def does(run: Run) -> dict[str, Any]:
        seen.append(dict(run.arguments))
        run.progress(1, 2, step="half")
        run.progress(2, 2)
        return {"address": "/there/"}

    known(does)
    job = ask(SYSTEM, "test.work", key="a", arguments={"n": 1})
    again = ask(SYSTEM, "test.work", key="a", arguments={"n": 2})

    assert again.pk == job.pk
    assert worker.work_off() == 1
    assert worker.work_off() == 0
    job.refresh_from_db()
    assert (job.state, job.result, job.done_count, job.total_count) == (
        Job.State.DONE, {"address": "/there/"}, 2, 2,
    )  # fmt: skip
    assert seen == [{"n": 1}]


def test_what_was_asked_in_a_transaction_that_fails_was_never_asked(known: Register) -> None:
    known(lambda _run: None)

    with transaction.atomic():
        ask(SYSTEM, "test.work", key="a")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.usefixtures("known")
def test_a_work_of_no_app_is_refused_and_one_of_another_version_waits(worker: Worker) -> None:
    with pytest.raises(LookupError):
        ask(SYSTEM, "test.nothing", key="a")
    now = timezone.now()
    job = Job.objects.create(work="test.nothing", key="a", due_at=now, asked_at=now)

    assert worker.work_off() == 0
    assert state_of(job) == Job.State.WAITING


def test_a_failure_is_tried_again_later_and_told_in_the_end(
    known: Register, worker: Worker
) -> None:
    def does(_run: Run) -> None:
        raise KeyError("张三")

    known(does, tries=2)
    job = ask(SYSTEM, "test.work", key="a")
    worker.work_off()
    job.refresh_from_db()

    assert (job.state, job.attempts, job.error) == (Job.State.WAITING, 1, "KeyError")
    assert job.not_before is not None
    assert job.not_before > timezone.now() + timedelta(seconds=5)
    assert worker.work_off() == 0

    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    worker.work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.FAILED, 2, "KeyError")
    assert try_again(SYSTEM, job.pk).state == Job.State.WAITING


def test_a_refusal_is_told_at_once(known: Register, worker: Worker) -> None:
    def does(_run: Run) -> None:
        raise InvalidState("表头不对")

    known(does)
    job = ask(SYSTEM, "test.work", key="a")
    worker.work_off()
    job.refresh_from_db()

    assert (job.state, job.error) == (Job.State.FAILED, "表头不对")


def test_a_stop_ends_what_runs_after_its_batch_and_what_waits_at_once(
    known: Register, worker: Worker, world: World
) -> None:
    office = world.actor("office")

    def does(run: Run) -> None:
        CalendarYear.objects.create(year=2001)
        cancel(office, running.pk)
        run.progress(1, 2)
        CalendarYear.objects.create(year=2002)

    known(does)
    running = ask(office, "test.work", key="a")
    worker.work_off()

    assert state_of(running) == Job.State.CANCELLED
    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2001]
    waiting = ask(office, "test.work", key="b")
    assert cancel(office, waiting.pk).state == Job.State.CANCELLED
    assert worker.work_off() == 0
    acts = list(AuditEvent.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["job.ask", "job.cancel", "job.ask", "job.cancel"]
    with pytest.raises(InvalidState):
        cancel(office, waiting.pk)


def test_a_run_whose_job_was_taken_over_commits_nothing(known: Register, worker: Worker) -> None:
    def does(_run: Run) -> None:
        Job.objects.update(lease="another:1")  # as a second worker would
        with transaction.atomic():
            CalendarYear.objects.create(year=2001)

    known(does)
    job = ask(SYSTEM, "test.work", key="a")
    # the takeover itself is the other's write: it is not the run's to be held back
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("guatu.jobs.runs.WRITES", ("INSERT",))
        worker.work_off()
    job.refresh_from_db()

    assert not CalendarYear.objects.exists()
    assert (job.state, job.lease) == (Job.State.RUNNING, "another:1")


def test_a_transaction_holds_the_job_once_and_again_after_a_rollback(
    known: Register, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    real = leases.hold

    def hold(job_id: int, lease: str) -> None:
        held.append(job_id)
        real(job_id, lease)

    monkeypatch.setattr(leases, "hold", hold)

    def does(_run: Run) -> None:
        with transaction.atomic():
            CalendarYear.objects.create(year=2001)
            CalendarYear.objects.create(year=2002)
        with transaction.atomic():
            CalendarYear.objects.create(year=2003)
            transaction.set_rollback(True)
        with transaction.atomic():
            CalendarYear.objects.create(year=2004)

    known(does)
    job = ask(SYSTEM, "test.work", key="a")
    worker.work_off()

    assert state_of(job) == Job.State.DONE
    assert len(held) == 3
    assert CalendarYear.objects.count() == 3


def test_what_is_due_is_asked_for_once_even_if_the_clock_goes_back(
    known: Register, worker: Worker
) -> None:
    ran: list[str] = []
    known(lambda run: ran.append(run.due_at.isoformat()))
    now = timezone.now()
    register_due(lambda moment: [Due(work="test.work", key="2026-W01", due_at=moment)])
    assert scheduling.find(now) == 1
    assert scheduling.find(now) == 0
    assert scheduling.find(now - timedelta(days=3)) == 0
    worker.work_off()
    worker.work_off()
    assert len(ran) == 1


def test_a_clock_set_back_keeps_nobody_waiting(known: Register, worker: Worker) -> None:
    known(lambda _run: None)
    ahead = timezone.now() + timedelta(hours=5)
    jobs = [ask(SYSTEM, "test.work", key=key) for key in "abc"]
    Job.objects.filter(pk=jobs[0].pk).update(asked_at=ahead, due_at=ahead)
    Job.objects.filter(pk=jobs[1].pk).update(not_before=ahead)
    Job.objects.filter(pk=jobs[2].pk).update(state="running", lease="dead:1", leased_until=ahead)

    assert worker.work_off() == 3
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}


def test_what_is_due_later_waits(known: Register, worker: Worker) -> None:
    known(lambda _run: None)
    job = ask(SYSTEM, "test.work", key="a", due_at=timezone.now() + timedelta(hours=1))

    assert worker.work_off() == 0
    assert state_of(job) == Job.State.WAITING


def test_a_job_that_ends_its_worker_each_time_is_given_up(known: Register) -> None:
    known(lambda _run: None)
    job = ask(SYSTEM, "test.work", key="a")
    now = timezone.now()
    waits = []
    for _time in range(leases.LOST_AT_MOST + 1):
        Job.objects.update(state="running", lease="dead:1", leased_until=now)
        assert leases.give_back_lost(now, ["dead"]) == 1
        job.refresh_from_db()
        waits.append(job.not_before is not None)

    assert waits[: leases.PATIENCE + 1] == [False] * leases.PATIENCE + [True]
    assert (job.state, job.error) == (Job.State.FAILED, "lost")


def test_a_database_that_fails_a_run_costs_it_no_try(known: Register, worker: Worker) -> None:
    calls: list[int] = []

    def does(_run: Run) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("the server went away")

    known(does)
    job = ask(SYSTEM, "test.work", key="a")
    worker.work_off()
    worker.work_off()
    job.refresh_from_db()

    assert (job.state, job.attempts, len(calls)) == (Job.State.DONE, 0, 2)


def test_a_lost_lease_is_no_exception_that_a_work_may_swallow() -> None:
    assert not issubclass(LeaseLost, Exception)

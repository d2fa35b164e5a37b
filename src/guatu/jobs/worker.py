"""The worker: takes what is due, runs it in a few threads, and looks after what others left."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from guatu.jobs import leases, runs, scheduling, signs
from guatu.jobs.models import Job
from guatu.jobs.works import work_of

logger = logging.getLogger(__name__)
LONG_SECONDS = 60  # a work with a higher limit leaves one thread to the others
HARD_SECONDS = 120  # beyond its limit a run that does not end is ended with its worker
ENDING_SECONDS = 25.0  # below the patience of whoever asked the worker to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often, in seconds, a worker looks at what."""

    look: float = 0.5
    renew: float = 10.0
    reap: float = 2.0
    find: float = 5.0
    prune: float = 3600.0


@dataclass(slots=True)
class Slot:
    """One job that runs in a thread."""

    job: Job
    thread: threading.Thread
    ends_at: float


@dataclass(slots=True)
class Worker:
    """One process that runs jobs; any number of them may work on one database."""

    folder: Path
    threads: int = 2
    pace: Pace = field(default_factory=Pace)
    stopping: threading.Event = field(default_factory=threading.Event)
    is_parent_there: Callable[[], bool] = lambda: True
    sign: signs.Sign = field(init=False)
    slots: list[Slot] = field(init=False, default_factory=list)
    abandoned: list[str] = field(init=False, default_factory=list)  # leases that nothing runs under
    woken: threading.Event = field(init=False, default_factory=threading.Event)
    asked_at: dict[str, float] = field(init=False, default_factory=dict)
    count: int = field(init=False, default=0)
    is_down: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.sign = signs.Sign(self.folder)

    def work(self) -> None:
        """Work until asked to stop; a database that is gone is waited for."""
        self.sign.raise_()
        logger.info("worker %s runs jobs in %d threads", self.sign.name, self.threads)
        try:
            while not self.stopping.is_set():
                self.turn()
                if not self.is_parent_there():
                    logger.info("worker %s ends: its server is gone", self.sign.name)
                    self.stopping.set()
                self.woken.wait(self.pace.look)
                self.woken.clear()
        finally:
            self.end()

    def stop(self) -> None:
        """Ask it to end: what runs ends after its batch and is given back."""
        self.stopping.set()
        self.woken.set()

    def work_off(self) -> int:
        """Do what is due now, and what comes of it, in this thread; return how many jobs ran."""
        self.sign.raise_()
        try:
            scheduling.find(timezone.now())
            self.reap()
            ran = 0
            while not self.stopping.is_set() and (job := self.take()) is not None:
                self.run(job)
                ran += 1
            return ran
        finally:
            self.sign.lower()

    def turn(self) -> None:
        """Do one round of everything whose time has come."""
        self.slots = [slot for slot in self.slots if slot.thread.is_alive()]
        self.end_overdue()
        try:
            close_old_connections()
            if self.is_time("renew", self.pace.renew):
                leases.renew([slot.job.lease for slot in self.slots], timezone.now())
            if self.is_time("reap", self.pace.reap):
                self.reap()
            if self.is_time("find", self.pace.find):
                scheduling.find(timezone.now())
            if self.is_time("prune", self.pace.prune):
                scheduling.prune(timezone.now())
            self.fill()
        except (DatabaseError, InterfaceError) as error:
            self.note_down(error)
        except Exception:  # whatever it was, the other jobs go on
            logger.exception("a round of the worker failed")
        else:
            if self.is_down:
                logger.info("the database answers again")
            self.is_down = False

    def note_down(self, error: Exception) -> None:
        if not self.is_down:
            logger.warning("the database does not answer (%s); waiting", type(error).__name__)
        self.is_down = True
        self.asked_at.clear()  # all of it at once when it answers
        connection.close()
        self.stopping.wait(self.pace.look)

    def is_time(self, name: str, seconds: float) -> bool:
        now = monotonic()
        if now - self.asked_at.get(name, -seconds) < seconds:
            return False
        self.asked_at[name] = now
        return True

    def reap(self) -> None:
        """Give back what workers left that are gone, this one's own lost runs, and what ran out."""
        gone = signs.gone(self.folder, but=self.sign.name)
        own, kept = self.abandoned[:], len(self.abandoned)
        count = leases.give_back_lost(timezone.now(), gone, own=own)
        del self.abandoned[:kept]
        signs.forget(self.folder, gone)
        if count:
            logger.warning("%d jobs were left by workers that are gone, and are given back", count)

    def fill(self) -> None:
        while len(self.slots) < self.threads and not self.stopping.is_set():
            job = self.take()
            if job is None:
                return
            thread = threading.Thread(
                target=self.run, args=(job,), name=f"job-{job.pk}", daemon=True
            )
            work = work_of(job.work)
            limit = work.limit_seconds if work is not None else 0
            self.slots.append(Slot(job, thread, monotonic() + limit + HARD_SECONDS))
            thread.start()

    def take(self) -> Job | None:
        self.count += 1
        return leases.take(f"{self.sign.name}:{self.count}", timezone.now(), but=self.too_long())

    def too_long(self) -> list[str]:
        """Return the works that must wait so that one thread stays free for short ones."""
        running = sum(is_long(slot.job.work) for slot in self.slots)
        return (
            scheduling.works_over(LONG_SECONDS) if self.threads - running == 1 and running else []
        )

    def run(self, job: Job) -> None:
        began = monotonic()
        outcome = "lost"
        try:
            outcome = runs.run(job, self.stopping)
        except Exception:
            logger.exception("what became of job %s could not be written", job.pk)
        finally:
            if outcome == "lost":
                self.abandoned.append(job.lease)
            logger.info("%s %s: %s after %.1f s", job.work, job.pk, outcome, monotonic() - began)
            if threading.current_thread() is not threading.main_thread():
                connection.close()
            self.woken.set()

    def end_overdue(self) -> None:
        """End this process if a run goes on long beyond its limit: no thread can be ended from outside.

        Its lock is free then, and its jobs are given back; the one that hung counts as lost.
        """
        for slot in self.slots:
            if monotonic() > slot.ends_at:
                logger.error("job %s does not end: the worker ends with it", slot.job.pk)
                os._exit(75)

    def end(self) -> None:
        """Let what runs come to the end of its batch; what does not is given back by others."""
        until = monotonic() + ENDING_SECONDS
        for slot in self.slots:
            slot.thread.join(max(0.0, until - monotonic()))
        if all(not slot.thread.is_alive() for slot in self.slots):
            self.sign.lower()
        connection.close()
        logger.info("worker %s has ended", self.sign.name)


def is_long(code: str) -> bool:
    work = work_of(code)
    return work is not None and work.limit_seconds > LONG_SECONDS

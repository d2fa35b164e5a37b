"""Words for states of jobs, and for what to do about one that failed."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.jobs.leases import LOST
from guatu.jobs.models import Job
from guatu.jobs.runs import OUT_OF_TIME, UNKNOWN_WORK
from guatu.jobs.works import work_of

STATES: dict[str, Promise] = {
    Job.State.RUNNING: gettext_lazy("task running"),
    Job.State.WAITING: gettext_lazy("task waiting"),
    Job.State.FAILED: gettext_lazy("task failed"),
    Job.State.CANCELLED: gettext_lazy("task stopped"),
    Job.State.DONE: gettext_lazy("task done"),
}
FAILURES: dict[str, Promise] = {
    LOST: gettext_lazy(
        "The worker ended again and again while it ran, perhaps for lack of memory."
        " Let the system administrator look at the log, then try again."
    ),
    OUT_OF_TIME: gettext_lazy(
        "It took longer than it may. Try again when the server has less to do, or with less at once."
    ),
    UNKNOWN_WORK: gettext_lazy("This version of guatu does not know this task any more."),
}


def name_of(job: Job) -> str:
    """Return what sort of work a job is."""
    work = work_of(job.work)
    return str(work.label) if work is not None else job.work


def trouble_of(job: Job) -> str:
    """Return why the last run of a job came to nothing, and what to do."""
    if not job.error:
        return ""
    if job.error in FAILURES:
        return str(FAILURES[job.error])
    if not job.error.isidentifier():  # the words of a refusal; an error is told by its class
        return job.error
    return _(
        "The program failed (%(error)s). Let the system administrator look for task %(number)d in"
        " the log, then try again."
    ) % {"error": job.error, "number": job.pk}

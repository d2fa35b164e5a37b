"""What the clock asks for gets its row; rows that nobody needs any more go."""

from __future__ import annotations

from datetime import datetime, timedelta

from guatu.jobs import spool
from guatu.jobs.actions import ask_due
from guatu.jobs.models import Job
from guatu.jobs.works import all_due, codes, work_of
from guatu.shell.routes import forget_old_keys

KEPT = timedelta(days=90)
KEPT_DUE = timedelta(days=800)  # the row is what says that a due time was served
BATCH = 500


def find(now: datetime) -> int:
    """Ask for all that is due by `now`; harmless in any number of workers at the same time."""
    return ask_due(all_due(now), now)


def prune(now: datetime) -> int:
    """Forget jobs that ended long ago, files kept for jobs, and keys of requests past their days.

    Rows of what people asked for go first, those of the clock later. What is deleted is no
    record of anything, so any worker may do it at any time.
    """
    spool.forget_old()
    forget_old_keys()
    ended = Job.objects.filter(state__in=[Job.State.DONE, Job.State.CANCELLED, Job.State.FAILED])
    old = ended.filter(account_id__isnull=False, ended_at__lt=now - KEPT) | ended.filter(
        account_id__isnull=True, ended_at__lt=now - KEPT_DUE
    )
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return Job.objects.filter(pk__in=keys).delete()[0]


def works_over(seconds: int) -> list[str]:
    """Return the codes of the works that may take longer than `seconds`."""
    return [
        code for code in sorted(codes()) if (work := work_of(code)) and work.limit_seconds > seconds
    ]

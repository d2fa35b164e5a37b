"""The page of background work, one job's progress, and what one may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from guatu.jobs import actions, queries
from guatu.jobs.models import Job
from guatu.jobs.words import STATES, name_of, trouble_of
from guatu.jobs.works import work_of
from guatu.shell.routes import Request

POLLS = ((10, 1), (60, 2), (600, 5))  # up to so many seconds after it was asked, look so often
SELDOM = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as the pages show it."""

    job: Job
    name: str
    state: str
    percent: int | None
    trouble: str
    address: str
    may_stop: bool
    is_unstoppable: bool  # half of it would be worse than all
    is_stopping: bool
    may_try_again: bool
    seconds: int  # until the page looks again; 0 if nothing will change


def index(request: Request) -> HttpResponse:
    sought = sought_by(request)
    page = queries.job_page(request.actor, sought)
    now = timezone.now()
    counts = queries.state_counts(request.actor)
    return render(
        request,
        "jobs/index.html",
        {
            "views": [view_of(job, now) for job in page.jobs],
            "sought": sought,
            "states": [(code, STATES[code], counts.get(code, 0)) for code in queries.ORDER],
            "total": sum(counts.values()),
            "works": [
                (code, name_of(Job(work=code))) for code in queries.works_seen(request.actor)
            ],
            "next": f"{page.next[0]}-{page.next[1]}" if page.next else "",
        },
    )


def sought_by(request: Request) -> queries.Sought:
    state = request.GET.get("state", "")
    rank, _dash, pk = request.GET.get("after", "").partition("-")
    is_place = all(part.isdecimal() and len(part) < 19 for part in (rank, pk))  # noqa: PLR2004 keys
    return queries.Sought(
        state=state if state in STATES else "",
        work=request.GET.get("work", "")[:60],
        after=(int(rank), int(pk)) if is_place else None,
    )


def progress(request: Request, job_id: int) -> HttpResponse:
    """Show how far one job is: a part that looks again by itself, or a page of its own.

    With `follow` the page goes on to what the job made, as soon as it is done.
    """
    view = view_of(queries.visible_job(request.actor, job_id), timezone.now())
    is_following = "follow" in request.GET
    if is_following and view.job.state == Job.State.DONE and view.address:
        if view.job.result.get("note"):
            messages.info(request, view.job.result["note"])
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": view.address})
        return redirect(view.address)
    template = "jobs/progress_part.html" if request.htmx else "jobs/progress.html"
    return render(request, template, {"view": view, "is_following": is_following})


def cancel(request: Request, job_id: int) -> HttpResponse:
    job = actions.cancel(request.actor, job_id)
    if job.state == Job.State.RUNNING:
        messages.info(request, _("It stops as soon as what it is doing now is finished."))
    else:
        messages.success(request, _("The task was stopped before it began."))
    return back(request)


def retry(request: Request, job_id: int) -> HttpResponse:
    actions.try_again(request.actor, job_id)
    messages.success(request, _("The task is tried again."))
    return back(request)


def back(request: Request) -> HttpResponse:
    """Return to the page that the form stood on."""
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return redirect(there if there.startswith("/") and is_ours else "jobs:index")


def view_of(job: Job, now: datetime) -> JobView:
    work = work_of(job.work)
    is_open = job.state in {Job.State.WAITING, Job.State.RUNNING}
    address = job.result.get("address", "") if isinstance(job.result, dict) else ""
    return JobView(
        job=job,
        name=name_of(job),
        state=str(STATES[job.state]),
        percent=min(100, 100 * job.done_count // job.total_count) if job.total_count else None,
        trouble=trouble_of(job),
        address=address if str(address).startswith("/") else "",
        may_stop=is_open and job.cancel_asked_at is None and (work is None or work.may_cancel),
        is_unstoppable=is_open and work is not None and not work.may_cancel,
        is_stopping=job.state == Job.State.RUNNING and job.cancel_asked_at is not None,
        may_try_again=work is not None and job.state in {Job.State.FAILED, Job.State.CANCELLED},
        seconds=seconds_to_look(job, now) if is_open else 0,
    )


def seconds_to_look(job: Job, now: datetime) -> int:
    """Return after how many seconds to look again: the longer it takes, the more seldom."""
    age = (now - max(job.asked_at, job.due_at)).total_seconds()
    return next((often for until, often in POLLS if age < until), SELDOM)

"""Reading background work: an administrator all, a campaign office what is of its scope, each one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from guatu.core.actors import Actor, Role
from guatu.core.paths import subtree_range
from guatu.jobs import spool
from guatu.jobs.models import Job
from guatu.jobs.policies import sees_all
from guatu.shell.errors import NotFound

PAGE = 50
FILES = 3  # that a page offers again
TOKEN = 32  # characters: no longer key is looked for
ORDER = (
    Job.State.RUNNING,
    Job.State.WAITING,
    Job.State.FAILED,
    Job.State.CANCELLED,
    Job.State.DONE,
)
RANK = Case(
    *(When(state=state, then=Value(rank)) for rank, state in enumerate(ORDER)),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which jobs are looked for; an empty field does not limit. `after` is the last one seen."""

    state: str = ""
    work: str = ""
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """One page of jobs and where the next begins, if there is one."""

    jobs: Sequence[Job]
    next: tuple[int, int] | None


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    if sees_all(actor):
        return Job.objects.all()
    if not actor.is_person:
        return Job.objects.none()
    seen = Q(account_id=actor.account_id)
    for scope in actor.scopes(Role.CAMPAIGN_OFFICE):
        first, end = subtree_range(scope)
        seen |= Q(unit_path__gte=first, unit_path__lt=end) & ~Q(unit_path="")
    return Job.objects.filter(seen)


def visible_job(actor: Actor, job_id: int) -> Job:
    """Return one job.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor's eyes.
    """
    job = visible_jobs(actor).filter(pk=job_id).first()
    if job is None:
        raise NotFound
    return job


def job_page(actor: Actor, sought: Sought) -> JobPage:
    """Return a page: what runs first, then what waits, failed, was stopped, is done; latest first."""
    found = narrowed(visible_jobs(actor), sought).annotate(rank=RANK)
    if sought.after is not None:
        rank, pk = sought.after
        found = found.filter(Q(rank__gt=rank) | Q(rank=rank, pk__lt=pk))
    rows = list(found.order_by("rank", "-pk")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return JobPage(
        jobs=rows[:PAGE],
        next=(ORDER.index(Job.State(last.state)), last.pk) if last is not None else None,
    )


def narrowed(jobs: QuerySet[Job], sought: Sought) -> QuerySet[Job]:
    if sought.state:
        jobs = jobs.filter(state=sought.state)
    if sought.work:
        jobs = jobs.filter(work=sought.work)
    return jobs


def state_counts(actor: Actor) -> dict[str, int]:
    rows = visible_jobs(actor).order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def works_seen(actor: Actor) -> list[str]:
    """Return the codes of works of which this actor sees a job."""
    return sorted(visible_jobs(actor).order_by().values_list("work", flat=True).distinct())


def made_files(actor: Actor, work: str, **asked: str | int) -> list[Job]:
    """Return the newest jobs by which this person has a file so asked for that is still kept."""
    arguments = {f"arguments__{name}": value for name, value in asked.items()}
    jobs = own_done(actor, work).filter(**arguments).order_by("-pk")[:FILES]
    return [job for job in jobs if spool.is_kept(job.result["file"])]


def own_done(actor: Actor, work: str) -> QuerySet[Job]:
    if not actor.is_person:
        return Job.objects.none()
    return Job.objects.filter(work=work, account_id=actor.account_id, state=Job.State.DONE)


def made_file(actor: Actor, work: str, token: str) -> tuple[str, bytes]:
    """Return name and bytes of what a job made.

    Raises
    ------
    NotFound
        If it is another person's, not made yet, or older than a week.
    """
    job = own_done(actor, work).filter(key=token[:TOKEN]).first()
    payload = spool.read(job.result["file"]) if job is not None else None
    if job is None or payload is None:
        raise NotFound(_("The file is no longer kept."))
    return job.result["name"], payload

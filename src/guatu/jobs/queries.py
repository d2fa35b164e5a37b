"""Reading background work: an administrator all, a campaign office what is of its scope, each one's own."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guatu.core.actors import Actor, Role
from guatu.core.paths import subtree_range
from guatu.jobs.models import Job
from guatu.jobs.policies import sees_all
from guatu.shell.errors import NotFound

PAGE = 50
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)


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
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    return job

"""Sheets of units and people that are large enough to be applied behind the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.accounts.actions.intakes import apply, look_at
from guatu.accounts.models import Intake
from guatu.accounts.queries.askers import asker
from guatu.accounts.queries.intakes import own_intake
from guatu.core.actors import Actor
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work

APPLY = "accounts.apply-intake"
SOON_ROWS = 200  # so many are written while somebody waits


def is_large(intake: Intake) -> bool:
    return len(intake.rows) > SOON_ROWS


def ask_to_apply(actor: Actor, intake: Intake, version: int) -> Job:
    """Have a sheet applied in the background: all of it in one act, or nothing."""
    arguments = {"intake": intake.pk, "version": version}
    key = key_of(intake, version)
    return ask(actor, APPLY, key=key, arguments=arguments, title=str(intake))


def job_under_way(intake: Intake) -> Job | None:
    """Return the job that applies a sheet as it stands, if it has not ended."""
    under_way = (Job.State.WAITING, Job.State.RUNNING)
    jobs = Job.objects.filter(work=APPLY, key=key_of(intake, intake.version))
    return jobs.filter(state__in=under_way).first()


def key_of(intake: Intake, version: int) -> str:
    return f"{intake.pk}:{version}"


def apply_intake(run: Run) -> Mapping[str, Any]:
    """Apply a sheet as whoever loaded it; one that was applied before a kill is done.

    Reading it can be stopped; once it is written, all of it is. The accounts that it makes have no
    password: a first one is made where somebody waits for it, and passes through no job.
    """
    actor = asker(run)
    intake = own_intake(actor, run.arguments["intake"])
    is_done = intake.state == Intake.State.APPLIED and intake.version > run.arguments["version"]
    if not is_done:
        total = len(intake.rows)
        step = _("the rows are looked at")
        look_at(actor, intake, lambda done: run.progress(done, total, step=step))
        run.progress(total, total, step=_("the rows are written, all of them or none"))
        apply(actor, intake, version=run.arguments["version"], with_passwords=False)
    count = sum(intake.counts.values())
    said = ngettext("%(num)d row was applied.", "%(num)d rows were applied.", count)
    return {"address": reverse("accounts:intake", args=[intake.pk]), "note": said % {"num": count}}


WORKS = (
    Work(
        code=APPLY,
        label=gettext_lazy("Sheet of units or people applied in the background"),
        does=apply_intake,
        limit_seconds=600,
    ),
)

"""Wall charts of many lines, made in the background and kept for a week for whoever asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.queries import asker
from guatu.core.actors import Actor
from guatu.jobs import spool
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.overview.chartfiles import OnPaper, chart_pdf, on_paper

WORK = "overview.wallchart"


def ask_chart(actor: Actor, paper: OnPaper) -> Job:
    """Have a chart made in the background, as it is asked for and in the reader's language."""
    campaign, token = paper.everything.campaign, uuid.uuid4().hex
    arguments = {
        "token": token,
        "slug": campaign.slug,
        "query": paper.asked.query(),
        "base": paper.base,
        "language": translation.get_language() or "",
    }
    return ask(
        actor,
        WORK,
        key=token,
        arguments=arguments,
        unit_path=campaign.unit.path,
        title=str(campaign),
    )


def make_chart(run: Run) -> Mapping[str, Any]:
    """Make the PDF as who asked would see it today; made again after a kill it is another file."""
    actor, given = asker(run), run.arguments
    run.progress(0, 2, step=_("Reading the lines"))
    with translation.override(given["language"] or translation.get_language()):
        paper = on_paper(
            actor,
            given["slug"],
            QueryDict(given["query"]),
            base=given["base"],
        )
        made = chart_pdf(paper, timezone.now())
    run.progress(1, 2, step=_("Keeping the file"))
    page = reverse("overview:chart-paper", args=[given["slug"]])
    return {
        "address": f"{page}?{paper.asked.query()}",
        "file": spool.keep(made.payload),
        "name": made.name,
        "sheets": made.sheets,
    }


WORKS = (Work(code=WORK, label=gettext_lazy("Wall chart"), does=make_chart, limit_seconds=300),)

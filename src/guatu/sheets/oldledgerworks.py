"""Taking over an old ledger of many lines behind the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from guatu.core.actors import Actor
from guatu.dispatch.byhand import asker
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.sheets.actions.adopting import apply
from guatu.sheets.models import Adoption
from guatu.sheets.queries.adopting import own_adoption

APPLY = "sheets.adopt"
MANY = 300  # lines: what takes longer than somebody waits


def ask_to_apply(actor: Actor, adoption: Adoption, version: int, as_of: date | None) -> Job:
    """Have a ledger applied in the background, as it was seen."""
    return ask(
        actor,
        APPLY,
        key=f"{adoption.pk}:{version}",
        arguments={
            "adoption": adoption.pk,
            "version": version,
            "as_of": as_of.isoformat() if as_of else "",
        },
        unit_path=adoption.campaign.unit.path,
        title=str(adoption),
    )


def apply_asked(run: Run) -> Mapping[str, Any]:
    """Apply it; one that was applied before a kill is done."""
    actor, version, as_of = asker(run), run.arguments["version"], run.arguments["as_of"]
    adoption = own_adoption(actor, run.arguments["adoption"])
    is_done = adoption.state == Adoption.State.APPLIED and adoption.version > version
    if not is_done:
        day = date.fromisoformat(as_of) if as_of else None
        apply(actor, adoption, version=version, as_of=day)
    count = adoption.lines.count()
    said = ngettext("%(count)d entry was made.", "%(count)d entries were made.", count)
    return {
        "address": reverse("sheets:adoption", args=[adoption.pk]),
        "note": said % {"count": count},
    }


WORKS = (
    Work(
        code=APPLY,
        label=gettext_lazy("Taking over an old ledger"),
        does=apply_asked,
        limit_seconds=900,
        may_cancel=False,
    ),
)

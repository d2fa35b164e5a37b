"""Sheets of figures that are large enough to be taken over behind the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.accounts.queries import asker
from guatu.campaigns.actions.sheets import apply_figures, own_sheet
from guatu.campaigns.models import FigureSheet
from guatu.core.actors import Actor
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work

APPLY = "campaigns.apply-figures"
SOON_ROWS = 300  # so many are written while somebody waits


def is_large(sheet: FigureSheet) -> bool:
    return len(sheet.rows) > SOON_ROWS


def ask_to_apply(actor: Actor, sheet: FigureSheet, version: int, *, is_sure: bool) -> Job:
    """Have a sheet taken over in the background: all of it in one act, or nothing."""
    arguments = {"sheet": sheet.pk, "version": version, "is_sure": is_sure}
    key = f"{sheet.pk}:{version}:{int(is_sure)}"
    path = sheet.campaign.unit.path
    return ask(actor, APPLY, key=key, arguments=arguments, unit_path=path, title=str(sheet))


def apply_sheet(run: Run) -> Mapping[str, Any]:
    """Take a sheet over as whoever handed it in; one that was taken over before a kill is done."""
    actor = asker(run)
    sheet = own_sheet(actor, run.arguments["sheet"])
    total = len(sheet.rows)
    run.progress(0, total, step=_("the figures are checked and written"))
    is_done = sheet.state == FigureSheet.State.APPLIED and sheet.version > run.arguments["version"]
    if not is_done:
        version, is_sure = run.arguments["version"], run.arguments["is_sure"]
        apply_figures(actor, sheet, version, is_sure=is_sure, today=timezone.localdate())
    run.progress(total, total)
    said = ngettext("%(num)d figure was taken over.", "%(num)d figures were taken over.", total)
    return {"address": reverse("campaigns:sheet", args=[sheet.pk]), "note": said % {"num": total}}


WORKS = (
    Work(
        code=APPLY,
        label=gettext_lazy("Sheet of figures taken over in the background"),
        does=apply_sheet,
        limit_seconds=600,
        may_cancel=False,  # it is one act: half of a sheet is never written
    ),
)

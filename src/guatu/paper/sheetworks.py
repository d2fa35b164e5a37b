"""Sheets of many units as one PDF, made in the background and kept for a week for whoever asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.accounts.queries import asker
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.jobs import spool
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.paper.queries.unitsheets import unit_sheet, units_with_sheets
from guatu.paper.tables import books_pdf
from guatu.paper.unitbooks import unit_book
from guatu.shell.errors import NotFound

WORK = "paper.unit-sheets"
MOST_AT_ONCE = 100  # units of one file
BEHIND_FROM = 31  # units of a file that nobody should wait for: a second of work and more


def ask_sheets(actor: Actor, campaign: Campaign, part: int) -> Job:
    """Have the sheets of a hundred units made in the background, in the reader's language."""
    token = uuid.uuid4().hex
    arguments = {
        "token": token,
        "campaign": campaign.pk,
        "part": part,
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


def stretches(count: int) -> list[tuple[int, int, int]]:
    """Return the files that all sheets make: number, first and last unit, both from 1."""
    firsts = range(0, max(count, 1), MOST_AT_ONCE)
    return [
        (at, first + 1, min(first + MOST_AT_ONCE, count))
        for at, first in enumerate(firsts, start=1)
    ]


def is_long(count: int) -> bool:
    """Say whether a file of so many units is made in the background."""
    return count >= BEHIND_FROM


def units_of(actor: Actor, campaign: Campaign, part: int) -> list[Unit]:
    first = (part - 1) * MOST_AT_ONCE
    return list(units_with_sheets(actor, campaign)[first : first + MOST_AT_ONCE])


def sheets_pdf(actor: Actor, campaign: Campaign, part: int, run: Run | None = None) -> bytes:
    """Return the sheets of a stretch of units as one PDF, in official order.

    Raises
    ------
    NotFound
        If none of them has anything open.
    """
    units, books = units_of(actor, campaign, part), []
    today = timezone.localdate()
    for done, unit in enumerate(units):
        if run is not None:
            run.progress(done, len(units) + 1, step=unit.label)
        found = unit_sheet(actor, campaign, unit, today=today)
        if not found.is_empty:
            books.append(unit_book(found))
    if not books:
        raise NotFound(_("No unit has anything open in this campaign."))
    return books_pdf(books, is_running=True)


def file_name(campaign: Campaign, part: int | None) -> str:
    name = f"{_('Sheets of units')} {campaign} {timezone.localdate().isoformat()}"
    return f"{name}{f' {part}' if part else ''}.pdf"


def make_sheets(run: Run) -> Mapping[str, Any]:
    """Make the PDF as who asked would see it today; made again after a kill it is another file."""
    actor, given = asker(run), run.arguments
    campaign = Campaign.objects.select_related("unit").get(pk=given["campaign"])
    with translation.override(given["language"] or translation.get_language()):
        payload = sheets_pdf(actor, campaign, given["part"], run)
        is_one = len(stretches(units_with_sheets(actor, campaign).count())) == 1
        name = file_name(campaign, None if is_one else given["part"])
    page = reverse("paper:unit-sheets")
    return {
        "address": f"{page}?campaign={campaign.slug}",
        "file": spool.keep(payload),
        "name": name,
    }


WORKS = (
    Work(code=WORK, label=gettext_lazy("Sheets of units"), does=make_sheets, limit_seconds=600),
)

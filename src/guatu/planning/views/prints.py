"""The 任务分解表 on the screen, as a workbook and as a Word document."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_under, working_roles
from guatu.campaigns.queries import current_campaign
from guatu.core.actors import Actor, Role
from guatu.core.paths import is_within
from guatu.core.tablebook import Book
from guatu.interchange.tablebook.writers import WRITERS
from guatu.planning.breakdown import book_of
from guatu.planning.models import Issuance
from guatu.planning.queries.breakdown import breakdown_of
from guatu.planning.queries.issuing import issuance_for
from guatu.shell.downloads import download
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


def breakdown(request: Request, slug: str) -> HttpResponse:
    """Show one sheet of the table as it will be printed: all lines, or those of one unit."""
    campaign, issuance, book = book_for(request, slug)
    place = whole(request.GET.get("sheet", ""), most=len(book.sheets)) or 1
    context = {
        "campaign": campaign,
        "book": book,
        "formats": list(WRITERS),
        "narrowed": f"&list={issuance.pk}" if issuance else "",
        "place": place,
        "sheet": book.sheets[place - 1],
    }
    return render(request, "planning/breakdown.html", context)


def breakdown_file(request: Request, slug: str, form: str) -> HttpResponse:
    """Send the table as a file, one sheet or page a unit."""
    if form not in WRITERS:
        raise NotFound
    _campaign, _issuance, book = book_for(request, slug)
    return download(WRITERS[form](book), f"{book.title}.{form}")


def book_for(request: Request, slug: str) -> tuple[Campaign, Issuance | None, Book]:
    """Return the table of a campaign, or with `?list=` that of one list on its way (T2)."""
    actor = request.actor
    campaign = current_campaign(actor, slug)
    if campaign is None:
        raise NotFound
    number = whole(request.GET.get("list", ""))
    issuance = issuance_for(actor, number) if number else None
    if issuance is not None and issuance.campaign_id != campaign.pk:
        raise NotFound
    today = timezone.localdate()
    rows = breakdown_of(actor, campaign, today, issuance=issuance)
    units = [unit for unit in rows.units if sees_whole_sheet(actor, campaign, unit)]
    name = issuance.title if issuance else ""
    return campaign, issuance, book_of(rows, units=units, today=today, name=name)


def sees_whole_sheet(actor: Actor, campaign: Campaign, unit: Unit) -> bool:
    """Say whether the actor sees every line of a unit: else its sheet would look whole and not be."""
    if can_manage_under(actor, campaign.unit.path):
        return True
    wide = actor.scopes(Role.LEADER, Role.ASSESSOR)
    if any(is_within(campaign.unit.path, scope) for scope in wide):
        return True
    return any(is_within(unit.path, scope) for scope in actor.scopes(*working_roles()))

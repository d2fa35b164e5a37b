"""我的材料: a unit's own report, brief or summary from what it reported, to read and as a Word file."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.burden.lengths import length_of, paper_of_title
from guatu.core.materials import Material, Sort, title_of, written
from guatu.core.official.paper import OfficialPaper, paper_of
from guatu.core.official.wording import day as official_day
from guatu.interchange.official.writing import write_official
from guatu.paper.queries.materials import Stretch, material
from guatu.paper.queries.unitsheets import units_with_sheets, visible_sheet_unit
from guatu.paper.stretches import choices, stretch_of
from guatu.paper.views.common import chosen, chosen_or_none_here, frame_of
from guatu.shell.downloads import download
from guatu.shell.errors import BadRequest, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

HERE = "paper:materials"
SORTS = {
    Sort.WEEK: gettext_lazy("Weekly report"),
    Sort.BRIEF: gettext_lazy("Brief on the work"),
    Sort.HALF: gettext_lazy("Half-year summary"),
    Sort.YEAR: gettext_lazy("Year's summary"),
}


def own_units(request: Request, campaign: Campaign) -> QuerySet[Unit]:
    """Return the units for which papers can be drafted, the actor's own first of all."""
    return units_with_sheets(request.actor, campaign)


def index(request: Request) -> HttpResponse:
    """Choose unit, sort and time."""
    campaign = chosen(request)
    context = frame_of(request, campaign, HERE)
    if campaign is None:
        return render(request, "paper/none.html", context)
    if request.GET.get("unit"):
        return to_paper(request, campaign)
    found = choices(campaign, timezone.localdate())
    context |= {
        "units": list(own_units(request, campaign)),
        "own": request.actor.unit_ids,
        "choices": [(str(SORTS[sort]), rows) for sort, rows in found.items() if rows],
    }
    return render(request, "paper/materials.html", context)


def to_paper(request: Request, campaign: Campaign) -> HttpResponse:
    """Go to the paper that the form asked for."""
    unit_id = whole(request.GET.get("unit", ""))
    sort, _mark, key = request.GET.get("time", "").partition(":")
    if unit_id is None or sort not in set(Sort) or not key:
        raise BadRequest(_("Choose a unit and a time."))
    return HttpResponseRedirect(reverse("paper:material", args=[campaign.slug, unit_id, sort, key]))


def found_for(
    request: Request, slug: str, unit_id: int, sort: str, key: str
) -> tuple[Campaign, Unit, Stretch, Material]:
    campaign = chosen_or_none_here(request, slug)
    unit = visible_sheet_unit(request.actor, campaign, unit_id)
    if sort not in set(Sort):
        raise NotFound
    today = timezone.localdate()
    stretch = stretch_of(campaign, Sort(sort), key, today)
    return campaign, unit, stretch, material(request.actor, campaign, unit, stretch, today=today)


def page(request: Request, slug: str, unit_id: int, sort: str, key: str) -> HttpResponse:
    """Show a unit's paper as it would be written."""
    campaign, unit, stretch, found = found_for(request, slug, unit_id, sort, key)
    context = frame_of(request, campaign, HERE) | {
        "unit": unit,
        "paper": (paper := official(campaign, unit, stretch, found)),
        "length": length_of(paper.text.words, paper_of_title(paper.title)),
        "sort": sort,
        "key": key,
        "is_frozen": stretch.is_frozen,
    }
    return render(request, "paper/material.html", context)


def document(request: Request, slug: str, unit_id: int, sort: str, key: str) -> HttpResponse:
    """Send a unit's paper as a Word file to go on writing in."""
    campaign, unit, stretch, found = found_for(request, slug, unit_id, sort, key)
    payload = write_official(official(campaign, unit, stretch, found))
    return download(payload, f"{title_of(found)}.docx")


def official(campaign: Campaign, unit: Unit, stretch: Stretch, found: Material) -> OfficialPaper:
    today = timezone.localdate()
    until = official_day(min(today, stretch.ends_on), year=True)
    frozen = "所引各期均已封存" if stretch.is_frozen else "所引期次尚未全部封存"
    return paper_of(
        written(found),
        head="",
        title=title_of(found),
        notes=(f"（数据截至{until}，{frozen}）",),
        signature=unit.name,
        dated=official_day(today, year=True),
        mark="模拟数据" if campaign.is_simulated else "",
        names=(unit.name,),
    )

"""The charts on paper: asking, looking at a sheet, taking the file, having many lines made behind."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.queries import campaign_choices
from guatu.core.chart.sheets import MOST
from guatu.core.filenames import SVG
from guatu.dispatch.queries.details import Part, has_kept
from guatu.jobs.queries import made_file, made_files
from guatu.overview import chartwords
from guatu.overview.addresses import Addresses
from guatu.overview.chartasking import PAGE_DIGITS, number_of
from guatu.overview.chartfiles import OnPaper, as_pdf, on_paper, round_name, unknown_text
from guatu.overview.chartordering import PaperAsked
from guatu.overview.chartprinting import Printed, Way
from guatu.overview.chartsaying import TITLES, Chart
from guatu.overview.charttyping import screen_svg
from guatu.overview.chartworks import WORK, ask_chart
from guatu.overview.queries.chartpast import frozen_named, frozen_rounds
from guatu.overview.queries.securing import NeedGrouping
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request


def look_at(request: Request, slug: str) -> OnPaper:
    return on_paper(request.actor, slug, request.GET, base=request.build_absolute_uri("/")[:-1])


def paper(request: Request, slug: str) -> HttpResponse:
    """Show what can be chosen, how many sheets that takes, and the first of them."""
    found = look_at(request, slug)
    asked, campaign = found.asked, found.everything.campaign
    context: dict[str, Any] = {
        "campaign": campaign,
        "choices": campaign_choices(request.actor),
        "today": timezone.localdate(),
        "tab": "paper",
        "asked": asked,
        "kept": kept_fields(found),
        "charts": [(chart.value, str(word)) for chart, word in TITLES.items()],
        "papers": [(name, str(word)) for name, word in chartwords.PAPERS.items()],
        "row_choices": [(code.value, str(chartwords.TEXTS[code])) for code in asked.texts_offered],
        "rounds": rounds_offered(found),
        "groupings": groupings(asked),
        "to": Addresses(slug=slug),
        "most": MOST,
        "refusal": "",
        "unknown": unknown_text(asked) if asked.unknown else "",
        "made": made_files(request.actor, WORK, slug=slug),
    }
    try:
        printed = found.printed(timezone.now())
    except InvalidState as error:
        context |= {"refusal": error.message, "count": 0}
    else:
        context |= {
            "count": printed.count,
            "sheets": printed.sheets,
            "cut": printed.cut,
            "is_long": printed.count > MOST,
            "ways": ways_of(printed),
        }
    return render(request, "overview/chart_paper.html", context)


def ways_of(printed: Printed) -> list[tuple[Way, str]]:
    """Return how else the lines could be printed; of very many lines that takes too long to say."""
    if not 0 < printed.count <= MOST:
        return []
    return [(way, str(chartwords.TEXTS[way.texts])) for way in printed.ways()]


def rounds_offered(found: OnPaper) -> list[tuple[str, str]]:
    """Return the frozen rounds that the chart can be of; the one that is asked for always."""
    asked, campaign = found.asked, found.everything.campaign
    rounds = frozen_rounds(campaign)
    if asked.chart is Chart.SUPPORT:
        rounds = [one for one in rounds if has_kept(one, Part.NEEDS)]
    if asked.round and asked.round not in {one.slug for one in rounds}:
        rounds += frozen_named(campaign, asked.round)
    return [(one.slug, round_name(one)) for one in rounds]


def groupings(asked: PaperAsked) -> list[tuple[str, str]]:
    found = [(code.value, str(word)) for code, word in chartwords.GROUPINGS.items()]
    if asked.chart is Chart.SUPPORT:
        found.append((NeedGrouping.SOLVER.value, _("By who clears it")))
    return found


def kept_fields(found: OnPaper) -> list[tuple[str, str]]:
    """Return the filters that came with the address and have no field of their own here."""
    own = {"group", "zoom"}
    pairs = [pair for pair in found.asked.lines.parameters() if pair[0] not in own]
    needs = found.asked.needs
    more = [("sort", needs.sort), ("state", "all" if needs.is_all else "")]
    return [*pairs, *((name, value) for name, value in more if value)]


def sheet(request: Request, slug: str) -> HttpResponse:
    """Send one sheet as SVG: to look at, and with `file` to take along."""
    found = look_at(request, slug)
    found.check()
    now = timezone.now()
    printed = found.printed(now)
    number = number_of(request.GET.get("sheet", ""), PAGE_DIGITS) or 1
    if number > len(printed.sheets):
        raise NotFound
    picture = screen_svg(printed.sheets[number - 1], printed.title)
    if "file" in request.GET:
        return download(picture.encode(), f"{printed.title} {found.standing(now)} {number}.svg")
    return HttpResponse(picture, content_type=f"{SVG}; charset=utf-8")


def pdf(request: Request, slug: str) -> HttpResponse:
    """Send the PDF; a chart of many lines is asked for on its page and made behind."""
    found, now = look_at(request, slug), timezone.now()
    found.check()
    printed = found.printed(now)
    if printed.count > MOST:
        return HttpResponseRedirect(f"{found.asked.lines.path}?{found.asked.query()}")
    made = as_pdf(found, printed, now)
    return download(made.payload, made.name)


def make(request: Request, slug: str) -> HttpResponse:
    """Have the PDF made in the background; go to where one sees how far it is."""
    found = look_at(request, slug)
    found.check()
    job = ask_chart(request.actor, found)
    return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")


def made(request: Request, token: str) -> HttpResponse:
    """Send a PDF that was made in the background, to whoever asked for it."""
    name, payload = made_file(request.actor, WORK, token)
    return download(payload, name)

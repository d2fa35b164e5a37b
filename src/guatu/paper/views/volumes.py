"""佐证成卷: the volumes of a campaign, one with its contents, its folder and its bound file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_target
from guatu.core.filenames import clipped, safe_name
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.interchange.zipping import stream_zip
from guatu.ledgers.queries.visibility import visible_entry
from guatu.paper.actions.volumes import ask_volume
from guatu.paper.models import Volume, VolumePaper
from guatu.paper.policies import can_bind
from guatu.paper.queries.volumes import (
    forming_jobs,
    matter_of,
    numbers_of,
    papers_for,
    units_with_papers,
    visible_volume,
    visible_volumes,
)
from guatu.paper.views.common import chosen, chosen_or_none_here, frame_of
from guatu.paper.volumebinding import bytes_of
from guatu.paper.volumewords import (
    LATER,
    NOTED,
    SORTS,
    contents_book,
    file_name,
    file_names,
    number_text,
    pages_text,
)
from guatu.shell.downloads import download_stream
from guatu.shell.errors import BadRequest, InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

HERE = "paper:volumes"
PAGE = 50
PAPERS_A_PAGE = 200


def index(request: Request) -> HttpResponse:
    """List the volumes of a campaign, the newest first; form one of a unit."""
    campaign = chosen(request)
    if campaign is None:
        return render(request, "paper/none.html", frame_of(request, campaign, HERE))
    return shown(request, campaign)


def shown(request: Request, campaign: Campaign, *, refusal: str = "") -> HttpResponse:
    rows = visible_volumes(request.actor, campaign).order_by("-number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = frame_of(request, campaign, HERE) | {
        "page": page,
        "refusal": refusal,
        "numbers": numbers_in_words(page.object_list),
        "jobs": forming_jobs(request.actor, campaign),
        "units": list(units_with_papers(request.actor, campaign)),
        "may_bind": can_bind(request.actor),
        "sorts": {code: str(word) for code, word in SORTS.items()},
    }
    status = 422 if refusal else 200
    return render(request, "paper/volumes.html", context, status=status)


def form(request: Request, slug: str) -> HttpResponse:
    """Ask for a volume of an entry, a target or a unit; go to where one sees how far it is."""
    campaign = chosen_or_none_here(request, slug)
    sort = request.POST.get("sort", "")
    key = whole(request.POST.get("key", ""))
    if sort not in Volume.Sort.values or key is None:
        raise BadRequest(_("Choose what the volume is to be about."))
    matter = matter_of(request.actor, campaign, sort, key)
    try:
        job = ask_volume(request.actor, matter)
    except InvalidState as error:
        return shown(request, campaign, refusal=f"{matter.title}：{error.message}")
    return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")


def volume(request: Request, volume_id: int) -> HttpResponse:
    """Show a volume with its contents."""
    row = visible_volume(request.actor, volume_id)
    papers = row.papers.select_related("evidence").order_by("ordinal")
    context = frame_of(request, row.campaign, HERE) | {
        "volume": row,
        "number": numbers_in_words([row])[row.pk],
        "page": Paginator(papers, PAPERS_A_PAGE).get_page(request.GET.get("page")),
        "sorts": {code: str(word) for code, word in SORTS.items()},
        "later": {code: str(word) for code, word in LATER.items()},
        "pages_text": pages_text,
        "may_bind": can_bind(request.actor),
        "key": row.entry_id or row.target_id or row.unit_id,
    }
    return render(request, "paper/volume.html", context)


def of_entry(request: Request, entry_id: int) -> HttpResponse:
    """Show, on the page of an entry, its volumes and the button."""
    entry = visible_entry(request.actor, entry_id)
    return part(request, entry.campaign, Volume.Sort.ENTRY, entry.pk)


def of_target(request: Request, target_id: int) -> HttpResponse:
    """Show, on the page of a target, its volumes and the button."""
    target = visible_target(request.actor, target_id)
    return part(request, target.campaign, Volume.Sort.TARGET, target.pk)


def part(request: Request, campaign: Campaign, sort: Volume.Sort, key: int) -> HttpResponse:
    """Render volumes of one thing; nothing for whom its papers are no business."""
    try:
        matter = matter_of(request.actor, campaign, sort, key)
    except NotFound:
        return HttpResponse("")
    found = visible_volumes(request.actor, campaign).filter(sort=sort, **{f"{sort.value}_id": key})
    rows = list(found.order_by("-number")[:PAGE])
    context = {
        "campaign": campaign,
        "rows": rows,
        "numbers": numbers_in_words(rows) if rows else {},
        "count": len(papers_for(request.actor, matter)),
        "sort": sort.value,
        "key": key,
        "may_bind": can_bind(request.actor),
    }
    return render(request, "paper/volumes_part.html", context)


def numbers_in_words(rows: Iterable[Volume]) -> dict[int, str]:
    return {key: number_text(numbers) for key, numbers in numbers_of(rows).items()}


def bound(request: Request, volume_id: int) -> HttpResponseBase:
    """Send the bound file."""
    row = visible_volume(request.actor, volume_id)
    if row.bound is None:
        raise NotFound(_("This volume was formed without a bound file: printing is not installed."))
    return evidence_response(row.bound)


def paper(request: Request, volume_id: int, evidence_id: int) -> HttpResponseBase:
    """Send one paper of a volume, as it was received."""
    row = visible_volume(request.actor, volume_id)
    found = row.papers.select_related("evidence").filter(evidence=evidence_id).first()
    if found is None:
        raise NotFound
    return evidence_response(found.evidence)


def folder(request: Request, volume_id: int) -> HttpResponseBase:
    """Send a volume as a folder of files, piece by piece: contents, bound file, the papers."""
    row = visible_volume(request.actor, volume_id)
    return download_stream(stream_zip(files_of(row)), f"{named(row)}.zip")


def named(row: Volume) -> str:
    return file_name(row.title, numbers_of([row])[row.pk])


def files_of(row: Volume) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield what lies in the folder; a paper that is no longer kept as it came is told, not skipped."""
    papers = list(row.papers.select_related("evidence").order_by("ordinal"))
    book = contents_book(row, papers, numbers_of([row])[row.pk])
    yield f"{_('Contents of the volume')}.xlsx", partial(write_xlsx, book)
    if row.bound is not None and (payload := bytes_of(row.bound)) is not None:
        yield clipped(safe_name(f"{named(row)}.pdf")), partial(bytes, payload)
    safe = {paper.ordinal: safe_name(paper.evidence.file_name) for paper in papers}
    for name, one in zip(file_names(papers, safe), papers, strict=True):
        yield from file_of(name, one)


def file_of(name: str, one: VolumePaper) -> Iterator[tuple[str, Callable[[], bytes]]]:
    payload = bytes_of(one.evidence)
    if payload is None:
        note = _("%(file)s is no longer kept as it was received.") % {
            "file": one.evidence.file_name
        }
        yield f"{name}{NOTED}", partial(note.encode, "utf-8")
    else:
        yield name, partial(bytes, payload)

"""Bulletins: the list, a new one, one of them with its words and files."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_campaign
from guatu.interchange.official.writing import write_official
from guatu.paper.actions.bulletins import (
    draft_bulletin,
    drop_bulletin,
    edit_bulletin,
    is_edited,
    refill_bulletin,
    reopen_bulletin,
    submit_bulletin,
)
from guatu.paper.bulletinforms import NewBulletinForm, WordsForm, words_of
from guatu.paper.bulletinwords import SORTS, STATES
from guatu.paper.deviationwords import deviations_of
from guatu.paper.models import Bulletin
from guatu.paper.policies import can_see_bulletins
from guatu.paper.printing import official_pdf, why_no_pdf
from guatu.paper.queries.bulletins import (
    length_of_bulletin,
    paper_of,
    rounds_for,
    templates_for,
    visible_bulletin,
    visible_bulletins,
)
from guatu.paper.queries.layoutchecks import report_of
from guatu.paper.views.common import (
    chosen,
    chosen_or_none_here,
    frame_of,
)
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState, NotFound, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

HERE = "paper:index"
REFUSED = 422
ROWS = 100  # of the list, the newest first


def index(request: Request) -> HttpResponse:
    """List the bulletins of a campaign; whoever sees none of them finds the other papers here."""
    campaign = chosen(request)
    context = frame_of(request, campaign, HERE) | {"sorts": SORTS, "states": STATES}
    if campaign is None:
        return render(request, "paper/none.html", context)
    rows = visible_bulletins(request.actor, campaign).exclude(state=Bulletin.State.DROPPED)
    context |= {
        "rows": list(rows.order_by("-ends_on", "-pk")[:ROWS]),
        "may_see": can_see_bulletins(request.actor),
        "may_write": can_manage_campaign(request.actor, campaign),
    }
    return render(request, "paper/bulletins.html", context)


def new(request: Request, slug: str) -> HttpResponse:
    """Draft a bulletin of a round or a period."""
    campaign = chosen_or_none_here(request, slug)
    check_writes(request, campaign)
    form = NewBulletinForm(
        request.POST if request.method == "POST" else None,
        rounds=list(rounds_for(campaign)),
        templates=list(templates_for(campaign)),
        initial={"round": request.GET.get("round"), "sort": request.GET.get("sort")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = draft_bulletin(request.actor, campaign, form.matter, wording=form.wording)
        except InvalidState as error:
            form.add_error("day", error.message)
        else:
            messages.success(
                request, _("The draft is there. Read it, change what is to be said otherwise.")
            )
            return to_bulletin(row)
    context = frame_of(request, campaign, HERE) | {"form": form}
    return render(
        request, "paper/bulletin_new.html", context, status=REFUSED if form.is_bound else 200
    )


def check_writes(request: Request, campaign: Campaign) -> None:
    if not can_manage_campaign(request.actor, campaign):
        raise NotFound


def to_bulletin(row: Bulletin) -> HttpResponse:
    return HttpResponseRedirect(reverse("paper:bulletin", args=[row.pk]))


def bulletin(request: Request, bulletin_id: int) -> HttpResponse:
    """Show a bulletin as it reads, and its words to be changed while it is a draft."""
    row = visible_bulletin(request.actor, bulletin_id)
    return shown(request, row, WordsForm(initial=words_of(row)))


def shown(
    request: Request, row: Bulletin, form: WordsForm, *, status: int | None = None
) -> HttpResponse:
    campaign = row.campaign
    context = frame_of(request, campaign, HERE) | {
        "row": row,
        "form": form,
        "sorts": SORTS,
        "states": STATES,
        "paper": (paper := paper_of(row)),
        "no_pdf": "" if row.pdf else why_no_pdf(paper),
        "length": length_of_bulletin(row),
        "is_edited": is_edited(row),
        "may_write": can_manage_campaign(request.actor, campaign),
        **deviations_of(report_of(row)),
    }
    usual = REFUSED if form.is_bound else 200
    return render(request, "paper/bulletin.html", context, status=status or usual)


def edit(request: Request, bulletin_id: int) -> HttpResponse:
    """Write the words of a draft, and hand it in where that was pressed: nothing typed is lost by it."""
    row = visible_bulletin(request.actor, bulletin_id)
    version = version_read(request)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return shown(request, row, form)
    try:
        edit_bulletin(request.actor, row, version, form.words)
    except InvalidState as error:
        form.add_error(None, error.message)
        return shown(request, row, form)
    except Stale:
        row = visible_bulletin(request.actor, bulletin_id)
        form.add_error(
            None,
            _(
                "Somebody changed this draft meanwhile: beside is how it reads now, your words are"
                " still in the form. Take over what is missing, then save."
            ),
        )
        return shown(request, row, form, status=Stale.status)
    if request.POST.get("then") == "submit":
        row = visible_bulletin(request.actor, bulletin_id)
        return handed_in(request, row, row.version)
    messages.success(request, _("Saved."))
    return to_bulletin(row)


def handed_in(request: Request, row: Bulletin, version: int) -> HttpResponse:
    """Hand a draft in; what its files lack is said at once and stays on its page."""
    row = submit_bulletin(request.actor, row, version)
    if row.pdf is None:
        said = {"why": why_no_pdf(paper_of(row))}
        messages.warning(request, _("Only the Word file was kept, no PDF: %(why)s") % said)
    else:
        messages.success(request, _("Handed in: the Word file and the PDF are kept as they are."))
    if count := len(report_of(row).deviations):
        text = ngettext(
            "It was handed in with %(num)s deviation from GB/T 9704, listed below.",
            "It was handed in with %(num)s deviations from GB/T 9704, listed below.",
            count,
        )
        messages.warning(request, text % {"num": count})
    return to_bulletin(row)


Step = Callable[[Request, Bulletin, int], object]


def step(request: Request, bulletin_id: int, take: Step) -> HttpResponse:
    """Take one step with a bulletin at the version that was read."""
    row = visible_bulletin(request.actor, bulletin_id)
    take(request, row, version_read(request))
    return to_bulletin(row)


def refill(request: Request, bulletin_id: int) -> HttpResponse:
    """Fill a draft anew with the facts as they are now."""
    return step(request, bulletin_id, lambda r, row, at: refill_bulletin(r.actor, row, at))


def submit(request: Request, bulletin_id: int) -> HttpResponse:
    """Mark a draft as handed in for approval and keep its files."""
    row = visible_bulletin(request.actor, bulletin_id)
    return handed_in(request, row, version_read(request))


def reopen(request: Request, bulletin_id: int) -> HttpResponse:
    """Take back what was handed in."""
    return step(
        request,
        bulletin_id,
        lambda r, row, at: reopen_bulletin(r.actor, row, at, r.POST.get("reason", "")),
    )


def drop(request: Request, bulletin_id: int) -> HttpResponse:
    """Drop a draft."""
    row = visible_bulletin(request.actor, bulletin_id)
    drop_bulletin(request.actor, row, version_read(request))
    messages.success(request, _("The draft is dropped."))
    return HttpResponseRedirect(reverse(HERE))


def file(request: Request, bulletin_id: int, form: str) -> HttpResponseBase:
    """Send a bulletin as `docx` or `pdf`: what was handed in as it was kept, a draft as it is."""
    row = visible_bulletin(request.actor, bulletin_id)
    if form not in {"docx", "pdf"}:
        raise NotFound
    kept = row.docx if form == "docx" else row.pdf
    if kept is not None:
        return evidence_response(kept)
    name = f"{row.title}.{form}"
    if form == "docx":
        return download(write_official(paper_of(row)), name)
    return download(official_pdf(paper_of(row)), name)

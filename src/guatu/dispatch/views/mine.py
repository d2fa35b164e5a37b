"""我的填报: all that a liaison owes in a round, in one column."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.campaigns.queries import owed_count
from guatu.core.actors import Actor
from guatu.dispatch.actions import (
    Draft,
    attach_evidence,
    save_draft,
    submit_check_ins,
)
from guatu.dispatch.forms import REPORTABLE, DraftForm, prefix_of
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.cards import SAYS_DUE, cards, owed_rows, receipt_rows, still_open
from guatu.dispatch.queries.checkins import RoundOwed, ready, rounds_owed
from guatu.dispatch.uploads import payload_of
from guatu.planning.queries.receiving import asks_of
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import InvalidState, NotFound, ShellError, Stale
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

CARDS_A_PAGE = 30


@dataclass(slots=True)
class Posted:
    """What a page sent, card by card, and what became of it."""

    values: dict[int, Draft] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    errors: dict[int, list[str]] = field(default_factory=dict)
    conflicts: dict[int, Draft] = field(default_factory=dict)

    @property
    def status(self) -> int:
        if self.errors:
            return 422
        return 412 if self.conflicts else 200


def mine(request: Request) -> HttpResponse:
    rounds = rounds_owed(request.actor)
    if not rounds:
        figures = owed_count(request.actor, timezone.localdate())
        context = {"figures_owed": figures, "issuing_asks": asks_of(request.actor)}
        return render(request, "dispatch/nothing_owed.html", context)
    owed = chosen(rounds, request.GET.get("round"), last_campaign(request))
    return show(request, rounds, owed, Posted())


def chosen(rounds: list[RoundOwed], slug: str | None, campaign: str | None) -> RoundOwed:
    """Return the round asked for, else the newest of the campaign looked at last, else of all."""
    if slug is None:
        of_it = (owed for owed in rounds if owed.round.campaign.slug == campaign)
        return next(of_it, rounds[0])
    for owed in rounds:
        if owed.round.slug == slug:
            return owed
    raise NotFound(_("There is nothing here, or it is not for your eyes."))


def show(
    request: Request, rounds: list[RoundOwed], owed: RoundOwed, posted: Posted
) -> HttpResponse:
    all_rows = list(owed_rows(request.actor, owed.round))
    page = page_of(request, [row.pk for row in all_rows])
    on_page = owed_rows(request.actor, owed.round).filter(pk__in=page.object_list)
    context: dict[str, Any] = {
        "rounds": rounds,
        "owed": owed,
        "page": page,
        "cards": cards(on_page),
        "ready_count": len(ready(all_rows)),
        "submitted_count": sum(row.received_at is not None for row in all_rows),
        "unit_count": len({row.unit_id for row in all_rows}),
        "posted": posted,
        "prefix_of": prefix_of,
        "draft_of": Draft.of,
        "reportable": REPORTABLE,
        "upload_note": UPLOAD_NOTE,
        "says_due": SAYS_DUE,
        "today": timezone.localdate(),
        "figures_owed": owed_count(request.actor, timezone.localdate()),
        "issuing_asks": asks_of(request.actor),
    }
    return render(request, "dispatch/mine.html", context, status=posted.status)


def page_of(request: Request, ids: list[int]) -> Page[int]:
    number = request.GET.get("page", "1")
    return Paginator(ids, CARDS_A_PAGE).get_page(number)


def save(request: Request, round_id: int) -> HttpResponse:
    """Save the cards of a page, without a script; with `submit`, hand in all that is filled in."""
    rounds = rounds_owed(request.actor)
    owed = next((one for one in rounds if one.round.pk == round_id), None)
    if owed is None:
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    posted = keep(request, owed.round)
    if posted.status != 200:  # noqa: PLR2004 nothing of it is kept; the page shows it all again
        return show(request, rounds, owed, posted)
    if request.POST.get("act") == "submit":
        try:
            event = submit_check_ins(request.actor, owed.round)
        except InvalidState as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(address(request, owed.round))
        return HttpResponseRedirect(reverse("dispatch:receipt", args=[event.number]))
    now = timezone.localtime().strftime("%H:%M")
    messages.success(request, _("Saved %(time)s") % {"time": now})
    return HttpResponseRedirect(address(request, owed.round))


def address(request: Request, one: Round) -> str:
    page = request.POST.get("page", "1")
    number = f"&page={page}" if whole(page) is not None and page != "1" else ""
    return f"{reverse('dispatch:mine')}?round={one.slug}{number}"


def keep(request: Request, one: Round) -> Posted:
    """Save each card that differs from what stands, and take its files."""
    posted = Posted()
    ids = {pk for text in request.POST.getlist("card") if (pk := whole(text)) is not None}
    for row in owed_rows(request.actor, one).filter(pk__in=ids).select_related("entry__kind"):
        form = DraftForm(request.POST, prefix=prefix_of(row.pk))
        if not form.is_valid():
            posted.errors[row.pk] = [str(text) for texts in form.errors.values() for text in texts]
            posted.values[row.pk] = typed(form, row)
            posted.versions[row.pk] = row.version
            continue
        posted.values[row.pk] = form.draft()
        posted.versions[row.pk] = form.cleaned_data["version"]
        keep_card(request, row, posted)
    return posted


def typed(form: DraftForm, row: CheckIn) -> Draft:
    """Return what an invalid card held, as far as it can be shown again."""
    clean = form.cleaned_data
    prefix = form.prefix or ""
    return Draft(
        said=form.data.get(f"{prefix}-said", ""),
        problem=form.data.get(f"{prefix}-problem", ""),
        is_unchanged=bool(clean.get("is_unchanged")),
        outcome=clean.get("outcome") or row.outcome,
        progress=row.progress,
        reported_lamp=clean.get("reported_lamp") or None,
    )


def keep_card(request: Request, row: CheckIn, posted: Posted) -> None:
    draft = posted.values[row.pk]
    files = request.FILES.getlist(f"{prefix_of(row.pk)}-evidence")
    try:
        if draft != Draft.of(row):
            save_draft(request.actor, row.pk, posted.versions[row.pk], draft)
        for file in files:
            attach_evidence(request.actor, row.pk, payload_of(file), file.name or "")
    except Stale as stale:
        posted.conflicts[row.pk] = Draft(**stale.fields["current"])  # type: ignore[arg-type]  # from asdict
        posted.versions[row.pk] = int(str(stale.fields["version"]))
    except ShellError as refusal:
        posted.errors[row.pk] = [refusal.message]


def draft(request: Request, check_in_id: int) -> HttpResponse:
    """Save one card by itself; the island sends this while the liaison types."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    row = save_draft(request.actor, check_in_id, form.cleaned_data["version"], form.draft())
    return JsonResponse(
        {
            "version": row.version,
            "saved_at": timezone.localtime(row.saved_at).strftime("%H:%M"),
            "is_ready": bool(ready([row])),
            "stored": asdict(Draft.of(row)),
        }
    )


def receipt(request: Request, number: int) -> HttpResponse:
    """Show what was handed in by one act, to whoever handed it in."""
    moves = receipt_rows(request.actor, number)
    if not moves:
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    one = moves[0].check_in.round
    context = {
        "number": number,
        "moves": moves,
        "round": one,
        "received_at": moves[0].moved_at,
        "late_count": sum(move.check_in.is_late for move in moves),
        "still_open": open_left(request.actor, one),
    }
    return render(request, "dispatch/receipt.html", context)


def open_left(actor: Actor, one: Round) -> int:
    return 0 if one.state == Round.State.FROZEN else still_open(actor, one)

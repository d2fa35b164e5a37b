"""Saving cards and handing them in, with a script card by card, without one a page at a time."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.dispatch.actions import Draft, save_draft, submit_check_ins
from guatu.dispatch.forms import DraftForm, prefix_of
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.cards import OFFICIAL, with_all
from guatu.dispatch.queries.checkins import fillable, owed_round, ready, rounds_owed
from guatu.dispatch.queries.register import own_rows, registered
from guatu.dispatch.views.mine import show
from guatu.dispatch.views.posting import card_ids, keep
from guatu.dispatch.views.register import show_register
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

CONFLICT = 409


def save(request: Request, round_id: int) -> HttpResponse:
    """Save the cards of a page, without a script; with `submit`, hand in all that is filled in."""
    one = round_to_save(request, round_id)
    if one is None:
        return too_late(request, round_id)
    is_register = request.POST.get("part") == "register"
    rows = part_of(request, one, is_register=is_register)
    posted = keep(request, rows)
    if posted.status != 200:  # noqa: PLR2004 nothing of it is kept; the page shows it all again
        page = show_register if is_register else show
        rounds = rounds_owed(request.actor, timezone.now())
        owed = next(each for each in rounds if each.round.pk == round_id)
        return page(request, rounds, owed, posted)
    if request.POST.get("act") == "submit":
        return hand_in(request, one, rows)
    now = timezone.localtime().strftime("%H:%M")
    messages.success(request, _("Saved %(time)s") % {"time": now})
    return HttpResponseRedirect(address(request, one))


def round_to_save(request: Request, round_id: int) -> Round | None:
    """Return the round if something is owed in it; where cards are only handed in, that finds out."""
    if card_ids(request) or request.POST.get("act") != "submit":
        return owed_round(request.actor, round_id)
    return Round.objects.exclude(state=Round.State.FROZEN).filter(pk=round_id).first()


def part_of(request: Request, one: Round, *, is_register: bool) -> QuerySet[CheckIn]:
    """Return the rows of the page that was sent: the register of villages, or the others."""
    today = timezone.localdate()
    rows = registered if is_register else own_rows
    return rows(request.actor, one, today).order_by(*OFFICIAL)


def hand_in(request: Request, one: Round, rows: QuerySet[CheckIn]) -> HttpResponse:
    try:
        event = submit_check_ins(request.actor, one, owed=rows)
    except InvalidState as refusal:
        if owed_round(request.actor, one.pk) is None:
            return too_late(request, one.pk)
        messages.error(request, refusal.message)
        return HttpResponseRedirect(address(request, one))
    return HttpResponseRedirect(reverse("dispatch:receipt", args=[event.number]))


def too_late(request: Request, round_id: int) -> HttpResponse:
    """Give back what was typed into a round that was frozen meanwhile: nothing of it is lost."""
    rows = fillable(request.actor).filter(round=round_id, round__state=Round.State.FROZEN)
    sent = list(with_all(rows.filter(pk__in=card_ids(request)).order_by(*OFFICIAL)))
    if not sent:
        raise NotFound
    texts = [(row, typed_texts(request, row.pk)) for row in sent]
    context = {"round": sent[0].round, "texts": [one for one in texts if one[1]]}
    return render(request, "dispatch/too_late.html", context, status=CONFLICT)


def typed_texts(request: Request, check_in_id: int) -> list[str]:
    prefix = prefix_of(check_in_id)
    names = ("said", "following", "problem", "missed_reason")
    found = (request.POST.get(f"{prefix}-{name}", "").strip() for name in names)
    return [text for text in found if text]


def address(request: Request, one: Round) -> str:
    name = "register" if request.POST.get("part") == "register" else "mine"
    page = request.POST.get("page", "1")
    number = f"&page={page}" if whole(page) is not None and page != "1" else ""
    return f"{reverse(f'dispatch:{name}')}?round={one.slug}{number}"


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
            "is_late": row.round.state != Round.State.OPEN,
            "stored": asdict(Draft.of(row)),
        }
    )

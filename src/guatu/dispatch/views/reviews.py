"""审核: what changed since the time before; approve many at once, return one with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.dispatch.actions import Pick, Words, approve_check_ins, return_check_in
from guatu.dispatch.forms import ReturnForm, VerifyForm, read_pick
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.cards import SAYS_DUE, review_items
from guatu.dispatch.recognitions import recognised
from guatu.shell.errors import InvalidState
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

ITEMS_A_PAGE = 50


def reviews(request: Request) -> HttpResponse:
    today = timezone.localdate()
    after = whole(request.GET.get("after", ""))
    items, total = review_items(request.actor, limit=ITEMS_A_PAGE + 1, after=after)
    context = {
        "items": items[:ITEMS_A_PAGE],
        "total": total,
        "recognised": recognised(item.row for item in items),
        "today": today,
        "says_due": SAYS_DUE,
        "next": items[ITEMS_A_PAGE - 1].row.pk if len(items) > ITEMS_A_PAGE else None,
        "is_first": after is None,
    }
    return render(request, "dispatch/reviews.html", context)


def approve(request: Request) -> HttpResponse:
    """Approve what is chosen, or the one whose own button was pressed."""
    sent = request.POST.getlist("only") or request.POST.getlist("pick")
    picks = [pick for text in sent if (pick := read_pick(text)) is not None]
    form = VerifyForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("Say how it was verified, with a note of 500 characters at most."))
    words = Words(reason=form.cleaned_data["note"], method=form.cleaned_data["method"])
    count = approve_check_ins(request.actor, picks, timezone.localdate(), words=words)
    messages.success(
        request,
        ngettext("%(count)d item approved.", "%(count)d items approved.", count) % {"count": count},
    )
    return HttpResponseRedirect(reverse("dispatch:reviews"))


def give_back(request: Request, check_in_id: int) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    pick = Pick(id=check_in_id, version=form.cleaned_data["version"])
    to = form.cleaned_data["to"] or CheckIn.State.RETURNED
    reason = form.cleaned_data["reason"]
    row = return_check_in(request.actor, pick, reason, timezone.localdate(), to=to)
    messages.success(
        request,
        _("“%(title)s” went back to %(unit)s.")
        % {"title": row.entry.title, "unit": row.unit.label},
    )
    return HttpResponseRedirect(reverse("dispatch:reviews"))

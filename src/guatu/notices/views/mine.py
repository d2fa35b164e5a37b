"""消息: a person's own list, and opening one of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.notices.actions.reading import open_notice, read_all
from guatu.notices.queries.counts import unread_count
from guatu.notices.queries.lists import Wanted, notices_for
from guatu.notices.sorts import label_of
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

LONGEST = 60
LAST_PAGE = 1000


def index(request: Request) -> HttpResponse:
    wanted = Wanted(
        campaign=request.GET.get("campaign", "")[:LONGEST],
        sort=request.GET.get("sort", "")[:LONGEST],
        page=whole(request.GET.get("page", ""), most=LAST_PAGE) or 1,
    )
    listed = notices_for(request.actor, wanted)
    context = {
        "wanted": wanted,
        "listed": listed,
        "unread": unread_count(request.actor),
        "sorts": [(code, label_of(code)) for code in listed.sorts],
        "label_of": label_of,
        "newer": page_address(request, wanted.page - 1) if wanted.page > 1 else "",
        "older": page_address(request, wanted.page + 1) if listed.has_more else "",
    }
    return render(request, "notices/index.html", context)


def page_address(request: Request, page: int) -> str:
    parameters = request.GET.copy()
    parameters["page"] = str(page)
    return f"?{parameters.urlencode()}"


def open_one(request: Request, notice_id: int) -> HttpResponse:
    """Take it from the unread and go to its page; where that is not for one's eyes, back to the list."""
    notice, is_open = open_notice(request.actor, notice_id)
    if is_open:
        return redirect(notice.address)
    return redirect("notices:index")


def all_read(request: Request) -> HttpResponse:
    count = read_all(request.actor)
    if count:
        messages.success(request, _("All notices are marked as read."))
    return redirect(reverse("notices:index"))

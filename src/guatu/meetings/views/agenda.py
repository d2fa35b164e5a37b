"""The office's hand on an agenda: items added, worded, moved, dropped; who comes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guatu.meetings.actions.agenda import (
    add_item,
    drop_item,
    edit_item,
    move_item,
    set_invitations,
)
from guatu.meetings.forms import ItemForm
from guatu.meetings.queries.meetings import visible_item, visible_meeting
from guatu.meetings.views.common import check_runs, to_meeting
from guatu.meetings.views.meetings import show_meeting
from guatu.shell.errors import InvalidState
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

MOVES = {"up": -1, "down": 1}


def add(request: Request, meeting_id: int) -> HttpResponse:
    """Put a matter on the agenda."""
    meeting = visible_meeting(request.actor, meeting_id)
    check_runs(request, meeting.campaign)
    form = ItemForm(request.POST)
    if form.is_valid():
        try:
            item = add_item(request.actor, meeting, form.change)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is on the agenda, last."))
            return to_meeting(meeting, f"item-{item.pk}")
    return show_meeting(request, meeting, item=form)


def edit(request: Request, item_id: int) -> HttpResponse:
    """Say what is to be decided on an item."""
    item = visible_item(request.actor, item_id)
    check_runs(request, item.meeting.campaign)
    form = ItemForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("A question has at most 300 characters, an item 1 to 120 minutes."))
    edit_item(request.actor, item, version=version_read(request), change=form.change)
    messages.success(request, _("Saved."))
    return to_meeting(item.meeting, f"item-{item.pk}")


def drop(request: Request, item_id: int) -> HttpResponse:
    """Take an item off the agenda, or put it back (`back=1`)."""
    item = visible_item(request.actor, item_id)
    is_dropped = request.POST.get("back") != "1"
    drop_item(request.actor, item, version=version_read(request), is_dropped=is_dropped)
    return to_meeting(item.meeting, "agenda")


def move(request: Request, item_id: int) -> HttpResponse:
    """Move an item: one up or down, or to a place (`to`, from 1)."""
    item = visible_item(request.actor, item_id)
    shown = item.meeting.items.filter(is_dropped=False).order_by("position", "pk")
    ids = list(shown.values_list("pk", flat=True))
    at = ids.index(item.pk) if item.pk in ids else 0
    to = place_of(request, at)
    move_item(request.actor, item, version=version_read(request), to=to)
    return to_meeting(item.meeting, f"item-{item.pk}")


def place_of(request: Request, at: int) -> int:
    step = MOVES.get(request.POST.get("step", ""))
    to = whole(request.POST.get("to", ""))
    if step is None and to is None:
        raise InvalidState(_("Say where it is to stand."))
    return at + step if step is not None else (to or 1) - 1


def invite(request: Request, meeting_id: int) -> HttpResponse:
    """Say which units come."""
    meeting = visible_meeting(request.actor, meeting_id)
    wanted = [pk for text in request.POST.getlist("unit") if (pk := whole(text)) is not None]
    set_invitations(request.actor, meeting, version=version_read(request), unit_ids=wanted)
    messages.success(request, _("Saved."))
    return to_meeting(meeting, "invitations")

"""议定事项清单 and the agenda: on the page, on paper, as files; corrections of what is frozen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.burden.lengths import Paper
from guatu.interchange.tablebook.writers import WRITERS
from guatu.meetings.actions.running import correct as correct_minutes
from guatu.meetings.books import decisions_book, hash_note
from guatu.meetings.models import Meeting
from guatu.meetings.queries.followup import decision_lines
from guatu.meetings.queries.items import item_lines, screen_of, spoken_of
from guatu.meetings.queries.meetings import visible_decisions, visible_meeting
from guatu.meetings.views.common import bar
from guatu.shell.burdenrules import length_note
from guatu.shell.downloads import download
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


def minutes(request: Request, meeting_id: int) -> HttpResponse:
    """Show what was decided and how it stands now, with the frozen words and their corrections."""
    meeting = visible_meeting(request.actor, meeting_id)
    today = timezone.localdate()
    lines = decision_lines(request.actor, meeting, today)
    seen = {line.decision.pk for line in lines}
    context = bar(request, meeting.campaign) | {
        "meeting": meeting,
        "lines": lines,
        "corrections": [
            row
            for row in meeting.corrections.select_related("decision").order_by("pk")
            if row.decision_id is None or row.decision_id in seen
        ],
        "hash_note": hash_note(meeting, lines),
        "length_note": length_note("".join(line.decision.text for line in lines), Paper.GENERAL),
        "today": today,
        "forms": list(WRITERS),
    }
    return render(request, "meetings/minutes.html", context)


def minutes_file(request: Request, meeting_id: int, form: str) -> HttpResponse:
    """Send the list of what was decided as a file."""
    meeting = visible_meeting(request.actor, meeting_id)
    if form not in WRITERS:
        raise NotFound
    today = timezone.localdate()
    book = decisions_book(meeting, decision_lines(request.actor, meeting, today), today)
    return download(WRITERS[form](book), f"{book.title}.{form}")


def correct(request: Request, meeting_id: int) -> HttpResponse:
    """Correct frozen minutes by a row of its own."""
    meeting = visible_meeting(request.actor, meeting_id)
    wanted = whole(request.POST.get("decision", ""))
    decision = (
        visible_decisions(request.actor, meeting).filter(pk=wanted).first() if wanted else None
    )
    correct_minutes(
        request.actor,
        meeting,
        text=request.POST.get("text", ""),
        reason=request.POST.get("reason", ""),
        decision=decision,
    )
    messages.success(request, _("Corrected; what was frozen stands beside it."))
    return HttpResponseRedirect(reverse("meetings:minutes", args=[meeting.pk]))


def paper(request: Request, meeting_id: int) -> HttpResponse:
    """Show the agenda for those who want paper: two items a page."""
    meeting: Meeting = visible_meeting(request.actor, meeting_id)
    today = timezone.localdate()
    lines = spoken_of(item_lines(request.actor, meeting, today))
    context = bar(request, meeting.campaign) | {
        "meeting": meeting,
        "screens": [screen_of(request.actor, meeting, line, today) for line in lines],
        "today": today,
    }
    return render(request, "meetings/paper.html", context)

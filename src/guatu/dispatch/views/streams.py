"""What was reported of an entry: part of its page for htmx, a page of its own without."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from guatu.core.lamps import pace_share
from guatu.dispatch.courses import Facts, draw
from guatu.dispatch.queries.beside import back, beside
from guatu.dispatch.queries.streams import (
    Report,
    course_facts,
    has_supports,
    read_place,
    stream_of,
)
from guatu.dispatch.recognitions import recognised
from guatu.ledgers.queries import definition_of, visible_entry
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


def entry_stream(request: Request, entry_id: int) -> HttpResponse:
    """Show the course of an entry and its stream.

    `?after=` names where older events begin, `?all=1` asks for the support units' reports too.
    """
    entry = visible_entry(request.actor, entry_id)
    after = read_place(request.GET.get("after", ""))
    with_supports = request.GET.get("all") == "1"
    stream = stream_of(entry, after, with_supports=with_supports, actor=request.actor)
    reports = [event.row for event in stream.events if isinstance(event, Report)]
    is_part = bool(request.htmx) and not request.htmx.boosted
    context = {
        "entry": entry,
        "is_part": is_part,
        "is_first": after is None,
        "with_supports": with_supports,
        "stream": stream,
        "recognised": recognised(reports),
        "beside": beside(request.actor, entry, reports),
    }
    if after is None:
        today = timezone.localdate()
        facts = course_facts(entry, definition_of(entry.kind), today)
        context |= {
            "course": draw(facts, today) if facts.said or facts.goals else None,
            "facts": facts,
            "has_supports": has_supports(entry),
            "back": back(request.actor, entry, whole(request.GET.get("asof", ""))),
            "pace": asked_by_time(facts, entry.closed_on or today) if facts.has_quantity else None,
        }
    response = render(request, template(is_part=is_part, is_first=after is None), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def template(*, is_part: bool, is_first: bool) -> str:
    if not is_part:
        return "dispatch/stream.html"
    return "dispatch/stream_body.html" if is_first else "dispatch/stream_events.html"


def asked_by_time(facts: Facts, day: date) -> int:
    """Return the thousandths that an even pace asks for by the end of the day before `day`."""
    return pace_share(facts.starts_on, facts.ends_on, day)

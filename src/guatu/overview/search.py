"""The page of search, and the part of it that opens under the field in the frame."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from guatu.overview.queries.search import GROUPS, search, search_group
from guatu.overview.searchwords import marked, words_of
from guatu.shell.routes import Request

LONGEST = 200


def page(request: Request) -> HttpResponse:
    """Show what was found: the first of each group, or `?in=` one group by the page."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    words = words_of(typed)
    group = request.GET.get("in", "")
    if group in GROUPS and words:
        groups = [search_group(request.actor, words, group, request.GET.get("after", ""))]
    else:
        group = ""
        groups = search(request.actor, words)
    folded = [word.casefold() for word in words]
    context = {
        "typed": typed,
        "words": words,
        "groups": groups,
        "group": group,
        "mark": lambda text: marked(text, words),
        "is_named": lambda label: bool(folded) and all(w in label.casefold() for w in folded),
    }
    is_part = bool(request.htmx) and request.htmx.target == "found"
    return render(request, "overview/found.html" if is_part else "overview/search.html", context)

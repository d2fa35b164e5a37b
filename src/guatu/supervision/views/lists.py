"""A list page of supervision: its sections, filters and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from guatu.campaigns.models import Campaign
from guatu.shell.routes import Request
from guatu.supervision.views.parts import A_PAGE, Cell, frame_of

Chip = tuple[str, str, bool, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table of a list page; `empty` says what to do where it has no rows."""

    title: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    empty: str = ""


def show_list(
    request: Request,
    *,
    title: str,
    campaign: Campaign | None,
    sections: Sequence[Section],
    **extra: Any,
) -> HttpResponse:
    context = {"title": title, "sections": sections, **frame_of(request, campaign), **extra}
    return render(request, "supervision/list.html", context)


def paged(request: Request, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


def linker(request: Request, *names: str) -> Callable[..., str]:
    """Return what makes an address of this page with some of its filters changed."""
    now = {name: request.GET.get(name, "") for name in names}

    def link(**changed: Any) -> str:
        return "?" + urlencode({k: v for k, v in (now | changed).items() if v})

    return link


def chips_of(
    request: Request,
    name: str,
    words: Mapping[str, Any],
    *,
    counts: Mapping[str, int],
    all_word: str,
) -> list[Chip]:
    """Return the filter chips of a column: all, and each value that there is."""
    link = linker(request, name)
    chosen = request.GET.get(name, "")
    chips: list[Chip] = [(link(**{name: ""}), all_word, not chosen, sum(counts.values()))]
    chips += [
        (link(**{name: code}), str(word), chosen == code, counts[code])
        for code, word in words.items()
        if counts.get(code)
    ]
    return chips

"""The 督办 board, the sheet of it, and what a unit has to answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.sheets import workbook
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.downloads import download
from guatu.shell.formatting import moment
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.supervision.models import Directive
from guatu.supervision.policies.directives import can_issue
from guatu.supervision.queries.board import BoardAsked, Grouping, Section, board, to_export
from guatu.supervision.queries.directives import Coloured, coloured, with_parts
from guatu.supervision.queries.mine import count_on_desk, desk_of, on_desk
from guatu.supervision.views.remindertexts import board_texts
from guatu.supervision.wording import (
    COLOURS,
    GROUPINGS,
    MARKS,
    SECTIONS,
    SOURCES,
    STATES,
    TIMES,
    name_of,
)

A_PAGE = 20


def words() -> dict[str, Any]:
    """Return the words that every page of directives shows."""
    return {
        "colours": COLOURS,
        "marks": MARKS,
        "states": STATES,
        "sources": SOURCES,
        "name_of": name_of,
        "today": timezone.localdate(),
    }


def asked_of(request: Request) -> BoardAsked:
    """Read the address; what it gets wrong is as if it were not there."""
    query = request.GET
    by, section, source = query.get("by", ""), query.get("section", ""), query.get("source", "")
    return BoardAsked(
        grouping=Grouping(by) if by in set(Grouping) else Grouping.LIMIT,
        section=Section(section) if section in set(Section) else None,
        source=source if source in Directive.Source.values else "",
        unit_id=whole(query.get("unit", "")) or 0,
        words=query.get("q", "").strip()[:60],
        is_all=query.get("state") == "all" or section == Section.CLOSED,
        page=whole(query.get("page", "")) or 1,
    )


def link_of(asked: BoardAsked) -> Any:
    """Return what makes the address of the same board with something changed."""
    stated = {
        "by": asked.grouping.value if asked.grouping is not Grouping.LIMIT else "",
        "section": asked.section.value if asked.section else "",
        "source": asked.source,
        "unit": str(asked.unit_id or ""),
        "q": asked.words,
        "state": "all" if asked.is_all else "",
    }

    def link(**changed: str) -> str:
        return "?" + urlencode({k: v for k, v in (stated | changed).items() if v})

    return link


def chosen_campaign(request: Request) -> Campaign | None:
    slug = request.GET.get("campaign")
    campaign = current_campaign(request.actor, slug, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign


def board_page(request: Request) -> HttpResponse:
    """Show the board of a campaign."""
    campaign = chosen_campaign(request)
    if campaign is None:
        return render(request, "supervision/no_campaign.html")
    asked, today = asked_of(request), timezone.localdate()
    context = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "asked": asked,
        "link": link_of(asked),
        "board": board(request.actor, campaign, asked, today),
        "sections": SECTIONS,
        "groupings": GROUPINGS,
        "may_issue": (may_issue := can_issue(request.actor, campaign.unit.path)),
        "texts": board_texts(request, campaign, asked, timezone.now(), today) if may_issue else [],
        "desk": desk_of(request.actor),
        "on_desk": count_on_desk(request.actor),
        "tab": "board",
        **words(),
    }
    return render(request, "supervision/board.html", context)


def board_file(request: Request) -> HttpResponse:
    """Send the board, as it is narrowed, as a sheet."""
    campaign = chosen_campaign(request)
    if campaign is None:
        return render(request, "supervision/no_campaign.html")
    asked, today = asked_of(request), timezone.localdate()
    rows = [line_of(one) for one in to_export(request.actor, campaign, asked, today)]
    title = _("Directives")
    heads = [
        (_("Directive no."), 14), (_("Matter"), 40), (_("Unit"), 18), (_("Limit"), 12), (_("Colour"), 14),
        (_("State"), 14), (_("Days overdue"), 10), (_("Where it comes from"), 14),
        (_("Grounds"), 30), (_("What the unit is to do"), 50), *((str(label), 18) for _n, label in TIMES),
    ]  # fmt: skip
    note = f"{campaign.title} {today.isoformat()}"
    if campaign.is_simulated:
        note = f"{note} {_('Simulated data')}"
    return download(workbook(title, note, heads, rows), f"{title}{today:%Y%m%d}.xlsx")


def line_of(one: Coloured) -> list[str]:
    row = one.row
    return [
        row.label, row.title, row.unit.name, row.limit_on.isoformat(),
        f"{MARKS[one.colour]} {COLOURS[one.colour]}".strip(), str(STATES[row.state]),
        str(one.days_over or ""), str(SOURCES[row.source]), row.source_note, row.requirement,
        *(moment(at) if (at := getattr(row, name)) else "" for name, _label in TIMES),
    ]  # fmt: skip


def mine(request: Request) -> HttpResponse:
    """List what waits on the actor's desk, in one column for the phone; `?all=1` closed ones too."""
    is_all = request.GET.get("all") == "1"
    today = timezone.localdate()
    rows = with_parts(on_desk(request.actor, is_all=is_all), today)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "ones": coloured(list(page.object_list), today),
        "is_all": is_all,
        "tab": "mine",
        "desk": desk_of(request.actor),
        "on_desk": count_on_desk(request.actor),
        "posts": request.actor.post_ids,
        **words(),
    }
    return render(request, "supervision/mine.html", context)

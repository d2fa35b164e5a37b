"""领导一页纸: the leaders in official order, one's page, and the sheets of paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.dispatch.models import Round
from guatu.dispatch.queries.pastpages import rounds_back, visible_past
from guatu.paper.codes import Code, code_data, code_for, code_parts
from guatu.paper.leaderwords import Told, sheet_data, told
from guatu.paper.queries.leaderpages import leader_page
from guatu.paper.views.common import chosen, chosen_or_none_here, frame_of
from guatu.shell.downloads import download
from guatu.shell.errors import BadRequest, NotFound
from guatu.shell.inputs import whole
from guatu.shell.printing import pdf_of
from guatu.shell.routes import Request
from guatu.worklists.queries.lists import names_in_office, visible_post, visible_posts

TEMPLATE = Path(__file__).parent.parent / "typst" / "leader.typ"
HERE = "paper:leaders"
NOT_FROZEN = "0"
ROUNDS = 12
MOST_AT_ONCE = 60  # pages of one file
LINES = 12  # of a part on the screen; the sheet of paper shows what fits


def leaders_of(request: Request) -> QuerySet[Post]:
    """Return the posts whose page the actor opens: leaders, and the leading posts of its own units."""
    units = request.actor.unit_ids
    return visible_posts(request.actor).filter(Q(role=Role.LEADER) | Q(unit_id__in=units))


def index(request: Request) -> HttpResponse:
    """List the leaders with their pages."""
    campaign = chosen(request)
    context = frame_of(request, campaign, HERE)
    if campaign is None:
        return render(request, "paper/none.html", context)
    posts = list(leaders_of(request))
    names = names_in_office([post.pk for post in posts], timezone.localdate())
    context |= {
        "rows": [(post, names.get(post.pk, "")) for post in posts],
        "rounds": rounds_back(campaign)[:ROUNDS],
    }
    return render(request, "paper/leaders.html", context)


def as_of_asked(request: Request, campaign: Campaign) -> Round | None:
    """Return the round as of which the lamps are asked for; without one it is now."""
    written = request.GET.get("round", NOT_FROZEN) or NOT_FROZEN
    if written == NOT_FROZEN:
        return None
    if (key := whole(written)) is None:
        raise BadRequest(_("There is no such round."))
    one = visible_past(request.actor, key)
    if one.campaign_id != campaign.pk:
        raise NotFound
    return one


def told_of(request: Request, post: Post, campaign: Campaign, as_of: Round | None) -> Told:
    today = timezone.localdate()
    return told(leader_page(request.actor, post, campaign, today=today, as_of=as_of))


def page(request: Request, post_id: int, slug: str) -> HttpResponse:
    """Show one leader's page."""
    campaign = chosen_or_none_here(request, slug)
    post = visible_post(request.actor, post_id)
    as_of = as_of_asked(request, campaign)
    context: dict[str, Any] = frame_of(request, campaign, HERE) | {
        "post": post,
        "told": told_of(request, post, campaign, as_of),
        "most": LINES,
        "as_of": as_of,
        "rounds": rounds_back(campaign)[:ROUNDS],
    }
    return render(request, "paper/leader.html", context)


def sheet(request: Request, post_id: int, slug: str) -> HttpResponse:
    """Send one leader's page as PDF."""
    campaign = chosen_or_none_here(request, slug)
    post = visible_post(request.actor, post_id)
    as_of = as_of_asked(request, campaign)
    live = reverse("paper:leader", args=[post.pk, campaign.slug])
    pages = [told_of(request, post, campaign, as_of)]
    payload = sheets_pdf(pages, code=code_of(request, live, as_of))
    return download(payload, f"{_('One page for a leader')} {pages[0].title} {stamp(as_of)}.pdf")


def sheets(request: Request, slug: str) -> HttpResponse:
    """Send the pages of all leaders as one PDF, in official order; who has nothing is left out."""
    campaign = chosen_or_none_here(request, slug)
    as_of = as_of_asked(request, campaign)
    today = timezone.localdate()
    posts = leaders_of(request).filter(role=Role.LEADER)[:MOST_AT_ONCE]
    pages = [leader_page(request.actor, post, campaign, today=today, as_of=as_of) for post in posts]
    full = [told(one) for one in pages if not one.is_empty]
    if not full:
        raise NotFound(_("No leader has anything in this campaign yet."))
    live = f"{reverse('paper:leaders')}?campaign={campaign.slug}"
    payload = sheets_pdf(full, code=code_of(request, live, as_of))
    return download(payload, f"{_('One page for a leader')} {campaign} {stamp(as_of)}.pdf")


def sheets_pdf(pages: Sequence[Told], *, code: Code | None) -> bytes:
    data = {
        "title": pages[0].title,
        "name": _("One page for a leader"),
        "pages": [sheet_data(one) for one in pages],
        "code": code_data(code),
    }
    return pdf_of(TEMPLATE, data, parts=code_parts(code))


def code_of(request: Request, live: str, as_of: Round | None) -> Code | None:
    """Return the code, unless it was switched off."""
    return None if request.GET.get("code") == "0" else code_for(request, live, as_of)


def stamp(as_of: Round | None) -> str:
    """Return of when a file is, for its name: of a round's close only its lamps are."""
    today = timezone.localdate().isoformat()
    if as_of is None:
        return today
    return _("lamps of round no. %(number)d, all else %(day)s") % {
        "number": as_of.ordinal, "day": today,
    }  # fmt: skip

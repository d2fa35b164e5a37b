"""三级责任: the page of a campaign, the form of each scope, the parts on other pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around, visible_unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_campaign
from guatu.campaigns.queries import current_campaign, visible_campaigns
from guatu.core.actors import Actor
from guatu.ledgers.actions.responsibility import Place, set_responsibility
from guatu.ledgers.handovers import scope_title
from guatu.ledgers.models import Duty, Entry
from guatu.ledgers.queries.responsibility import (
    answered_by_unit,
    choosable_posts,
    post_label,
    posts_set,
    responsible_of,
    scope_lines,
)
from guatu.ledgers.queries.scopes import visible_scope
from guatu.ledgers.queries.sheets import rows_of
from guatu.ledgers.queries.visibility import visible_entries, visible_entry
from guatu.ledgers.responsibilityforms import ResponsibilityForm
from guatu.ledgers.wording import RESPONSIBILITY_LEVELS
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

MOST_ENTRIES = 200


def index(request: Request) -> HttpResponse:
    """Open the page of the campaign looked at last."""
    campaign = current_campaign(request.actor, last=last_campaign(request))
    if campaign is None:
        return render(request, "ledgers/no_campaign.html")
    return redirect("ledgers:responsibility", campaign.slug)


def campaign(request: Request, slug: str) -> HttpResponse:
    """Show who answers for a campaign, its headings and its task forces."""
    row = visible_scope(request.actor, slug, "all").campaign
    context = {
        "campaign": row,
        "lines": scope_lines(request.actor, row, timezone.localdate()),
        "levels": list(RESPONSIBILITY_LEVELS.items()),
        "may_set": can_manage_campaign(request.actor, row),
    }
    return render(request, "ledgers/responsibility.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_scope(request: Request, slug: str) -> HttpResponse:
    """Set who answers for a campaign, a heading or a task force."""
    row = visible_scope(request.actor, slug, "all").campaign
    heading, force = request.GET.get("heading", "")[:200], whole(request.GET.get("force", ""))
    unit = None
    if heading and not visible_entries(request.actor, row).filter(heading=heading).exists():
        raise NotFound
    if force is not None:
        unit, heading = force_in(request.actor, row, force), ""
    place = Place(campaign=row, heading=heading, force=unit)
    back = reverse("ledgers:responsibility", args=[slug])
    return set_place(request, place, back)


@require_http_methods(["GET", "HEAD", "POST"])
def of_entry(request: Request, entry_id: int) -> HttpResponse:
    """Show the levels of an entry as a part of its page; set its own."""
    entry = visible_entry(request.actor, entry_id)
    may = can_manage_campaign(request.actor, entry.campaign)
    if "edit" not in request.GET and request.method != "POST":
        context = part_context(entry) | {"may_set": may}
        return render(request, "ledgers/responsibility_entry.html", context)
    back = reverse("ledgers:entry", args=[entry.pk])
    return set_place(request, Place(campaign=entry.campaign, entry=entry), back)


def part_context(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "campaign": entry.campaign,
        "lines": responsible_of([entry], timezone.localdate())[entry.pk],
        "levels": RESPONSIBILITY_LEVELS,
    }


def set_place(request: Request, place: Place, back: str) -> HttpResponse:
    """Show the form of one scope; keep what it says."""
    refuse_unless_managed(request.actor, place.campaign)
    scope = place.scope
    version, status = request.POST.get("version", scope.version if scope is not None else 0), 422
    form = ResponsibilityForm(
        request.POST if request.method == "POST" else None,
        known=choosable_posts(place.campaign),
        chosen=posts_set(scope),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_responsibility(request.actor, place, form.posts, version=version_read(request))
        except (InvalidState, Stale) as error:
            form.add_error(None, error.message)
            if isinstance(error, Stale):
                stale = place.scope  # as it is now: sent once more, the form is meant
                version, status = (stale.version if stale is not None else 0), error.status
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    context = {
        "campaign": place.campaign,
        "form": form,
        "title": title_of(place),
        "posts": [post_label(post) for post in choosable_posts(place.campaign)],
        "version": version,
        "back": back,
    }
    status = status if form.is_bound else 200
    return render(request, "ledgers/responsibility_form.html", context, status=status)


def refuse_unless_managed(actor: Actor, row: Campaign) -> None:
    if not can_manage_campaign(actor, row):
        raise NotAllowed(_("Your post does not allow this."))


def force_in(actor: Actor, row: Campaign, unit_id: int) -> Unit:
    """Return a task force that has a part in the campaign: one near it, or one with an entry in it."""
    duties = Duty.objects.filter(entry__in=visible_entries(actor, row).order_by().values("pk"))
    near = units_around(
        row.unit, kept=duties.filter(unit_id=unit_id).values_list("unit", flat=True)
    )
    force = near.filter(pk=unit_id, kind=Unit.Kind.TASK_FORCE).first()
    if force is None:
        raise NotFound
    return force


def title_of(place: Place) -> str:
    if place.entry is not None:
        return place.entry.title
    if place.force is not None:
        return place.force.name
    return place.heading or str(place.campaign)


def of_unit(request: Request, unit_id: int) -> HttpResponse:
    """Show what the posts of a unit answer for, as a part of the unit's page."""
    unit = visible_unit(request.actor, unit_id)
    campaigns = visible_campaigns(request.actor).order_by().values("pk")
    rows = answered_by_unit(request.actor, unit.pk, campaigns)
    context = {
        "unit": unit,
        "rows": [(row, str(RESPONSIBILITY_LEVELS[row.level]), scope_title(row)) for row in rows],
    }
    return render(request, "ledgers/responsibility_unit.html", context)


def of_force(request: Request, unit_id: int) -> HttpResponse:
    """Show the entries of a task force that the reader sees, as a part of its page."""
    entries = visible_entries(request.actor).filter(
        pk__in=Entry.objects.filter(duties__unit_id=unit_id).order_by().values("pk")
    )
    ids = list(
        entries.order_by("campaign_id", "ledger_id", "position", "pk").values_list("pk", flat=True)
    )
    context = {"rows": rows_of(ids[:MOST_ENTRIES]), "count": len(ids)}
    return render(request, "ledgers/force_entries.html", context)

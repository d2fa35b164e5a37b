"""The confirm page, its bar, and making a campaign of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.accounts.queries import written_names
from guatu.campaigns.models import Campaign, MeasureUnit, Plan
from guatu.campaigns.queries import visible_campaigns, visible_plans
from guatu.core.actors import Actor
from guatu.planning import actions, cards, queries, wording
from guatu.planning.actions import Settings
from guatu.planning.fields import CONFIDENT, Kind, day
from guatu.planning.forms import SettingsForm
from guatu.planning.models import Draft
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

SLUG_TAIL = "action"


def confirm(request: Request, draft_id: int) -> HttpResponse:
    """Show the document beside what was read from it."""
    draft = queries.draft_for(request.actor, draft_id)
    items = list(draft.items.all())
    units = queries.unit_rows(draft)
    context = {
        "draft": draft,
        "plan": draft.plan,
        "lines": cards.document_lines(draft.plan.text, items, cards.headings_of(draft.plan)),
        "groups": cards.groups_of(items, draft.plan.text),
        "units": units,
        "left": queries.left_of(draft),
        "unused": cards.unused_of(draft),
        "issues": [wording.issue(code) for code in dict.fromkeys(i["code"] for i in draft.issues)],
        "confident": CONFIDENT,
        "kinds": wording.KIND,
        **lists(),
    }
    return render(request, "planning/confirm.html", context)


def lists() -> dict[str, Any]:
    """Return what the forms offer while one types; units as one has to write them."""
    units = Unit.objects.filter(valid_to__isnull=True).order_by("official_order", "path")
    written = written_names(units)
    return {
        "written": written,
        "measures": list(MeasureUnit.objects.values_list("symbol", flat=True)),
        "unit_kinds": wording.UNIT_KINDS,
        "matches": wording.MATCHES,
    }


def accept(request: Request, draft_id: int) -> HttpResponse:
    """Accept all that was read with confidence."""
    draft = queries.draft_for(request.actor, draft_id)
    count = actions.accept_confident(request.actor, draft)
    messages.success(
        request,
        ngettext("%(count)d item accepted.", "%(count)d items accepted.", count) % {"count": count},
    )
    return redirect("planning:confirm", draft.pk)


def take_units(request: Request, draft_id: int) -> HttpResponse:
    """Follow every proposal for a unit name."""
    draft = queries.draft_for(request.actor, draft_id)
    count = actions.take_proposals(request.actor, draft)
    messages.success(
        request,
        ngettext("%(count)d unit name settled.", "%(count)d unit names settled.", count)
        % {"count": count},
    )
    return redirect("planning:confirm", draft.pk)


def discard(request: Request, draft_id: int) -> HttpResponse:
    """Throw the draft away."""
    draft = queries.draft_for(request.actor, draft_id)
    actions.discard_draft(request.actor, draft, version_read(request))
    messages.info(request, _("The draft is gone. Load the text again to read it anew."))
    return redirect("planning:index")


def finish(request: Request, draft_id: int) -> HttpResponse:
    """Settle the campaign and make it."""
    draft = queries.draft_for(request.actor, draft_id)
    if draft.state != Draft.State.OPEN:
        return redirect("planning:confirm", draft.pk)
    form = SettingsForm(
        request.POST or None,
        initial=proposal(draft),
        choices=choices(request.actor),
        year=year_of(draft),
    )
    blocked = ""
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.confirm_draft(
                request.actor, draft, version_read(request), Settings(**form.cleaned_data)
            )
        except InvalidState as error:
            blocked = str(error.fields.get("first", ""))
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The campaign “%(name)s” is made.") % {"name": campaign})
            return redirect("planning:index")
    return render(
        request,
        "planning/finish.html",
        {
            "draft": draft,
            "plan": draft.plan,
            "form": form,
            "left": queries.left_of(draft),
            "blocked": f"{reverse('planning:confirm', args=[draft.pk])}#{blocked}"
            if blocked
            else "",
            "counts": counts(draft),
        },
        status=422 if form.errors else 200,
    )


def counts(draft: Draft) -> list[tuple[str, int]]:
    """Return how much of each kind will be made."""
    makes = (Kind.PHASE, Kind.TARGET, Kind.TASK, Kind.PROJECT, Kind.CADENCE)
    rows = draft.items.filter(state="accepted").values_list("kind", flat=True)
    accepted = list(rows)
    return [(str(wording.KINDS[kind]), accepted.count(kind)) for kind in makes]


def choices(actor: Actor) -> dict[str, Any]:
    confirmed = visible_plans(actor).filter(campaign__isnull=False, kind=Plan.Kind.GENERAL)
    return {
        "unit": queries.office_units(actor),
        "parent_plan": confirmed.defer("text"),
        "parent_campaign": visible_campaigns(actor),
    }


def year_of(draft: Draft) -> int:
    issued = draft.plan.issued_on
    return issued.year if issued else draft.created_at.year


def proposal(draft: Draft) -> dict[str, Any]:
    """Return the settings that the plan suggests: its title, its phases' days, its year."""
    phases = [item.fields for item in queries.confirmed_items(draft, Kind.PHASE)]
    days = [d for fields in phases for d in (day(fields["start"]), day(fields["end"])) if d]
    year = year_of(draft)
    slug = f"{year}-{SLUG_TAIL}"
    taken = set(Campaign.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = next(
        s for n in range(len(taken) + 1) if (s := slug if not n else f"{slug}-{n + 1}") not in taken
    )
    return {
        "title": draft.plan.title[:200],
        "slug": free,
        "starts_on": min(days).isoformat() if days else f"{year}-01-01",
        "ends_on": max(days).isoformat() if days else f"{year}-12-31",
        "unit": draft.plan.unit_id,
    }

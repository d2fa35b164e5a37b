"""The last step: what will be made of a draft, the campaign's settings, and making it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign, Plan
from guatu.campaigns.queries import visible_campaigns, visible_plans
from guatu.core.actors import Actor
from guatu.planning import actions, queries, wording
from guatu.planning.actions import Settings
from guatu.planning.fields import Kind, day
from guatu.planning.forms import SettingsForm
from guatu.planning.models import Draft, Issuance
from guatu.planning.views.looking import where, year_of
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

SLUG_TAIL = "action"


def finish(request: Request, draft_id: int) -> HttpResponse:
    """Settle the campaign and make it."""
    draft = queries.draft_for(request.actor, draft_id)
    if draft.state != Draft.State.OPEN:
        return redirect(after(draft))
    corrected = draft.plan.corrects
    if corrected is not None and corrected.campaign_id is not None:
        return redirect("planning:merge", draft.pk)
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
            draft.campaign = campaign
            return redirect(after(draft))
    return render(
        request,
        "planning/finish.html",
        {
            "draft": draft,
            "plan": draft.plan,
            "form": form,
            "left": queries.left_of(draft),
            "blocked": where(draft, blocked),
            "making": queries.making_of(draft),
            "labels": wording.KINDS,
            "warned": wording.WARNINGS,
        },
        status=422 if form.errors else 200,
    )


def after(draft: Draft) -> str:
    """Return where one goes from a draft that is done: to its issuing, else into its campaign."""
    if draft.campaign is None:
        return reverse("planning:confirm", args=[draft.pk])
    issuance = Issuance.objects.filter(campaign=draft.campaign, plan=draft.plan).first()
    if issuance is not None:
        return reverse("planning:issuance", args=[issuance.pk])
    return f"{reverse('overview:room')}?campaign={draft.campaign.slug}"


def choices(actor: Actor) -> dict[str, Any]:
    confirmed = visible_plans(actor).filter(campaign__isnull=False, kind=Plan.Kind.GENERAL)
    return {
        "unit": queries.office_units(actor),
        "parent_plan": confirmed.defer("text", "layout"),
        "parent_campaign": visible_campaigns(actor),
    }


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
        "parent_plan": draft.plan.parent_id,
    }

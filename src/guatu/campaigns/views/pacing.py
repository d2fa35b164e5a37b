"""序时安排: what a target's pace follows, set period by period."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns import policies, wording
from guatu.campaigns.actions.pacing import paces_for, set_pace
from guatu.campaigns.models import MeasureUnit, Target
from guatu.campaigns.pacingforms import PaceForm
from guatu.campaigns.queries import state_of_target, visible_target
from guatu.campaigns.queries.periods import period_plan
from guatu.core.rhythms import Rhythm
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def pace(request: Request, target_id: int) -> HttpResponse:
    """Show the pace of a target; a POST sets it."""
    target = visible_target(request.actor, target_id)
    if not policies.can_manage_campaign(request.actor, target.campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    measures = frozenset(MeasureUnit.objects.values_list("symbol", flat=True))
    rhythm = rhythm_of(request)
    form = PaceForm(target, rhythm=rhythm, measures=measures)
    status = 200
    if request.method == "POST":
        form.read(request.POST)
        if form.is_valid and saved(request, target, form):
            return HttpResponseRedirect(reverse("campaigns:target", args=[target.pk]))
        status = 422
    state = state_of_target(target, timezone.localdate())
    context: dict[str, Any] = {
        "target": target,
        "campaign": target.campaign,
        "state": state,
        "form": form,
        "rhythm": rhythm.value,
        "rhythms": wording.RHYTHMS,
        "paces": [(by, wording.PACES[by]) for by in paces_for(target)],
        "plan": period_plan(target, state),
        "lamps": wording.LAMPS,
    }
    return render(request, "campaigns/pace.html", context, status=status)


def rhythm_of(request: Request) -> Rhythm:
    asked = request.POST.get("step") or request.GET.get("step", "")
    return Rhythm(asked) if asked in list(Rhythm) else Rhythm.QUARTER


def saved(request: Request, target: Target, form: PaceForm) -> bool:
    try:
        set_pace(request.actor, target, version_read(request), form.new)
    except InvalidState as refusal:
        form.error = refusal.message
        return False
    messages.success(request, _("The pace is set."))
    return True

"""Reporting, correcting, confirming: what units and data providers do with figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.campaigns import policies, wording
from guatu.campaigns.actions import (
    Doubtful,
    Typed,
    adopt_target,
    confirm_observations,
    correct_observation,
    edit_indicator,
    report_observations,
)
from guatu.campaigns.forms import CorrectionForm, FigureForm
from guatu.campaigns.models import MeasureUnit, Observation, Target
from guatu.campaigns.queries import (
    awaiting,
    owed,
    visible_observations,
    visible_target,
    with_figures,
)
from guatu.campaigns.views.targets import settling_form, show
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

FIGURES_A_PAGE = 40
CONFIRMED_AT_ONCE = 100


def known_measures() -> frozenset[str]:
    return frozenset(MeasureUnit.objects.values_list("symbol", flat=True))


def owed_page(request: Request) -> HttpResponse:
    """Show what the actor's units owe; a POST saves all that was filled in, in one act."""
    today, measures = timezone.localdate(), known_measures()
    rows = owed(request.actor, today)
    number = request.POST.get("page") or request.GET.get("page")
    page = Paginator([r for r in rows if r.is_open or r.is_pending], FIGURES_A_PAGE).get_page(
        number
    )
    sent = request.POST if request.method == "POST" else None
    listed = [
        FigureForm(sent, owed=row, measures=measures, today=today)
        for row in page.object_list
        if sent is None or f"t{row.target.pk}-as_of" in sent
    ]
    told = [form for form in listed if sent is not None and form.is_told]
    status = 200
    if sent is not None:
        new = [form.new for form in told if form.is_valid() and form.new is not None]
        if told and len(new) == len(told):
            made = report_observations(request.actor, new, today=today)
            messages.success(request, saved(len(made)))
            return HttpResponseRedirect(reverse("campaigns:owed"))
        status = 422
    context: dict[str, Any] = {
        "forms": listed,
        "page": page,
        "done": [row for row in rows if not row.is_open and not row.is_pending],
        "open_count": sum(row.is_open for row in rows),
        "pending_count": sum(row.is_pending for row in rows),
        "total": len(rows),
        "says_nothing": sent is not None and not told,
        "is_refused": bool(told),
        "figure_text": wording.figure_text,
        "facets": wording.FACETS,
        "today": today,
    }
    return render(request, "campaigns/owed.html", context, status=status)


def saved(count: int) -> str:
    return ngettext("%(count)d figure reported.", "%(count)d figures reported.", count) % {
        "count": count
    }


def adopt(request: Request, target_id: int) -> HttpResponse:
    """Adopt a target that its unit pledged."""
    target = visible_target(request.actor, target_id)
    adopt_target(request.actor, target, version_read(request))
    messages.success(request, _("Adopted: from now on it is scored."))
    return HttpResponseRedirect(reverse("campaigns:target", args=[target.pk]))


def report(request: Request, target_id: int) -> HttpResponse:
    """Report one figure from the page of its target."""
    target, today = visible_target(request.actor, target_id), timezone.localdate()
    if not policies.can_report_for(request.actor, target.unit.path):
        raise NotAllowed(
            _("Only the unit that owes the figure, or the office above it, reports it.")
        )
    rows = with_figures([target], today)
    if not rows:
        raise InvalidState(_("No period of this campaign has ended yet."))
    form = FigureForm(request.POST, owed=rows[0], measures=known_measures(), today=today)
    if not form.is_valid() or form.new is None:
        if not form.errors:
            form.add_error("written", _("Change the value, or tick what is the case."))
        return show(request, target, report=form)
    report_observations(request.actor, [form.new], today=today)
    messages.success(request, saved(1))
    return back(target)


def correct(request: Request, target_id: int, observation_id: int) -> HttpResponse:
    target = visible_target(request.actor, target_id)
    row = (
        visible_observations(request.actor)
        .filter(
            pk=observation_id,
            indicator=target.indicator_id,
            unit=target.unit_id,
        )
        .first()
    )
    # what statistics gave back is not the unit's to change
    if row is None or not policies.can_correct(request.actor, row):
        raise NotFound
    form = CorrectionForm(request.POST, row=row, measures=known_measures())
    if not form.is_valid() or form.figure is None:
        return show(request, target, correction=form)
    try:
        correct_observation(
            request.actor,
            row,
            value=form.figure.value,
            reason=form.cleaned_data["reason"],
            typed=Typed(
                written=form.cleaned_data["written"],
                measure=form.figure.measure,
                as_of=form.cleaned_data["as_of"],
                is_sure=form.cleaned_data["is_sure"],
            ),
        )
    except InvalidState as refusal:
        form.is_doubted = isinstance(refusal, Doubtful)
        is_moved = form.cleaned_data["as_of"] not in {None, row.as_of} and not form.is_doubted
        form.add_error("as_of" if is_moved else "written", refusal.message)
        return show(request, target, correction=form)
    messages.success(request, _("Corrected. The old value stays in the series, struck through."))
    return back(target)


def settle(request: Request, target_id: int) -> HttpResponse:
    """Set an indicator's provider, definition, source and shape."""
    target = visible_target(request.actor, target_id)
    form = settling_form(target, request.POST)
    if not form.is_valid():
        return show(request, target, settling=form)
    version = version_read(request)
    edit_indicator(request.actor, target.indicator, version=version, facts=form.facts())
    messages.success(request, _("The indicator is settled anew."))
    return back(target)


def back(target: Target) -> HttpResponse:
    return HttpResponseRedirect(reverse("campaigns:target", args=[target.pk]))


def confirmations(request: Request) -> HttpResponse:
    rows = awaiting(request.actor)
    targets = targets_of(rows)
    context = {
        "rows": rows[:CONFIRMED_AT_ONCE],
        "total": len(rows),
        "targets": targets,
        "series": wording.SERIES,
        "facets": wording.FACETS,
        "figure_text": wording.figure_text,
    }
    return render(request, "campaigns/confirmations.html", context)


def targets_of(rows: list[Observation]) -> dict[tuple[int, int], int]:
    """Return the newest target of each figure's indicator and unit, to open it from the list."""
    found = Target.objects.filter(
        indicator_id__in={row.indicator_id for row in rows},
        unit_id__in={row.unit_id for row in rows},
    )
    pairs = found.order_by("pk").values_list("indicator_id", "unit_id", "pk")
    return {(indicator_id, unit_id): pk for indicator_id, unit_id, pk in pairs}


def confirm(request: Request) -> HttpResponse:
    """Confirm what is chosen, or the one whose own button was pressed."""
    sent = request.POST.getlist("only") or request.POST.getlist("pick")
    ids = {int(text) for text in sent if text.isdecimal()}
    rows = [row for row in awaiting(request.actor) if row.pk in ids]
    if len(rows) != len(ids):
        raise InvalidState(_("This figure is confirmed already, or was corrected since."))
    count = confirm_observations(request.actor, rows)
    messages.success(
        request,
        ngettext("%(count)d figure confirmed.", "%(count)d figures confirmed.", count)
        % {"count": count},
    )
    return HttpResponseRedirect(reverse("campaigns:confirmations"))

"""统计反馈数: what a 数据提供单位 gives back, all units of an indicator in one table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns import wording
from guatu.campaigns.actions import confirm_definition, report_observations
from guatu.campaigns.forms import ProvidedForm
from guatu.campaigns.models import MeasureUnit, Observation
from guatu.campaigns.pasting import Pasted, pasted
from guatu.campaigns.queries import Owed, with_figures
from guatu.campaigns.queries.providing import days_of, provided, provided_of
from guatu.campaigns.views.figures import saved
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

OFFICIAL = Observation.Series.OFFICIAL


def provided_page(request: Request) -> HttpResponse:
    """List the indicators whose figures the actor's unit gives back."""
    context = {"rows": provided(request.actor, timezone.localdate()), "rhythms": wording.RHYTHMS}
    return render(request, "campaigns/provided.html", context)


def provide(request: Request, indicator_id: int) -> HttpResponse:
    """Show all units of an indicator; a POST fills in what was pasted, or saves in one act."""
    today = timezone.localdate()
    targets = provided_of(request.actor, indicator_id)
    days = days_of(targets[0], today)
    day = day_asked(request, days)
    rows = with_figures(targets, today, series=OFFICIAL, day=day) if day else []
    forms = forms_of(rows, None, today)
    paste: Pasted | None = None
    status = 200
    if request.method == "POST":
        if "fill" in request.POST:
            paste = pasted(
                request.POST.get("paste", ""),
                [form.owed.target for form in forms],
                settled=[row.target for row in rows if not row.is_open and not row.is_pending],
            )
            forms = forms_of(rows, filled(request.POST, paste, forms), today)
        else:
            forms = forms_of(rows, request.POST, today)
            if "all_pending" in request.POST:
                forms = forms_of(rows, marked(request.POST, forms), today)
            if (count := written(request, forms, today)) is not None:
                messages.success(request, saved(count))
                return HttpResponseRedirect(f"{request.path}?day={day}")
            status = 422
    context: dict[str, Any] = {
        "indicator": targets[0].indicator,
        "campaign": targets[0].campaign,
        "forms": forms,
        "day": day,
        "days": days,
        "done": [row for row in rows if not row.is_open and not row.is_pending],
        "has_open": any(row.is_open for row in rows),
        "paste": paste,
        "source": request.POST.get("source", ""),
        "is_refused": status != 200,  # noqa: PLR2004 as it was
        "says_nothing": not any(form.is_told for form in forms) if forms else True,
        "figure_text": wording.figure_text,
    }
    return render(request, "campaigns/provide.html", context, status=status)


def day_asked(request: Request, days: Sequence[date]) -> date | None:
    asked = request.POST.get("day") or request.GET.get("day", "")
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def forms_of(rows: Sequence[Owed], sent: QueryDict | None, today: date) -> list[ProvidedForm]:
    """Return a form for each unit that has no figure yet; what stands is corrected on its page."""
    measures = frozenset(MeasureUnit.objects.values_list("symbol", flat=True))
    return [
        ProvidedForm(sent, owed=row, measures=measures, today=today)
        for row in rows
        if row.is_open or row.is_pending
    ]


def filled(sent: QueryDict, paste: Pasted, forms: Sequence[ProvidedForm]) -> QueryDict:
    """Return what was sent with the pasted values in their fields.

    One that is as the flash figure is ticked, too: as an untouched field it would say nothing.
    """
    found = sent.copy()
    for form in forms:
        value = paste.values.get(form.owed.target.pk)
        if value is not None:
            found[form.add_prefix("written")] = value
            found.pop(form.add_prefix("is_pending"), None)
            found.pop(form.add_prefix("is_same"), None)
            if value == form.last:
                found[form.add_prefix("is_same")] = "on"
    return found


def marked(sent: QueryDict, forms: Sequence[ProvidedForm]) -> QueryDict:
    """Return what was sent; by one tap all units of which nothing is said yet are 待发布."""
    found = sent.copy()
    for form in forms:
        if form.owed.is_open and not form.is_told:
            found[form.add_prefix("is_pending")] = "on"
    return found


def written(request: Request, forms: Sequence[ProvidedForm], today: date) -> int | None:
    """Save all that was told, or nothing; None if something is wrong or nothing was told."""
    told = [form for form in forms if form.is_told]
    for form in told:
        form.source = request.POST.get("source", "").strip()[:200]
    new = [form.new for form in told if form.is_valid() and form.new is not None]
    if not told or len(new) != len(told):
        return None
    return len(report_observations(request.actor, new, today=today))


def confirm_meaning(request: Request, indicator_id: int) -> HttpResponse:
    """Confirm the 口径 of an indicator."""
    indicator = provided_of(request.actor, indicator_id)[0].indicator
    confirm_definition(request.actor, indicator, version=version_read(request))
    messages.success(request, _("The definition is confirmed."))
    return HttpResponseRedirect(reverse("campaigns:provide", args=[indicator_id]))

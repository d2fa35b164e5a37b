"""One unit name of a draft: which unit it is, which it means, or that it is two names."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from guatu.planning import actions, queries
from guatu.planning.actions import UnitChoice
from guatu.planning.forms import SplitForm, UnitForm
from guatu.planning.models import DraftUnit
from guatu.planning.unitoffers import members_offered, parts_offered
from guatu.planning.views.looking import bar, lists
from guatu.shell.errors import InvalidState, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def unit(request: Request, row_id: int) -> HttpResponse:
    """Show one unit name with its form; a POST says which unit it is."""
    row = queries.unit_row_for(request.actor, row_id)
    note, status = "", 200
    if request.method == "POST":
        data = request.POST.copy()
        data[f"u{row.pk}-decision"] = request.POST.get("decision", "")
        form = UnitForm(data, prefix=f"u{row.pk}", row=row)
        if form.is_valid():
            try:
                actions.decide_unit(
                    request.actor, row, version_read(request), choice_of(form.cleaned_data)
                )
                return show_unit(request, row)
            except (Stale, InvalidState) as error:
                note, status = error.message, error.status
        else:
            note = " ".join(str(message) for errors in form.errors.values() for message in errors)
            status = 422
    return show_unit(request, row, note=note, status=status)


def split(request: Request, row_id: int) -> HttpResponse:
    """Take a name for two names; the tasks that name it name both from then on."""
    row = queries.unit_row_for(request.actor, row_id)
    form = SplitForm(request.POST, prefix=f"u{row.pk}")
    parts = form.cleaned_data["parts"] if form.is_valid() else []
    try:
        actions.split_unit(request.actor, row, version_read(request), parts=parts)
    except (Stale, InvalidState) as error:
        return show_unit(request, row, note=error.message, status=error.status)
    return redirect(f"{reverse('planning:confirm', args=[row.draft_id])}#units")


def choice_of(cleaned: dict[str, Any]) -> UnitChoice:
    ticked = list(cleaned["member"])
    members = {unit.pk: unit for unit in (*ticked, *cleaned["members"])}
    return UnitChoice(
        decision=cleaned["decision"],
        unit=cleaned["unit"],
        kind=cleaned["kind"] or "department",
        parent=cleaned["parent"],
        members=list(members.values()),
        new_members=cleaned["new_members"],
        same_as=cleaned["same_as"],
        keeps_alias=not cleaned["no_alias"],
    )


def show_unit(
    request: Request, row: DraftUnit, *, note: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the name's row and the bar, or go back to the page at the row."""
    is_form = request.method == "GET" or status >= 400  # noqa: PLR2004 a refusal
    if not request.htmx and not is_form:
        return redirect(f"{reverse('planning:confirm', args=[row.draft_id])}#unit-{row.pk}")
    fresh = queries.unit_row_for(request.actor, row.pk)
    context = {
        "row": fresh,
        "note": note,
        "is_open": is_form,
        **bar(fresh.draft),
        **lists(fresh.draft),
    }
    if is_form:
        others = fresh.draft.units.exclude(pk=fresh.pk).exclude(decision=DraftUnit.Decision.SAME)
        context |= {
            "spellings": list(others.order_by("name")),
            "members": members_offered(fresh),
            "parts": parts_offered(fresh.name),
        }
    name = "planning/unit_answer.html" if request.htmx else "planning/unit_page.html"
    return render(request, name, context, status=status)

"""A new item from words that a person selected, its form filled by the reading of these words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.planning import actions, queries, wording
from guatu.planning.forms import ITEM_FORMS
from guatu.planning.models import DraftItem
from guatu.planning.suggesting import suggested
from guatu.planning.views.items import show
from guatu.planning.views.looking import lists, year_of
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


def new(request: Request, draft_id: int) -> HttpResponse:
    """Add an item tied to the words that a person selected (`start`, `end`); `kind` if it was chosen."""
    draft = queries.draft_for(request.actor, draft_id)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    if kind and kind not in ITEM_FORMS:
        raise NotFound
    start, end = (whole(asked.get(name) or "") or 0 for name in ("start", "end"))
    chosen, initial = suggested(draft.plan, (start, end), kind=kind)
    form = ITEM_FORMS[chosen](
        request.POST if request.method == "POST" else None,
        initial=initial,
        year=year_of(draft),
        prefix="new",
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_item(
                request.actor, draft, kind=chosen, span=(start, end), fields=form.cleaned_data
            )
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return show(request, row)
    item = DraftItem(draft=draft, kind=chosen, start=start, end=end, fields={})
    context = {
        "item": item,
        "draft": draft,
        "form": form,
        "kinds": wording.KIND,
        "address": reverse("planning:new", args=[draft.pk]),
        "title": _("New item"),
        "quote": draft.plan.text[start:end],
    }
    if request.htmx:
        name = "planning/new_form.html"
    else:
        name, context = "planning/new.html", context | lists(draft)
    return render(request, name, context, status=422 if form.errors else 200)

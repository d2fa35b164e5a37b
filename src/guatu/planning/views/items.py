"""One item of a draft: accept, edit, reject, keep of two, turn; with htmx or without."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.planning import actions, cards, queries
from guatu.planning.forms import ITEM_FORMS, ItemForm
from guatu.planning.models import DraftItem
from guatu.planning.views.looking import bar, cards_for, lists, year_of
from guatu.shell.errors import InvalidState, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def show(request: Request, item: DraftItem, *, note: str = "", status: int = 200) -> HttpResponse:
    """Answer with the item's card and the bar, or go back to the page at the item."""
    if not request.htmx:
        return redirect(f"{reverse('planning:confirm', args=[item.draft_id])}#item-{item.pk}")
    fresh = queries.item_for(request.actor, item.pk)
    context = {
        "card": cards_for(request.actor, fresh.draft, [fresh])[0],
        "note": note,
        **bar(fresh.draft),
    }
    return render(request, "planning/item_answer.html", context, status=status)


def item(request: Request, item_id: int) -> HttpResponse:
    """Show an item's card; a POST accepts or rejects it, or puts it back."""
    row = queries.item_for(request.actor, item_id)
    if request.method != "POST":
        return show(request, row)
    state = request.POST.get("state", "")
    if state not in DraftItem.State.values:
        raise InvalidState(_("Say whether to accept or to reject it."))
    try:
        actions.decide_item(request.actor, row, version_read(request), state=state)
    except (Stale, InvalidState) as error:
        if not request.htmx:
            raise
        return show(request, row, note=error.message, status=error.status)
    return show(request, row)


def turn(request: Request, item_id: int) -> HttpResponse:
    """Make a fact a target or a target a fact; its place on the page is another one then."""
    row = queries.item_for(request.actor, item_id)
    actions.turn_item(request.actor, row, version_read(request))
    return redirect(f"{reverse('planning:confirm', args=[row.draft_id])}#item-{row.pk}")


def keep(request: Request, item_id: int) -> HttpResponse:
    """Accept an item and reject the one of another kind that was read from the same words."""
    row = queries.item_for(request.actor, item_id)
    both = row.draft.items.filter(kind__in=cards.TWINS).order_by("start", "pk")
    twin = cards.twins_of(list(both)).get(row.pk)
    others = [queries.item_for(request.actor, twin.pk)] if twin else []
    actions.keep_item(request.actor, row, version_read(request), others=others)
    return redirect(f"{reverse('planning:confirm', args=[row.draft_id])}#item-{row.pk}")


def edit(request: Request, item_id: int) -> HttpResponse:
    """Show the form of an item, or take it: a correction is an acceptance."""
    row = queries.item_for(request.actor, item_id)
    form = ITEM_FORMS[row.kind](
        request.POST if request.method == "POST" else None,
        initial=row.fields,
        year=year_of(row.draft),
        prefix=f"i{row.pk}",
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_item(request.actor, row, version_read(request), fields=form.cleaned_data)
        except (Stale, InvalidState) as error:
            status = error.status
            row = queries.item_for(request.actor, item_id)
            form.add_error(None, told(request, row, error))
        else:
            return show(request, row)
    context: dict[str, Any] = {"item": row, "draft": row.draft, "form": form}
    return form_answer(request, context, status=status)


def told(request: Request, row: DraftItem, error: Stale | InvalidState) -> str:
    """Return why a form was not taken; if somebody else came between, what the item says by now.

    What was typed stays in the form, which carries the new version: sent again it is taken.
    """
    if not isinstance(error, Stale):
        return error.message
    card = cards_for(request.actor, row.draft, [row])[0]
    said = "；".join([card.title, *(f"{label} {value}" for label, value in card.lines)])
    return _(
        "%(name)s changed this meanwhile; it now says: %(said)s. "
        "What you typed is still here: save again to put it in its place, or cancel."
    ) % {"name": card.by or _("Somebody"), "said": said}


def form_answer(request: Request, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with a form: the fragment for htmx, a page of its own without scripts."""
    form: ItemForm = context["form"]
    name = "planning/item_form.html" if request.htmx else "planning/edit.html"
    item = context["item"]
    context["title"] = cards.title_of(item.kind, item.fields)
    context["quote"] = item.draft.plan.text[item.start : item.end]
    if not request.htmx:
        context |= lists(item.draft)
    if form.errors and status < 400:  # noqa: PLR2004 no refusal of another kind
        status = 422
    return render(request, name, context, status=status)

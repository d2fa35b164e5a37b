"""One item of a draft, or one unit name: accept, edit, reject, add; with htmx or without."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.planning import actions, cards, queries, wording
from guatu.planning.actions import UnitChoice
from guatu.planning.fields import Kind
from guatu.planning.forms import ITEM_FORMS, ItemForm, UnitForm
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.planning.views.drafts import lists, year_of
from guatu.shell.errors import InvalidState, NotFound, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def show(request: Request, item: DraftItem, *, note: str = "", status: int = 200) -> HttpResponse:
    """Answer with the item's card and the bar, or go back to the page at the item."""
    if not request.htmx:
        return redirect(f"{reverse('planning:confirm', args=[item.draft_id])}#item-{item.pk}")
    fresh = queries.item_for(request.actor, item.pk)
    context = {
        "card": cards.card_of(fresh, fresh.draft.plan.text),
        "draft": fresh.draft,
        "left": queries.left_of(fresh.draft),
        "note": note,
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


def edit(request: Request, item_id: int) -> HttpResponse:
    """Show the form of an item, or take it: a correction is an acceptance."""
    row = queries.item_for(request.actor, item_id)
    form = ITEM_FORMS[row.kind](
        request.POST if request.method == "POST" else None,
        initial=row.fields,
        year=year_of(row.draft),
        prefix=f"i{row.pk}",
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_item(request.actor, row, version_read(request), fields=form.cleaned_data)
        except Stale as error:
            if not request.htmx:
                raise
            return show(request, row, note=error.message, status=error.status)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return show(request, row)
    context: dict[str, Any] = {"item": row, "draft": row.draft, "form": form}
    return form_answer(request, context)


def form_answer(request: Request, context: dict[str, Any]) -> HttpResponse:
    """Answer with a form: the fragment for htmx, a page of its own without scripts."""
    form: ItemForm = context["form"]
    name = "planning/item_form.html" if request.htmx else "planning/edit.html"
    item = context["item"]
    context["title"] = cards.title_of(item.kind, item.fields) if item.pk else _("New item")
    context["quote"] = item.draft.plan.text[item.start : item.end]
    if not request.htmx:
        context |= lists()
    return render(request, name, context, status=422 if form.errors else 200)


def new(request: Request, draft_id: int) -> HttpResponse:
    """Add an item tied to the words that a person selected (`start`, `end`)."""
    draft = queries.draft_for(request.actor, draft_id)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", Kind.TARGET)
    if kind not in ITEM_FORMS:
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    start, end = (whole(asked.get(name)) for name in ("start", "end"))
    form = ITEM_FORMS[kind](
        request.POST if request.method == "POST" else None,
        initial=first_values(kind, draft.plan.text[start:end]),
        year=year_of(draft),
        prefix="new",
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_item(
                request.actor, draft, kind=kind, span=(start, end), fields=form.cleaned_data
            )
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            address = f"{reverse('planning:confirm', args=[draft.pk])}#item-{row.pk}"
            return redirect(address)
    item = DraftItem(draft=draft, kind=kind, start=start, end=end, fields={})
    context = {"item": item, "draft": draft, "form": form, "kinds": wording.KIND, **lists()}
    context["title"] = _("New item")
    context["quote"] = draft.plan.text[start:end]
    return render(request, "planning/new.html", context, status=422 if form.errors else 200)


def whole(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 10 else 0  # noqa: PLR2004


def first_values(kind: str, words: str) -> dict[str, str]:
    """Return what the selected words suggest for the form."""
    key = {Kind.TASK: "title", Kind.CADENCE: "event"}.get(Kind(kind), "name")
    key = "indicator" if kind in {Kind.TARGET, Kind.FACT} else key
    return {key: " ".join(words.split())[:100]}


def unit(request: Request, row_id: int) -> HttpResponse:
    """Show one unit name with its form; a POST says which unit it is."""
    row = queries.unit_row_for(request.actor, row_id)
    form = UnitForm(request.POST if request.method == "POST" else None, prefix=f"u{row.pk}")
    note, status = "", 200
    if request.method == "POST":
        data = request.POST.copy()
        data[f"u{row.pk}-decision"] = request.POST.get("decision", "")
        form = UnitForm(data, prefix=f"u{row.pk}")
        if form.is_valid():
            try:
                actions.decide_unit(
                    request.actor, row, version_read(request), choice_of(form.cleaned_data)
                )
                return show_unit(request, row.draft, row)
            except (Stale, InvalidState) as error:
                note, status = error.message, error.status
        else:
            note = " ".join(str(message) for errors in form.errors.values() for message in errors)
            status = 422
    return show_unit(request, row.draft, row, note=note, status=status)


def choice_of(cleaned: dict[str, Any]) -> UnitChoice:
    return UnitChoice(
        decision=cleaned["decision"],
        unit=cleaned["unit"],
        kind=cleaned["kind"] or "department",
        parent=cleaned["parent"],
        members=cleaned["members"],
    )


def show_unit(
    request: Request, draft: Draft, row: DraftUnit, *, note: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the name's row and the bar, or go back to the page at the row."""
    is_form = request.method == "GET" or status >= 400  # noqa: PLR2004 a refusal
    if not request.htmx and not is_form:
        return redirect(f"{reverse('planning:confirm', args=[draft.pk])}#unit-{row.pk}")
    fresh = queries.unit_row_for(request.actor, row.pk)
    context = {
        "row": fresh,
        "draft": fresh.draft,
        "left": queries.left_of(draft),
        "note": note,
        "is_open": is_form,
        **lists(),
    }
    name = "planning/unit_answer.html" if request.htmx else "planning/unit_page.html"
    return render(request, name, context, status=status)

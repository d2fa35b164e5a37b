"""上级来表: keep a form, tell what it is filled with, fill it each time it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around
from guatu.audit.evidence import UPLOAD_NOTE, evidence_path, evidence_response
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.core.adopting import head_texts
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import (
    SOURCES,
    Layout,
    Record,
    RowMode,
    Source,
    Subject,
    suggest_layout,
)
from guatu.ledgers.models import Kind
from guatu.ledgers.queries import definition_of, spoken
from guatu.sheets import higherwords as words
from guatu.sheets.actions import higher as acts
from guatu.sheets.models import HigherForm
from guatu.sheets.oldledgerworks import grids_of
from guatu.sheets.policies import FORM_KEEPERS, can_keep_form
from guatu.sheets.queries.adopting import field_names
from guatu.sheets.queries.higher import due_of, layout_of, owed_forms, visible_form
from guatu.sheets.queries.higherrecords import ties_at_first
from guatu.sheets.views.adopting import day_of, kinds, read_file
from guatu.sheets.views.formsheets import (
    Sheet,
    asked_table,
    chosen,
    open_cells,
    sheets_of,
    together,
)
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

OFFERED = 12  # objects for one fixed row
SHOWN = 6  # filled rows of the preview
FILTERS = {"kind": "kind", "unit": "unit_filter", "words": "words", "late": "late"}
LONGEST_FILTER = 60


def forms(request: Request) -> HttpResponse:
    """List the forms of a campaign, what is owed next first; keep another."""
    problem = ""
    if request.method == "POST":
        try:
            row = loaded(request)
        except InvalidState as error:
            problem = error.message
        else:
            return redirect("sheets:higher-form", row.pk)
    campaign = current_campaign(
        request.actor, request.GET.get("campaign"), last=last_campaign(request)
    )
    today = timezone.localdate()
    context = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "rows": owed_forms(request.actor, campaign, today) if campaign else [],
        "units": units_to_owe(request, campaign) if campaign else [],
        "rhythms": words.RHYTHMS,
        "today": today,
        "problem": problem,
        "upload_note": UPLOAD_NOTE,
    }
    return render(request, "sheets/higher.html", context, status=422 if problem else 200)


def units_to_owe(request: Request, campaign: Campaign) -> list[Unit]:
    """Return the units that a form may be owed by: all around for the office, else one's own."""
    units = units_around(campaign.unit).order_by("official_order", "path")
    if can_keep_form(request.actor, campaign, 0):
        return list(units)
    own = {grant.unit_id for grant in request.actor.grants if grant.role in FORM_KEEPERS}
    return list(Unit.objects.filter(pk__in=own).order_by("official_order", "path"))


def loaded(request: Request) -> HigherForm:
    campaign = current_campaign(request.actor, request.POST.get("campaign", ""))
    file = request.FILES.get("form")
    if campaign is None:
        raise NotFound
    if file is None:
        raise InvalidState(_("Choose a sheet."))
    name, payload = read_file(file)
    grids = tuple(grids_of(name, payload))
    new = new_form(request, campaign)
    if not new.title.strip():
        new = replace(new, title=name.rsplit(".", 1)[0])
    return acts.keep_form(request.actor, campaign, new, grids=grids, file=(name, payload))


def new_form(request: Request, campaign: Campaign, owed_by: int | None = None) -> acts.NewForm:
    post = request.POST
    rhythm = post.get("rhythm", "")
    unit_id = whole(post.get("unit", "")) or owed_by or campaign.unit_id
    if not Unit.objects.filter(pk=unit_id, valid_to=None).exists():
        raise InvalidState(_("Choose the unit that owes the form."))
    return acts.NewForm(
        title=post.get("title", ""),
        asked_by=post.get("asked_by", ""),
        unit_id=unit_id,
        rhythm=rhythm if rhythm in set(HigherForm.Rhythm) else HigherForm.Rhythm.MONTH,
        first_due_on=day_of(post.get("first_due_on", "")),
        note=post.get("note", ""),
    )


def form(request: Request, form_id: int) -> HttpResponse:
    return show(request, visible_form(request.actor, form_id))


def grids_of_form(row: HigherForm) -> Sequence[Grid]:
    return grids_of(row.evidence.file_name, evidence_path(row.evidence.digest).read_bytes())


def show(request: Request, row: HigherForm, problem: str = "") -> HttpResponse:
    """Show how a form is filled, what it would come to now, and each time that it was filled."""
    today = timezone.localdate()
    sheets = sheets_of(request, row, grids_of_form(row), today)
    table = asked_table(request, row)
    shown = next(one for one in sheets if one.layout.table == table)
    layout, grid = shown.layout, shown.grid
    fillings = list(row.fillings.select_related("evidence")[:24])
    context = {
        "row": row,
        "campaign": row.campaign,
        "problem": problem,
        "layout": layout,
        "due_on": due_of(row, today),
        "today": today,
        "units": units_to_owe(request, row.campaign),
        "kinds": kinds(),
        "rhythms": words.RHYTHMS,
        "subjects": words.SUBJECTS,
        "modes": words.MODES,
        "gaps": words.GAPS,
        "columns": columns_of(grid, layout),
        "sources": sources_of(layout.subject),
        "ties": ties_of(grid, layout, shown.records) if layout.mode is RowMode.FIXED else [],
        "fillings": fillings,
        "open_cells": open_cells(row, fillings[0]) if fillings else [],
        "shown": preview(shown),
        "here": shown,
        **together(row, sheets),
    }
    return render(request, "sheets/higher_form.html", context, status=422 if problem else 200)


def columns_of(grid: Grid, layout: Layout) -> list[dict[str, Any]]:
    """Return each column of a form with the words above it."""
    heads = head_texts(grid, layout.head) if layout.head else [()] * grid.width
    return [
        {"at": at, "head": " / ".join(parts), "source": source}
        for at, (parts, source) in enumerate(
            zip(heads, [*layout.sources, *[""] * grid.width], strict=False)
        )
    ]


def sources_of(subject: Subject) -> list[tuple[str, Any]]:
    """Return what a column of such a form can be filled with, fields of kinds too."""
    found: list[tuple[str, Any]] = [
        (one.value, words.SOURCES[one]) for one in (Source.NONE, *SOURCES[subject], Source.BY_HAND)
    ]
    if subject is Subject.ENTRIES:
        seen: dict[str, str] = {}
        for kind in Kind.objects.all():
            declared = definition_of(kind)
            for one in field_names(declared):
                seen.setdefault(f"field:{one.key}", f"{one.names[0]}（{spoken(declared.noun)}）")
        found += list(seen.items())
    return found


def ties_of(grid: Grid, layout: Layout, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return the fixed rows, each with the objects it may be, the likest first."""
    names = {one.pk: one.name for one in records}
    found = []
    for row in range(layout.first_row, min(layout.last_row + 1, len(grid.rows))):
        text = grid.own(row, layout.key).strip()
        if not text:
            continue
        tied = layout.ties.get(row)
        near = sorted(names, key=lambda pk: -SequenceMatcher(None, text, names[pk]).ratio())
        offered = dict.fromkeys([*([tied] if tied in names else []), *near[:OFFERED]])
        options = [(pk, names[pk]) for pk in offered if pk is not None]
        found.append({"row": row, "text": text, "tied": tied, "options": options})
    return found


def preview(sheet: Sheet) -> list[tuple[int, list[tuple[str, bool]]]]:
    """Return the first rows of a sheet as they would be filled now, and which cells are gaps."""
    filling, grid = sheet.filling, sheet.grid
    gaps = {(gap.row, gap.column) for gap in filling.gaps}
    return [
        (
            row + 1,
            [
                (str(filling.values.get((row, at), "")) or own(grid, row, at), (row, at) in gaps)
                for at in range(grid.width)
            ],
        )
        for row in sheet.rows[:SHOWN]
    ]


def own(grid: Grid, row: int, column: int) -> str:
    return grid.at(row, column) if row < len(grid.rows) else ""


def asking(request: Request, form_id: int) -> HttpResponse:
    """Say who asks for a form and when."""
    row = visible_form(request.actor, form_id)
    try:
        new = new_form(request, row.campaign, row.unit_id)
        acts.set_asking(request.actor, row, version=version_read(request), new=new)
    except InvalidState as error:
        return show(request, visible_form(request.actor, form_id), error.message)
    return done(form_id)


def layout(request: Request, form_id: int) -> HttpResponse:
    """Say which sheets of a form are filled, or what the rows and columns of one of them are."""
    row = visible_form(request.actor, form_id)
    grids = grids_of_form(row)
    try:
        table = chosen(request, row, grids)
    except InvalidState as error:
        return show(request, visible_form(request.actor, form_id), error.message)
    if table is not None:
        return done(form_id, "#sheets", table)
    told = told_layout(request, row, grids)
    acts.set_layout(request.actor, row, version=version_read(request), layout=told)
    return done(form_id, "#fill", told.table)


def told_layout(request: Request, row: HigherForm, grids: Sequence[Grid]) -> Layout:
    """Return how a sheet is filled as a page says; rows of another sort are read anew."""
    post, old = request.POST, layout_of(row, asked_table(request, row))
    said = post.get("subject", "")
    subject = Subject(said) if said in set(Subject) else old.subject
    if subject == old.subject:
        told = said_layout(post, old)
    else:  # what was said of the columns before means nothing now
        grid = grids[old.table]
        told = said_layout(
            post, suggest_layout(grid, table=old.table, subject=subject), is_new=True
        )
    return tied(request, row, told, grids[old.table], old) if told.mode is RowMode.FIXED else told


def said_layout(post: Any, old: Layout, *, is_new: bool = False) -> Layout:
    """Return a layout with what a form says; what it gets wrong stays as it was."""
    mode, said = post.get("mode", ""), tuple(post.getlist("source"))
    sources = old.sources if is_new or not said else said[: len(old.sources)]
    first, last = whole(post.get("first", "")), whole(post.get("last", ""))
    if first is None or last is None or not 0 < first <= last:
        first, last = old.first_row + 1, old.last_row + 1
    key = whole(post.get("key", ""))
    return replace(
        old,
        mode=RowMode(mode) if mode in set(RowMode) else old.mode,
        sources=sources,
        first_row=first - 1,
        last_row=last - 1,
        key=key if key is not None and key < max(len(old.sources), 1) else old.key,
        filters=said_filters(post),
    )


def said_filters(post: Any) -> dict[str, str]:
    """Return what narrows the rows that a form lists."""
    said = {name: post.get(field, "").strip()[:LONGEST_FILTER] for name, field in FILTERS.items()}
    if whole(said["unit"]) is None:
        del said["unit"]
    return {name: value for name, value in said.items() if value}


def tied(request: Request, row: HigherForm, told: Layout, grid: Grid, old: Layout) -> Layout:
    """Return a layout whose fixed rows are tied as said, or as their names suggest at first.

    A row that was never tied has had no word from a person: left empty, its name still counts.
    """
    ties = ties_at_first(request.actor, row.campaign, told, grid, timezone.localdate())
    if (old.subject, old.key) != (told.subject, told.key):
        return replace(told, ties=ties)
    places, values = request.POST.getlist("tie_row"), request.POST.getlist("tie")
    for place, value in zip(map(whole, places), map(whole, values), strict=False):
        if place is not None and value:
            ties[place] = value
        elif place is not None and old.ties:
            ties.pop(place, None)
    return replace(told, ties=ties)


def fill_in(request: Request, form_id: int) -> HttpResponse:
    """Fill the form as of a day."""
    row = visible_form(request.actor, form_id)
    as_of = day_of(request.POST.get("as_of", "")) or timezone.localdate()
    try:
        grids = grids_of_form(row)
        gaps = {code: str(word) for code, word in words.GAPS.items()}
        made = acts.fill_in(
            request.actor, row, grids=grids, as_of=min(as_of, timezone.localdate()), words=gaps
        )
    except InvalidState as error:
        return show(request, visible_form(request.actor, form_id), error.message)
    said = _("%(filled)d cells were filled, %(gaps)d are marked yellow for you.")
    messages.success(request, said % {"filled": made.filled_count, "gaps": len(made.gaps)})
    return done(form_id, "#fillings", asked_table(request, row))


def retire(request: Request, form_id: int) -> HttpResponse:
    """Note that nobody asks for the form any more, or again."""
    row = visible_form(request.actor, form_id)
    acts.retire(request.actor, row, version=version_read(request))
    return done(form_id)


def done(form_id: int, part: str = "", table: int | None = None) -> HttpResponse:
    shown = f"?table={table}" if table else ""
    return redirect(f"{reverse('sheets:higher-form', args=[form_id])}{shown}{part}")


def original(request: Request, form_id: int) -> FileResponse:
    """Send the form as it came."""
    return evidence_response(visible_form(request.actor, form_id).evidence)


def filled(request: Request, form_id: int, number: int) -> FileResponse:
    """Send the form as it was filled once."""
    row = visible_form(request.actor, form_id)
    found = row.fillings.select_related("evidence").filter(number=number).first()
    if found is None:
        raise NotFound
    return evidence_response(found.evidence)

"""台账认领: drop an old ledger, see what was understood, say what was not, take it over."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.accounts.policies import can_name_unit
from guatu.accounts.queries import units_around
from guatu.accounts.words import KINDS as UNIT_KINDS
from guatu.audit.evidence import UPLOAD_NOTE, evidence_path, evidence_response
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.core.actors import Actor
from guatu.core.adopting import Head, Meaning
from guatu.core.adopting.grids import Grid, grid_from
from guatu.core.errors import UnreadableFile
from guatu.core.filenames import XLSX
from guatu.interchange.documents import refuse_size
from guatu.ledgers.models import Kind
from guatu.ledgers.policies import can_create_entry
from guatu.ledgers.queries import definition_of, spoken
from guatu.sheets.actions import adopting as acts
from guatu.sheets.actions.filesheets import apply_all, stage_also, undo_all
from guatu.sheets.adoptwords import MEANINGS, REMARKS, SKIPS, STATES, WHY
from guatu.sheets.models import Adoption
from guatu.sheets.oldledgerfaults import fault_sheet
from guatu.sheets.oldledgerworks import LARGE, MANY, ask_to_apply, ask_to_read, ledgers_of
from guatu.sheets.queries.adopted import adopted_line
from guatu.sheets.queries.adopting import field_names, own_adoption, own_adoptions
from guatu.sheets.queries.meant import About, Meant, meant_beside
from guatu.sheets.unread import refusal
from guatu.sheets.views.adoptsheets import seen_others, seen_versions, together
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

SHOWN = 20  # of one's own ledgers
LINES_A_PAGE = 50
SAMPLES = 3
AROUND = 3  # rows shown on each side of the head
MOST_QUESTIONS = 400
NEW_KINDS = [(f"{acts.NEW}{code}", UNIT_KINDS[code]) for code in acts.NEW_KINDS]


def adoptions(request: Request) -> HttpResponse:
    """List one's own ledgers; read another."""
    problem = ""
    if request.method == "POST":
        try:
            return loaded(request)
        except InvalidState as error:
            problem = error.message
    campaign = current_campaign(request.actor, last=last_campaign(request))
    context = {
        "rows": own_adoptions(request.actor)[:SHOWN],
        "campaigns": campaign_choices(request.actor),
        "campaign": campaign,
        "kinds": kinds(),
        "states": STATES,
        "problem": problem,
        "upload_note": UPLOAD_NOTE,
    }
    return render(request, "sheets/adoptions.html", context, status=422 if problem else 200)


def kinds() -> list[tuple[str, str]]:
    return [(kind.code, spoken(definition_of(kind).noun)) for kind in Kind.objects.all()]


def kind_of(code: str) -> Kind:
    kind = Kind.objects.filter(code=code).first()
    if kind is None:
        raise InvalidState(_("Say what its lines are."))
    return kind


def loaded(request: Request) -> HttpResponse:
    """Read the file and keep what it holds: at once, or behind the page if it is large."""
    file = request.FILES.get("ledger")
    if file is None:
        raise InvalidState(_("Choose a sheet."))
    campaign = current_campaign(request.actor, request.POST.get("campaign", ""))
    if campaign is None:
        raise NotFound
    name, payload = read_file(file)
    kind = kind_of(request.POST.get("kind", ""))
    if len(payload) > LARGE:
        job = ask_to_read(request.actor, campaign, kind, (name, payload))
        return redirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    grids = ledgers_of(name, payload)
    row = acts.stage(request.actor, campaign, kind, grids=grids, file=(name, payload))
    return redirect("sheets:adoption", row.pk)


def read_file(file: Any) -> tuple[str, bytes]:
    name = file.name or ""
    try:
        refuse_size(file.size or 0, name=name)
    except UnreadableFile as error:
        raise InvalidState(refusal(error)) from error
    return name, file.read()


def adoption(request: Request, adoption_id: int) -> HttpResponse:
    return show(request, own_adoption(request.actor, adoption_id))


def show(request: Request, row: Adoption, problem: str = "") -> HttpResponse:
    """Show what was understood of a ledger, what is asked, and the entries that it comes to."""
    context: dict[str, Any] = {
        "row": row,
        "campaign": row.campaign,
        "states": STATES,
        "problem": problem,
        "may_undo": row.state == Adoption.State.APPLIED
        and can_create_entry(request.actor, row.campaign.unit.path),
    }
    context["others"] = other_sheets(request.actor, row)
    read = meant_beside(row) if row.state == Adoption.State.STAGED else {}
    context["together"] = together(row, read)
    if row.state == Adoption.State.STAGED:
        context |= staged_context(request, row, read[row.pk])
    return render(request, "sheets/adoption.html", context, status=422 if problem else 200)


def other_sheets(actor: Actor, row: Adoption) -> list[tuple[int, str]]:
    """Return the sheets of a file that were neither taken over nor wait for a word."""
    going = {Adoption.State.STAGED, Adoption.State.APPLIED}
    done = own_adoptions(actor).filter(evidence=row.evidence_id, state__in=going)
    places = {*done.values_list("sheet", flat=True), row.sheet}
    return [(at, title) for at, title in enumerate(row.sheets) if at not in places]


def staged_context(request: Request, row: Adoption, found: Meant) -> dict[str, Any]:
    units = list(units_around(row.campaign.unit).order_by("official_order", "path"))
    labels = {unit.pk: unit.label for unit in units}
    page = Paginator(found.lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    return {
        "found": found,
        "page": page,
        "columns": columns_of(found),
        "private": [
            one.head
            for one in found.ledger.guesses
            if one.is_private and one.meaning == Meaning.LEAVE
        ],
        "meanings": [*MEANINGS.items(), *field_options(row)],
        "fields": dict(field_options(row)),
        "kinds": kinds(),
        "around": rows_around(grid_from(row.grid), found.ledger.head),
        "head": found.ledger.head,
        "questions": found.questions[:MOST_QUESTIONS],
        "open_count": len(found.open_questions),
        "doubtful_count": sum(one.is_doubtful for one in found.ledger.guesses),
        "units": units,
        "labels": labels,
        "names": names_of(found, labels),
        "remarks": REMARKS,
        "skips": SKIPS,
        "why": WHY,
        "today": timezone.localdate(),
        "has_progress": any(line.told for line in found.taken),
        "may_apply": bool(found.taken) and not found.open_questions,
        "has_faults": bool(found.open_questions or found.untitled)
        or any(line.remarks for line in found.lines),
        "new_kinds": NEW_KINDS if can_name_unit(request.actor, row.campaign.unit) else (),
        "is_large": len(found.taken) > MANY,
    }


def names_of(found: Meant, labels: Mapping[int, str]) -> dict[int, str]:
    """Return labels of all units that lines name, those chosen from elsewhere too."""
    ids = {
        pk for line in found.lines for pk, _n in (*line.leads, *line.supports, *line.supervisors)
    }
    others = Unit.objects.filter(pk__in=ids - set(labels))
    return {**labels, **{unit.pk: unit.label for unit in others}}


def field_options(row: Adoption) -> list[tuple[str, str]]:
    """Return the fields of the kind that a column may hold."""
    return [(one.key, one.names[0]) for one in field_names(definition_of(row.kind))]


def columns_of(found: Meant) -> list[dict[str, Any]]:
    """Return each column with its head and what stands first in it."""
    rows = []
    for guess in found.ledger.guesses:
        texts = dict.fromkeys(line.texts[guess.at] for line in found.ledger.lines)
        samples = [text[:40] for text in texts if text][:SAMPLES]
        rivals = "、".join(found.ledger.guesses[at].head for at in guess.rivals)
        rows.append({"guess": guess, "samples": samples, "rivals": rivals})
    return rows


def rows_around(grid: Grid, head: Head | None) -> list[tuple[int, tuple[str, ...], bool]]:
    """Return the rows about the head, each with its number and whether it belongs to it."""
    first = max(head.first - AROUND, 0) if head else 0
    last = head.last + AROUND if head else AROUND * 4
    return [
        (row + 1, grid.rows[row], head is not None and head.first <= row <= head.last)
        for row in range(first, min(last + 1, len(grid.rows)))
    ]


def changed(adoption_id: int, part: str = "") -> HttpResponse:
    return redirect(f"{reverse('sheets:adoption', args=[adoption_id])}{part}")


def look(request: Request, adoption_id: int) -> HttpResponse:
    """Turn to another sheet of the file; once one was taken over, another is read beside it."""
    row = own_adoption(request.actor, adoption_id)
    if "also" in request.POST:
        return look_also(request, row)
    place = whole(request.POST.get("sheet", ""))
    try:
        grids = ledgers_of(row.evidence.file_name, evidence_path(row.evidence.digest).read_bytes())
        if place is None or place >= len(grids):
            raise InvalidState(_("The file has no such sheet."))  # noqa: TRY301 told like the others
        if row.state == Adoption.State.APPLIED:
            more = acts.stage_more(request.actor, row, place=place, grids=grids)
            return changed(more.pk)
        acts.look_at(row, version=version_read(request), place=place, grid=grids[place])
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    return changed(adoption_id)


def look_also(request: Request, row: Adoption) -> HttpResponse:
    """Lay more sheets of the file beside one that waits for a word."""
    places = [place for one in request.POST.getlist("also") if (place := whole(one)) is not None]
    try:
        grids = ledgers_of(row.evidence.file_name, evidence_path(row.evidence.digest).read_bytes())
        made, empty = stage_also(request.actor, row, places=places, grids=grids)
    except InvalidState as error:
        return show(request, own_adoption(request.actor, row.pk), error.message)
    said = ngettext("%(count)d more sheet was read.", "%(count)d more sheets were read.", len(made))
    messages.success(request, said % {"count": len(made)})
    if empty:
        told = _("No table with a head was found on %(titles)s: open it by itself to say where.")
        messages.warning(request, told % {"titles": "、".join(empty)})
    return changed(row.pk, "#together")


def head(request: Request, adoption_id: int) -> HttpResponse:
    """Say in which rows the head stands."""
    row = own_adoption(request.actor, adoption_id)
    first, last = (whole(request.POST.get(name, "")) for name in ("first", "last"))
    try:
        rows = (first or 0) - 1, (last or 0) - 1  # no number is no row, as 0 is
        acts.set_head(row, version=version_read(request), grid=grid_from(row.grid), rows=rows)
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    return changed(adoption_id, "#columns")


def columns(request: Request, adoption_id: int) -> HttpResponse:
    """Say what each column holds."""
    row = own_adoption(request.actor, adoption_id)
    known = {*map(str, Meaning), *(key for key, _name in field_options(row))}
    said = request.POST.getlist("meaning")
    meanings = [one if one in known else Meaning.KEEP.value for one in said]
    try:
        kind = kind_of(request.POST.get("kind", row.kind.code))
        acts.set_columns(row, version=version_read(request), meanings=meanings, kind=kind)
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    return changed(adoption_id, "#questions")


def answer(request: Request, adoption_id: int) -> HttpResponse:
    """Say what names and days mean: all that is asked at once."""
    row = own_adoption(request.actor, adoption_id)
    post = request.POST
    asked = zip(post.getlist("about"), post.getlist("text"), post.getlist("answer"), strict=False)
    answers = {
        (About(about), text): value.strip()
        for about, text, value in asked
        if about in set(About) and is_answer(About(about), value.strip())
    }
    try:
        acts.answer(request.actor, row, version=version_read(request), answers=answers)
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    return changed(adoption_id)


def is_answer(about: About, value: str) -> bool:
    """Say whether a value answers a question: a name wants a choice, a day may be left open."""
    if about in {About.DAY, About.START}:
        return not value or day_of(value) is not None
    return bool(value)


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def apply(request: Request, adoption_id: int) -> HttpResponse:
    """Take the ledger over: at once, or behind the page if it is long."""
    row = own_adoption(request.actor, adoption_id)
    as_of = day_of(request.POST.get("as_of", ""))
    version = version_read(request)
    try:
        others = seen_others(request, row)
        rows = [row, *(one for one, _version in others)]
        if sum(len(one.grid.get("rows", ())) for one in rows) > MANY:
            acts.refuse_unless_staged(row)
            read = meant_beside(row)
            for one in rows:
                acts.refuse_unless_settled(read[one.pk])
            job = ask_to_apply(request.actor, row, version, as_of, others=others)
            return redirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
        made = apply_all(request.actor, [(row, version), *others], as_of=as_of)
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    said = ngettext("%(count)d entry was made.", "%(count)d entries were made.", len(made))
    messages.success(request, said % {"count": len(made)})
    return changed(adoption_id)


def undo(request: Request, adoption_id: int) -> HttpResponse:
    """Take back what was made of a ledger."""
    row = own_adoption(request.actor, adoption_id)
    try:
        count = taken_back(request, row)
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    said = ngettext("%(count)d entry was taken back.", "%(count)d entries were taken back.", count)
    messages.success(request, said % {"count": count})
    return changed(adoption_id)


def taken_back(request: Request, row: Adoption) -> int:
    """Take back one sheet, or all sheets of the file whose versions the page sent."""
    version, others = version_read(request), seen_versions(request)
    if not others:
        return acts.undo(request.actor, row, version=version)
    return undo_all(request.actor, row, versions={**others, row.pk: version})


def drop(request: Request, adoption_id: int) -> HttpResponse:
    """Put a ledger aside: nothing of it was written."""
    row = own_adoption(request.actor, adoption_id)
    try:
        acts.drop(row, version=version_read(request))
    except InvalidState as error:
        return show(request, own_adoption(request.actor, adoption_id), error.message)
    messages.success(request, _("The ledger was put aside; nothing of it was written."))
    return redirect("sheets:adoptions")


def original(request: Request, adoption_id: int) -> FileResponse:
    """Send the file as it came."""
    return evidence_response(own_adoption(request.actor, adoption_id).evidence)


def faults(request: Request, adoption_id: int) -> HttpResponse | FileResponse:
    """Send the ledger with its doubtful cells marked and commented."""
    row = own_adoption(request.actor, adoption_id)
    try:
        acts.refuse_unless_staged(row)
        name, payload = fault_sheet(row)
    except InvalidState as error:
        return show(request, row, error.message)
    return FileResponse(io.BytesIO(payload), as_attachment=True, filename=name, content_type=XLSX)


def line(request: Request, entry_id: int) -> HttpResponse:
    """Show what the old ledger said of an entry: a part of the entry's page."""
    found = adopted_line(request.actor, entry_id)
    return render(request, "sheets/adopted_line.html", {"line": found})

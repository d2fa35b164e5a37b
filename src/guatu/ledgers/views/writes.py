"""The forms of entries: create, edit, duties, stage. Each is a page, so that it works without scripts."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.kinds import Field, Filler, KindDefinition
from guatu.ledgers.actions import (
    EntryEdit,
    NewEntry,
    Passage,
    Proof,
    adopt_entry,
    create_entry,
    edit_entry,
    pass_stage,
    set_duties,
    set_milestones,
)
from guatu.ledgers.forms import DutiesForm, EntryForm, FieldsForm, MilestonesForm, StageForm
from guatu.ledgers.models import Duty, Entry
from guatu.ledgers.newforms import OwnEntryForm
from guatu.ledgers.policies import (
    can_create_entry,
    can_edit_entry,
    can_fill_entry,
)
from guatu.ledgers.queries import definition_of, open_stages, spoken, visible_entry, visible_scope
from guatu.ledgers.queries.adding import units_to_add_for
from guatu.ledgers.queries.scopes import Scope
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

REFUSED = 422


def lead_ids(entry: Entry) -> frozenset[int]:
    return frozenset(entry.duties.filter(role=Duty.Role.LEAD).values_list("unit_id", flat=True))


def refuse() -> NotAllowed:
    return NotAllowed(_("Your post does not allow this."))


def show(
    request: Request, form: django_forms.Form, *, entry: Entry | None, heading: str, **context: Any
) -> HttpResponse:
    status = REFUSED if form.is_bound else 200
    context |= {"form": form, "entry": entry, "heading": heading}
    return render(request, "ledgers/form.html", context, status=status)


def back_to(entry: Entry) -> HttpResponse:
    return HttpResponseRedirect(reverse("ledgers:entry", args=[entry.pk]))


def edit(request: Request, entry_id: int) -> HttpResponse:
    """Change an entry: all of it for the campaign office, the unit's fields for the lead unit."""
    entry = visible_entry(request.actor, entry_id)
    kind = definition_of(entry.kind)
    form = edit_form(request, entry, kind)
    heading = _("Edit")
    if request.method == "POST" and form.is_valid():
        columns = form.column_values if isinstance(form, EntryForm) else {}
        change = EntryEdit(
            columns=columns, fields=form.extra_values, reason=form.cleaned_data.get("reason", "")
        )
        try:
            edit_entry(request.actor, entry, version=version_read(request), edit=change)
        except (InvalidState, NotFound) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return back_to(entry)
    return show(request, form, entry=entry, heading=heading, campaign=entry.campaign)


def edit_form(request: Request, entry: Entry, kind: KindDefinition) -> FieldsForm:
    body = request.POST if request.method == "POST" else None
    home = entry.campaign.unit
    if can_edit_entry(request.actor, entry):
        return EntryForm(body, kind=kind, entry=entry, extra=filled_in(kind), home=home)
    if not can_fill_entry(request.actor, entry, lead_ids(entry)):
        raise refuse()
    own = [field for field in filled_in(kind) if field.filled_by is Filler.UNIT]
    return FieldsForm(body, entry=entry, extra=own, home=home)


def filled_in(kind: KindDefinition) -> list[Field]:
    """Return the fields of a form: the state of a track moves by its steps alone."""
    return [field for field in kind.fields if kind.track(field.key) is None]


def create(request: Request, slug: str, code: str) -> HttpResponse:
    """Add one line to a ledger; its units are given on the page that follows."""
    scope = visible_scope(request.actor, slug, code)
    if scope.kind is None or scope.ledger is None:
        raise NotFound(_("Choose a ledger first."))
    if scope.ledger.kind.is_added_by_units:
        return add_own(request, scope)
    if not can_create_entry(request.actor, scope.campaign.unit.path):
        raise refuse()
    body = request.POST if request.method == "POST" else None
    form = EntryForm(
        body,
        kind=scope.kind,
        entry=None,
        extra=filled_in(scope.kind),
        home=scope.campaign.unit,
    )
    if request.method == "POST" and form.is_valid():
        new = NewEntry(**form.column_values, fields=form.extra_values)
        try:
            entry = create_entry(request.actor, scope.campaign, kind_code=code, new=new)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Added. Now say who owes it."))
            return HttpResponseRedirect(reverse("ledgers:duties", args=[entry.pk]))
    heading = _("Add: %(noun)s") % {"noun": spoken(scope.kind.noun)}
    return show(request, form, entry=None, heading=heading, campaign=scope.campaign)


def add_own(request: Request, scope: Scope) -> HttpResponse:
    """Add one line of a kind to which its units add: for a unit of one's own, or as the office for any."""
    kind = scope.kind
    if kind is None or scope.ledger is None:
        raise NotFound(_("Choose a ledger first."))
    is_office = can_create_entry(request.actor, scope.campaign.unit.path)
    home = scope.campaign.unit
    units = units_to_add_for(request.actor, scope.ledger.kind, home, is_office=is_office)
    if not units:
        raise refuse()
    extra = [f for f in filled_in(kind) if is_office or f.filled_by is Filler.UNIT]
    body = request.POST if request.method == "POST" else None
    form = OwnEntryForm(body, kind=kind, extra=extra, units=units, home=home)
    if request.method == "POST" and form.is_valid():
        try:
            entry = create_entry(
                request.actor, scope.campaign, kind_code=kind.code, new=form.new_entry
            )
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Added: %(title)s") % {"title": entry.title[:40]})
            return HttpResponseRedirect(after_adding(request, scope, entry))
    return show(
        request,
        form,
        entry=None,
        heading=_("Add: %(noun)s") % {"noun": spoken(kind.noun)},
        campaign=scope.campaign,
        lead_text=spoken(kind.help) if kind.help else "",
        may_add_another=True,
        back=reverse("ledgers:sheet", args=[scope.campaign.slug, kind.code]),
    )


def after_adding(request: Request, scope: Scope, entry: Entry) -> str:
    """Return where adding leads: to the next line where many are written down, else to this one."""
    if request.POST.get("then") == "another":
        return reverse("ledgers:create", args=[scope.campaign.slug, scope.code])
    return reverse("ledgers:entry", args=[entry.pk])


def duties(request: Request, entry_id: int) -> HttpResponse:
    """Say which units and posts owe an entry."""
    entry = visible_entry(request.actor, entry_id)
    if not can_edit_entry(request.actor, entry):
        raise refuse()
    form = DutiesForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            set_duties(request.actor, entry, version=version_read(request), duties=form.duties)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return back_to(entry)
    return show(request, form, entry=entry, heading=_("Who owes it"), campaign=entry.campaign)


def milestones(request: Request, entry_id: int) -> HttpResponse:
    """Say by which milestones an entry moves; those decided already stay."""
    entry = visible_entry(request.actor, entry_id)
    if not can_edit_entry(request.actor, entry):
        raise refuse()
    form = MilestonesForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method == "POST" and form.is_valid():
        rows = form.cleaned_data["milestones"]
        set_milestones(request.actor, entry, version=version_read(request), milestones=rows)
        messages.success(request, _("Saved."))
        return back_to(entry)
    return show(request, form, entry=entry, heading=_("Milestones"), campaign=entry.campaign)


def adopt(request: Request, entry_id: int) -> HttpResponse:
    """Adopt an entry that its unit pledged."""
    entry = visible_entry(request.actor, entry_id)
    adopt_entry(request.actor, entry, version_read(request))
    messages.success(request, _("Adopted: from now on it is scored."))
    return back_to(entry)


def stage(request: Request, entry_id: int) -> HttpResponse:
    """Record that an entry passed to another stage."""
    entry = visible_entry(request.actor, entry_id)
    today = timezone.localdate()
    form = stage_form(request, entry)
    missing = False
    if request.method == "POST" and form.is_valid():
        passage = passage_of(form)
        try:
            pass_stage(
                request.actor, entry, version=version_read(request), passage=passage, today=today
            )
        except InvalidState as error:
            form.add_error(None, error.message)
            missing = bool(error.fields.get("missing"))
        else:
            messages.success(request, _("Recorded."))
            return back_to(entry)
    return show(
        request,
        form,
        entry=entry,
        heading=_("Pass to another stage"),
        campaign=entry.campaign,
        is_upload=True,
        is_lacking=missing,
    )


def stage_form(request: Request, entry: Entry) -> StageForm:
    """Return the form with the stages that this person may move the entry to, the next one first."""
    stages = open_stages(request.actor, entry, definition_of(entry.kind), lead_ids(entry))
    if not stages:
        raise refuse()
    if request.method == "POST":
        return StageForm(request.POST, request.FILES, stages=stages, today=timezone.localdate())
    return StageForm(stages=stages, today=timezone.localdate())


def passage_of(form: StageForm) -> Passage:
    upload = form.cleaned_data["proof"]
    return Passage(
        to_stage=form.cleaned_data["to_stage"],
        passed_on=form.cleaned_data["passed_on"],
        note=form.cleaned_data["note"],
        proof=Proof(payload=upload.read(), file_name=upload.name) if upload else None,
    )

"""Pages of tracks and nodes: a step, what waits for the unit that confirms, who that is, the days of nodes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.core.actors import Actor
from guatu.core.kinds import Field
from guatu.ledgers.actions import name_keeper, set_nodes, step_track
from guatu.ledgers.models import Entry
from guatu.ledgers.policies import can_edit_entry, can_name_keeper
from guatu.ledgers.queries import (
    TrackLine,
    awaiting_entries,
    definition_of,
    kept_entry,
    node_steps,
    recorders_of,
    spoken,
    track_lines,
    visible_entries,
    visible_entry,
    visible_scope,
)
from guatu.ledgers.trackforms import KeeperForm, NodesForm, TrackForm, state_word
from guatu.ledgers.views.writes import REFUSED, back_to, refuse, show
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def tracks(request: Request) -> HttpResponse:
    """List what waits for the confirmation of the actor's units."""
    rows = awaiting_entries(request.actor)
    fields = {(one.kind.code, one.line.track.field): field_of(one.entry, one.line) for one in rows}
    context = {
        "rows": rows,
        "fields": fields,
        "names": recorders_of([one.line for one in rows]),
        "spoken": spoken,
        "state_word": state_word,
        "today": timezone.localdate(),
    }
    return render(request, "ledgers/tracks.html", context)


def field_of(entry: Entry, line: TrackLine) -> Field:
    field = definition_of(entry.kind).field(line.track.field)
    if field is None:
        raise NotFound
    return field


def step(request: Request, entry_id: int, track: str) -> HttpResponse:
    """Record a step of an entry on a track."""
    entry = kept_entry(request.actor, entry_id, track)
    line = line_of(request.actor, entry, track)
    if not line.open_steps:
        raise refuse()
    field, today = field_of(entry, line), timezone.localdate()
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TrackForm(*data, field=field, steps=line.open_steps, today=today)
    if request.method == "POST" and form.is_valid():
        version = version_read(request)
        try:
            step_track(request.actor, entry, version=version, step=form.step, today=today)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Recorded."))
            return after_step(request.actor, entry)
    context = {
        "form": form,
        "entry": entry,
        "campaign": entry.campaign,
        "field": field,
        "line": line,
        "is_linked": visible_entries(request.actor).filter(pk=entry.pk).exists(),
        "names": recorders_of([line]),
        "spoken": spoken,
        "state_word": state_word,
        "today": today,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "ledgers/step.html", context, status=status)


def line_of(actor: Actor, entry: Entry, track: str) -> TrackLine:
    lines = track_lines(actor, entry, definition_of(entry.kind))
    line = next((one for one in lines if one.track.field == track), None)
    if line is None:
        raise NotFound
    return line


def after_step(actor: Actor, entry: Entry) -> HttpResponse:
    """Go back to the entry, or to what still waits where the entry itself is out of sight."""
    if visible_entries(actor).filter(pk=entry.pk).exists():
        return back_to(entry)
    return HttpResponseRedirect(reverse("ledgers:tracks"))


def track_proof(request: Request, entry_id: int, track: str, passage_id: int) -> HttpResponseBase:
    """Send the file of a step to whoever sees the entry or confirms its track."""
    entry = kept_entry(request.actor, entry_id, track)
    passages = entry.track_passages.filter(pk=passage_id, track=track).select_related("evidence")
    passage = passages.first()
    if passage is None or passage.evidence is None:
        raise NotFound
    return evidence_response(passage.evidence)


def keeper(request: Request, slug: str, code: str, track: str) -> HttpResponse:
    """Say which unit confirms a track in a ledger."""
    scope = visible_scope(request.actor, slug, code)
    declared = scope.kind.track(track) if scope.kind else None
    if scope.kind is None or scope.ledger is None or declared is None:
        raise NotFound
    if not can_name_keeper(request.actor, scope.ledger):
        raise refuse()
    row = scope.ledger.track_keepers.filter(track=track).select_related("unit").first()
    form = KeeperForm(
        request.POST if request.method == "POST" else None,
        keeper=row.unit if row else None,
        home=scope.campaign.unit,
    )
    if request.method == "POST" and form.is_valid():
        name_keeper(
            request.actor,
            scope.ledger,
            track=track,
            unit=form.chosen,
            version=version_read(request),
        )
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("ledgers:sheet", args=[slug, code]))
    context = {
        "form": form,
        "scope": scope,
        "campaign": scope.campaign,
        "version": row.version if row else 0,
        "keeper": spoken(declared.keeper),
        "name": state_name(scope.kind.field(track)),
    }
    return render(request, "ledgers/keeper.html", context, status=REFUSED if form.is_bound else 200)


def state_name(field: Field | None) -> str:
    return spoken(field.name) if field else ""


def nodes(request: Request, entry_id: int) -> HttpResponse:
    """Set the days of an entry's nodes."""
    entry = visible_entry(request.actor, entry_id)
    if not can_edit_entry(request.actor, entry):
        raise refuse()
    steps = node_steps(entry, definition_of(entry.kind), list(entry.milestones.all()))
    if not steps:
        raise NotFound(_("This line has no nodes of its kind; choose what it is first."))
    form = NodesForm(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and form.is_valid():
        try:
            set_nodes(request.actor, entry, version=version_read(request), days=form.days)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return back_to(entry)
    return show(request, form, entry=entry, heading=_("Node line"), campaign=entry.campaign)

"""The logs of an entry: the part of its page, the form of a row, striking a row, its file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Validity
from guatu.core.kinds import FieldType, Log
from guatu.ledgers.actions import add_log_row, strike_log_row
from guatu.ledgers.logforms import LogForm, StrikeForm
from guatu.ledgers.models import Entry, LogRow
from guatu.ledgers.policies import can_strike_log, can_write_log
from guatu.ledgers.queries import definition_of, names_of, spoken, visible_entry
from guatu.ledgers.queries.logs import LogLine, log_lines, visible_log_row
from guatu.ledgers.views.writes import back_to, lead_ids, refuse, show
from guatu.ledgers.wording import field_text
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def logs(request: Request, entry_id: int) -> HttpResponse:
    """Show the logs of an entry: as a part of its page, or as a page of their own."""
    entry = visible_entry(request.actor, entry_id)
    kind = definition_of(entry.kind)
    lines = log_lines(entry, kind)
    leads = lead_ids(entry)
    units = unit_names(lines)
    is_open = entry.closed_on is None and entry.validity == Validity.IN_FORCE
    context = {
        "entry": entry,
        "campaign": entry.campaign,
        "today": timezone.localdate(),
        "lines": [
            (
                line,
                spoken(line.log.name),
                [
                    row_words(row, line.log, units)
                    | {"may_strike": may_strike(request, row, leads)}
                    for row in line.rows
                ],
            )
            for line in lines
        ],
        "names": names_of({r.recorded_by for line in lines for r in line.rows if r.recorded_by}),
        "may_write": is_open and can_write_log(request.actor, entry, leads),
        "spoken": spoken,
    }
    template = "ledgers/logs_body.html" if request.htmx else "ledgers/logs.html"
    return render(request, template, context)


def may_strike(request: Request, row: LogRow, leads: frozenset[int]) -> bool:
    return row.struck_at is None and can_strike_log(request.actor, row, leads)


def row_words(row: LogRow, log: Log, units: dict[int, str]) -> dict[str, Any]:
    values = [
        (spoken(field.name), field_text(field, row.fields[field.key], units), field.measure)
        for field in log.fields
        if field.key in row.fields
    ]
    return {"row": row, "values": values}


def unit_names(lines: list[LogLine]) -> dict[int, str]:
    ids = {
        row.fields[field.key]
        for line in lines
        for field in line.log.fields
        if field.type is FieldType.UNIT
        for row in line.rows
        if field.key in row.fields
    }
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)} if ids else {}


def log(request: Request, entry_id: int, log: str) -> HttpResponse:
    """Record that the act of a log was done."""
    entry = visible_entry(request.actor, entry_id)
    declared = log_of(entry, log)
    if not can_write_log(request.actor, entry, lead_ids(entry)):
        raise refuse()
    today = timezone.localdate()
    body = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LogForm(*body, log=declared, today=today, home=entry.campaign.unit)
    missing = False
    if request.method == "POST" and form.is_valid():
        try:
            add_log_row(
                request.actor, entry, version=version_read(request), new=form.row, today=today
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
        heading=spoken(declared.name),
        campaign=entry.campaign,
        lead_text=spoken(declared.help) if declared.help else "",
        is_lacking=missing,
    )


def log_of(entry: Entry, code: str) -> Log:
    found = definition_of(entry.kind).log(code)
    if found is None:
        raise NotFound
    return found


def strike_log(request: Request, entry_id: int, row_id: int) -> HttpResponse:
    """Strike a row that was wrong, with a reason."""
    row = visible_log_row(request.actor, entry_id, row_id)
    if not can_strike_log(request.actor, row, lead_ids(row.entry)):
        raise refuse()
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            strike_log_row(request.actor, row, reason=form.cleaned_data["reason"])
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Struck."))
            return back_to(row.entry)
    return show(
        request, form, entry=row.entry, heading=_("Strike a row"), campaign=row.entry.campaign
    )


def log_proof(request: Request, entry_id: int, row_id: int) -> HttpResponseBase:
    """Send the file of a row to whoever sees the entry."""
    row = visible_log_row(request.actor, entry_id, row_id)
    if row.evidence is None:
        raise NotFound
    return evidence_response(row.evidence)

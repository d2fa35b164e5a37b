"""The private fields of an entry, shown for one look that stands in the record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from guatu.accounts.models import Unit
from guatu.core.kinds import FieldType
from guatu.ledgers.actions.looks import look_at_private
from guatu.ledgers.queries import definition_of, spoken, visible_entry
from guatu.ledgers.wording import field_text
from guatu.shell.routes import Request


def look(request: Request, entry_id: int) -> HttpResponse:
    """Show the private fields; nothing keeps the page, neither a browser nor the request's record."""
    entry = visible_entry(request.actor, entry_id)
    values = look_at_private(request.actor, entry)
    fields = [field for field in definition_of(entry.kind).fields if field.key in values]
    ids = [values[field.key] for field in fields if field.type is FieldType.UNIT]
    units = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)}
    context = {
        "entry": entry,
        "campaign": entry.campaign,
        "fields": [
            (spoken(field.name), field_text(field, values[field.key], units), field.measure)
            for field in fields
        ],
    }
    response = render(request, "ledgers/private.html", context)
    response["Cache-Control"] = "no-store"
    return response

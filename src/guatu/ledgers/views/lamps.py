"""The past of an entry's lamp and due date, and a lamp set by hand (人工认定)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.ledgers.actions.overrides import end_lamp, set_lamp
from guatu.ledgers.lampforms import EndLampForm, SetLampForm, first_values
from guatu.ledgers.lampstrip import Stretch, Strip, draw_strip
from guatu.ledgers.lampwords import SHIFT_SOURCES
from guatu.ledgers.models import DueShift, Entry, LampOverride, LampSpell
from guatu.ledgers.policies import can_set_lamp
from guatu.ledgers.queries import names_of, visible_entry
from guatu.ledgers.queries.history import (
    last_day_of,
    overrides_of,
    put_off_of,
    shifts_of,
    spells_of,
)
from guatu.ledgers.queries.rulesets import titles_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.lamps import reason, rule_name
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

REFUSED = 422


def lamps(request: Request, entry_id: int) -> HttpResponse:
    """Show what became of an entry's lamp: part of its page for htmx, a page of its own without."""
    entry = visible_entry(request.actor, entry_id)
    is_part = bool(request.htmx) and not request.htmx.boosted
    template = "ledgers/lamps_body.html" if is_part else "ledgers/lamps.html"
    response = render(request, template, past_of(request.actor, entry, timezone.localdate()))
    patch_vary_headers(response, ["HX-Request"])
    return response


def past_of(actor: Actor, entry: Entry, today: date) -> dict[str, Any]:
    spells, overrides, shifts = spells_of(entry), overrides_of(entry), shifts_of(entry)
    persons = {row.set_by for row in overrides} | {row.ended_by for row in overrides}
    persons |= {row.approved_by for row in shifts}
    return {
        "entry": entry,
        "campaign": entry.campaign,
        "today": today,
        "strip": strip_of(spells, overrides, shifts, today),
        "spells": [told(spell, today) for spell in reversed(spells)],
        "titles": titles_of({spell.rule_set for spell in spells}),
        "overrides": overrides,
        "shifts": [(row, str(SHIFT_SOURCES[row.source])) for row in shifts],
        "put_off": put_off_of([entry.pk]).get(entry.pk),
        "names": names_of({pk for pk in persons if pk is not None}),
        "may_set": may_set(actor, entry, overrides),
        "may_end": can_set_lamp(actor, entry),
    }


def may_set(actor: Actor, entry: Entry, overrides: Sequence[LampOverride]) -> bool:
    is_open = entry.validity == Validity.IN_FORCE and entry.closed_on is None
    return is_open and can_set_lamp(actor, entry) and all(row.ended_on for row in overrides)


def told(spell: LampSpell, today: date) -> dict[str, Any]:
    last = last_day_of(spell, today)
    return {
        "row": spell,
        "days": (last - spell.from_on).days + 1,
        "sentence": reason(spell.rule, spell.inputs, spell.from_on),
        "rule": rule_name(spell.rule),
    }


def strip_of(
    spells: Sequence[LampSpell],
    overrides: Sequence[LampOverride],
    shifts: Sequence[DueShift],
    today: date,
) -> Strip | None:
    return draw_strip(
        [Stretch(lamp=s.lamp, first=s.from_on, last=last_day_of(s, today)) for s in spells],
        [
            Stretch(lamp=row.lamp, first=row.from_on, last=row.ended_on or max(today, row.from_on))
            for row in reversed(overrides)
        ],
        [row.shifted_on for row in shifts],
    )


def set_by_hand(request: Request, entry_id: int) -> HttpResponse:
    """Set a lamp that a person answers for."""
    entry = visible_entry(request.actor, entry_id)
    if not can_set_lamp(request.actor, entry):
        raise NotAllowed(_("A lamp is set by the campaign office or a leader of the campaign."))
    today = timezone.localdate()
    body, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SetLampForm(body, files, today=today, initial=first_values(today))
    if request.method == "POST" and form.is_valid():
        try:
            set_lamp(
                request.actor, entry, version_read(request), setting=form.setting(), today=today
            )
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The lamp is set; it ends by itself."))
            return HttpResponseRedirect(reverse("ledgers:entry", args=[entry.pk]))
    return show_form(request, entry, form, _("Set the lamp by hand"))


def end_by_hand(request: Request, entry_id: int, override_id: int) -> HttpResponse:
    """End a lamp set by hand before its day."""
    entry = visible_entry(request.actor, entry_id)
    row = override_of(entry, override_id)
    if not can_set_lamp(request.actor, entry):
        raise NotAllowed(_("A lamp is set by the campaign office or a leader of the campaign."))
    form = EndLampForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        try:
            end_lamp(
                request.actor, row, version_read(request),
                reason=form.cleaned_data["reason"], today=today,
            )  # fmt: skip
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The computed lamp is shown again."))
            return HttpResponseRedirect(reverse("ledgers:entry", args=[entry.pk]))
    return show_form(request, entry, form, _("End what was set by hand"), version=row.version)


def show_form(
    request: Request,
    entry: Entry,
    form: SetLampForm | EndLampForm,
    heading: str,
    version: int | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "entry": entry,
        "campaign": entry.campaign,
        "heading": heading,
        "upload_note": UPLOAD_NOTE,
        "version": entry.version if version is None else version,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "ledgers/lamp_form.html", context, status=status)


def override_of(entry: Entry, override_id: int) -> LampOverride:
    row = LampOverride.objects.filter(entry=entry, pk=override_id).select_related("evidence")
    found = row.first()
    if found is None:
        raise NotFound
    found.entry = entry
    return found


def override_proof(request: Request, entry_id: int, override_id: int) -> HttpResponseBase:
    """Send the file that stands behind a lamp set by hand to whoever sees the entry."""
    row = override_of(visible_entry(request.actor, entry_id), override_id)
    if row.evidence is None:
        raise NotFound
    return evidence_response(row.evidence)

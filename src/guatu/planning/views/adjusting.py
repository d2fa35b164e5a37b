"""任务调整: asking, deciding, the history of a line, and the list of a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around
from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.campaigns.models import MeasureUnit, Validity
from guatu.campaigns.policies import can_manage_campaign
from guatu.campaigns.queries import (
    campaign_choices,
    current_campaign,
    visible_target,
    visible_targets,
)
from guatu.core.actors import Actor
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entries, visible_entry
from guatu.planning import policies
from guatu.planning.actions.adjusting import ask_adjustment, withdraw_adjustment
from guatu.planning.actions.adjusting_decisions import decide_adjustment
from guatu.planning.changeforms import AskForm, DecideForm, PaperForm
from guatu.planning.changewords import (
    KINDS,
    NAMES,
    STATES,
    STEPS,
    differences,
    line_name,
    line_sort,
    text_of,
)
from guatu.planning.lines import LEADS, Line, lead_ids
from guatu.planning.models import Adjustment
from guatu.planning.queries import adjusting as queries
from guatu.planning.queries.approvers import approvers_of, key_of, signers
from guatu.planning.queries.cascade import pending_of, takings_of
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

Kind = Adjustment.Kind
SHOWN_OF_ENTRY = ("due_on", "standard", "amount_fen", "validity", LEADS)
SHOWN_OF_TARGET = ("due_on", "validity", "unit_id")


def index(request: Request) -> HttpResponse:
    """List the adjustments of a campaign, what waits for the reader's own word first."""
    actor = request.actor
    campaign = current_campaign(
        actor, request.GET.get("campaign") or None, last=last_campaign(request)
    )
    if campaign is None:
        return render(request, "planning/adjustments_none.html")
    keep_campaign(request, campaign.slug)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    wanted = queries.Wanted(
        campaign=campaign,
        kind=kind if kind in KINDS else "",
        state=state if state in STATES else "",
        unit_id=whole(request.GET.get("unit", "")),
        after=whole(request.GET.get("after", "")),
    )
    page = queries.adjustment_page(actor, wanted)
    waiting = queries.waiting_for(actor)
    both = [*page.rows, *waiting]
    units, seen = queries.unit_labels(both), queries.seen_into(actor, both)
    context = {
        "campaign": campaign,
        "campaigns": campaign_choices(actor),
        "wanted": wanted,
        "page": page,
        "lines": [told(row, units, seen) for row in page.rows],
        "waiting": [told(row, units, seen) for row in waiting],
        "names": queries.person_names(both),
        "postponed": queries.postponed_by_unit(actor, campaign),
        "units": queries.asking_units(actor, campaign),
        "kinds": KINDS,
        "states": STATES,
    }
    return render(request, "planning/adjustments.html", context)


def told(row: Adjustment, units: dict[int, str], seen: set[tuple[str, int]]) -> dict[str, Any]:
    """Return an adjustment with its words; the line it went into is named to who sees that line."""
    line, into = row.line, row.into_entry or row.into_target
    is_seen = into is not None and key_of(into) in seen
    return {
        "row": row,
        "kind": str(KINDS[row.kind]),
        "state": str(STATES[row.state]),
        "line": line_name(line),
        "sort": line_sort(line),
        "address": address_of(line),
        "changes": differences(line, row.before, row.after, units),
        "into": into_name(into, is_seen=is_seen) if into else "",
        "into_address": address_of(into) if into and is_seen else "",
    }


def into_name(into: Line, *, is_seen: bool) -> str:
    return line_name(into) if is_seen else _("a line of %(unit)s") % {"unit": into.unit.label}


def address_of(line: Line) -> str:
    if isinstance(line, Entry):
        return reverse("ledgers:entry", args=[line.pk])
    return reverse("campaigns:target", args=[line.pk])


def entry_history(request: Request, entry_id: int) -> HttpResponse:
    """Show what was changed in an entry: part of its page for htmx, a page of its own without."""
    return history(request, visible_entry(request.actor, entry_id))


def target_history(request: Request, target_id: int) -> HttpResponse:
    return history(request, visible_target(request.actor, target_id))


def history(request: Request, line: Line) -> HttpResponse:
    rows = queries.adjustments_of(line)
    merged = queries.merged_into(request.actor, line)
    units = queries.unit_labels([*rows, *merged])
    seen = queries.seen_into(request.actor, [*rows, *merged])
    takings = takings_of(line) if line.parent_version else []
    is_part = bool(request.htmx) and not request.htmx.boosted
    context = {
        "line": line,
        "line_name": line_name(line),
        "address": address_of(line),
        "campaign": line.campaign,
        "rows": [told(row, units, seen) for row in rows],
        "merged": [told(row, units, seen) for row in merged],
        "names": queries.person_names(rows, *(one.made_by for one in takings)),
        "may_ask": policies.can_ask(request.actor, line, leads_of(line)),
        "ask_address": ask_address(line),
        "history_address": history_address(line),
        "is_part": is_part,
        "is_behind": bool(line.parent_version and pending_of([line])),
        "takings": takings,
        "steps": STEPS,
        **as_it_was(request, line),
    }
    template = "planning/adjust_history.html" if is_part else "planning/adjust_line.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def as_it_was(request: Request, line: Line) -> dict[str, Any]:
    """Return the line as it was on the day that `?on=` names."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return {"on": None, "then": []}
    names = SHOWN_OF_ENTRY if isinstance(line, Entry) else SHOWN_OF_TARGET
    names = names if isinstance(line, Entry) else (*names, "written")
    values = queries.as_it_was(line, names, on)
    ids = {pk for pk in (*values.get(LEADS, ()), values.get("unit_id")) if pk}
    units = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)}
    return {"on": on, "then": [(word_of(n), text_of(n, v, units)) for n, v in values.items()]}


def word_of(name: str) -> str:
    return str(NAMES["figure" if name == "written" else name])


def leads_of(line: Line) -> frozenset[int]:
    return frozenset(lead_ids(line)) if isinstance(line, Entry) else frozenset()


def ask_address(line: Line) -> str:
    name = "ask-entry" if isinstance(line, Entry) else "ask-target"
    return reverse(f"planning:{name}", args=[line.pk])


def history_address(line: Line) -> str:
    name = "entry-adjustments" if isinstance(line, Entry) else "target-adjustments"
    return reverse(f"planning:{name}", args=[line.pk])


def ask_entry(request: Request, entry_id: int) -> HttpResponse:
    return ask(request, visible_entry(request.actor, entry_id))


def ask_target(request: Request, target_id: int) -> HttpResponse:
    return ask(request, visible_target(request.actor, target_id))


def ask(request: Request, line: Line) -> HttpResponse:
    """Ask to change a line: first what, then the fields of that kind."""
    if not policies.can_ask(request.actor, line, leads_of(line)):
        raise NotFound
    kinds = kinds_for(line)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else kinds[0]
    form = ask_form(request, line, kind)
    if request.method == "POST" and form.is_valid():
        try:
            row = ask_adjustment(request.actor, line, form.wish)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Asked. Nothing changes before it is approved."))
            return HttpResponseRedirect(reverse("planning:adjustment", args=[row.pk]))
    context = {
        "line": line,
        "line_name": line_name(line),
        "address": address_of(line),
        "campaign": line.campaign,
        "kinds": [(code, str(KINDS[code])) for code in kinds],
        "kind": kind,
        "form": form,
        "upload_note": UPLOAD_NOTE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "planning/adjust_ask.html", context, status=status)


def kinds_for(line: Line) -> list[str]:
    """Return what can be asked of a line as it stands: one that left is only resumed."""
    if line.validity == Validity.IN_FORCE:
        return [kind.value for kind in Kind if kind is not Kind.RESUME]
    return [Kind.RESUME.value]


def ask_form(request: Request, line: Line, kind: str) -> AskForm:
    is_post = request.method == "POST"
    return AskForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        line=line,
        kind=kind,
        measures=frozenset(MeasureUnit.objects.values_list("symbol", flat=True)),
        others=others_of(request.actor, line),
        units=units_around(line.campaign.unit, kept=[line.unit_id]).order_by(
            "official_order", "path"
        ),
    )


def others_of(actor: Actor, line: Line) -> Any:
    """Return the lines in force beside this one, into which it could go."""
    if isinstance(line, Entry):
        rows = visible_entries(actor, line.campaign).filter(ledger=line.ledger_id)
        return rows.filter(validity=Validity.IN_FORCE).exclude(pk=line.pk).order_by("position")
    targets = visible_targets(actor, line.campaign).filter(validity=Validity.IN_FORCE)
    return targets.exclude(pk=line.pk).order_by("pk")


def adjustment(request: Request, adjustment_id: int) -> HttpResponse:
    """Show one request and what may be done with it."""
    return show(request, queries.visible_adjustment(request.actor, adjustment_id))


def show(
    request: Request,
    row: Adjustment,
    *,
    refused: DecideForm | None = None,
    paper: PaperForm | None = None,
) -> HttpResponse:
    actor, line = request.actor, row.line
    is_open = row.state == Adjustment.State.ASKED
    approvers = approvers_of(line)
    may_decide = is_open and policies.can_decide(actor, row.campaign, approvers, row.asked_by)
    may_sign = is_open and can_manage_campaign(actor, row.campaign)
    context = {
        "one": told(row, queries.unit_labels([row]), queries.seen_into(actor, [row])),
        "row": row,
        "campaign": row.campaign,
        "names": queries.person_names([row]),
        "approvers": deciders(row),
        "is_open": is_open,
        "decide": (refused or DecideForm()) if may_decide else None,
        "paper": (paper or paper_form(request, row)) if may_sign else None,
        "may_withdraw": is_open and policies.can_ask(actor, line, leads_of(line)),
        "upload_note": UPLOAD_NOTE,
    }
    status = 422 if refused or paper else 200
    return render(request, "planning/adjustment.html", context, status=status)


def deciders(row: Adjustment) -> list[str]:
    """Return the posts that decide with who holds them today, for whoever wants to know."""
    today = timezone.localdate()
    known = signers(row.campaign, approvers_of(row.line), today, but=row.asked_by)
    return [f"{one.post} {one.name}" for one in known]


def paper_form(request: Request, row: Adjustment) -> PaperForm:
    today = timezone.localdate()
    known = signers(row.campaign, approvers_of(row.line), today, but=row.asked_by)
    is_sent = request.method == "POST" and "signer" in request.POST
    if is_sent:
        return PaperForm(request.POST, request.FILES, known=known, today=today)
    return PaperForm(known=known, today=today)


def decide(request: Request, adjustment_id: int) -> HttpResponse:
    """Take the word of whoever approved the line."""
    row = queries.visible_adjustment(request.actor, adjustment_id)
    if not policies.can_decide(request.actor, row.campaign, approvers_of(row.line), row.asked_by):
        raise NotAllowed(_("Your post does not allow this."))
    return settle(request, row, DecideForm(request.POST))


def sign(request: Request, adjustment_id: int) -> HttpResponse:
    """Enter a decision that was signed on paper."""
    row = queries.visible_adjustment(request.actor, adjustment_id)
    if not can_manage_campaign(request.actor, row.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    return settle(request, row, paper_form(request, row))


def settle(request: Request, row: Adjustment, form: DecideForm) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            decide_adjustment(
                request.actor,
                row,
                version_read(request),
                verdict=form.verdict,
                today=timezone.localdate(),
            )
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, str(STATES[row.state]))
            return HttpResponseRedirect(reverse("planning:adjustment", args=[row.pk]))
    row = queries.visible_adjustment(request.actor, row.pk)
    if isinstance(form, PaperForm):
        return show(request, row, paper=form)
    return show(request, row, refused=form)


def withdraw(request: Request, adjustment_id: int) -> HttpResponse:
    row = queries.visible_adjustment(request.actor, adjustment_id)
    withdraw_adjustment(request.actor, row, version_read(request))
    messages.success(request, _("Withdrawn."))
    return HttpResponseRedirect(reverse("planning:adjustment", args=[row.pk]))


def file(request: Request, adjustment_id: int, which: str) -> HttpResponseBase:
    """Send what supports a request, or the signed sheet, to whoever sees it."""
    row = queries.visible_adjustment(request.actor, adjustment_id)
    evidence = {"evidence": row.evidence, "sheet": row.sheet}.get(which)
    if evidence is None:
        raise NotFound
    return evidence_response(evidence)

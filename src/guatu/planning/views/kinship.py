"""What a plan is to another: the question after loading, the difference by clause, sources of a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Plan
from guatu.campaigns.queries import visible_target
from guatu.core.planreading.compare.clauses import compare_clauses
from guatu.core.planreading.compare.kin import Kin
from guatu.ledgers.queries import visible_entry
from guatu.planning import differences, queries, versionwords
from guatu.planning.actions.merging_kin import settle_kin
from guatu.planning.models import Draft, LineSource
from guatu.planning.queries import versions
from guatu.planning.queries.drafts import nothing_here
from guatu.shell.errors import InvalidState
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

MOST_CHOICES = 100


def kin(request: Request, draft_id: int) -> HttpResponse:
    """Ask what the plan of an open draft is to those that are known, with what speaks for it."""
    draft = queries.draft_for(request.actor, draft_id)
    if draft.state != Draft.State.OPEN:
        return redirect("planning:confirm", draft.pk)
    note, status = "", 200
    if request.method == "POST":
        try:
            return settle(request, draft)
        except InvalidState as error:
            note, status = error.message, error.status
    offers = versions.offers_for(request.actor, draft.plan)
    others = versions.other_plans(request.actor, draft.plan).defer("text", "layout")
    context = {
        "draft": draft,
        "plan": draft.plan,
        "offers": [
            (one, versionwords.KINS[one.suggestion.kin.value], versionwords.grounds(one.suggestion))
            for one in offers
        ],
        "others": list(others[:MOST_CHOICES]),
        "kins": [(code, word) for code, word in versionwords.KINS.items() if code != Kin.NONE],
        "own": versionwords.KINS[Kin.NONE.value],
        "said": said(draft.plan),
        "note": note,
    }
    return render(request, "planning/kin.html", context, status=status)


def said(plan: Plan) -> dict[str, Any] | None:
    """Return what was said of a plan already: the code, the other plan, and a sentence."""
    for code, other in (
        (Kin.CORRECTION, plan.corrects),
        (Kin.SUCCESSOR, plan.follows),
        (Kin.SPECIAL, plan.parent),
    ):
        if other is not None:
            text = str(versionwords.SAID[code.value]) % {"title": other.title}
            return {"code": code.value, "plan": other, "text": text}
    return None


def settle(request: Request, draft: Draft) -> HttpResponse:
    """Take what was said, and go on to the lines where there is something to compare."""
    code, _sep, suggested = request.POST.get("kin", "").partition(":")
    if code not in versionwords.KINS:
        raise InvalidState(_("Say what this plan is."))
    key = whole(suggested or request.POST.get("plan", "") or "")
    found = versions.other_plans(request.actor, draft.plan).filter(pk=key).first() if key else None
    settle_kin(request.actor, draft, version_read(request), kin=Kin(code), other=found)
    if code == Kin.SAME and found is not None:
        messages.info(request, _("It is the plan that was loaded before; this file was put away."))
        earlier = versions.draft_of(found)
        if earlier is not None:
            return redirect("planning:confirm", earlier.pk)
        return redirect("planning:index")
    if draft.matches.exists():
        return redirect("planning:lines", draft.pk)
    return redirect("planning:confirm", draft.pk)


def clauses(request: Request, plan_id: int) -> HttpResponse:
    """Show two plans side by side, clause by clause; `?against=` names the other, `?all=1` shows all."""
    plan = queries.plan_for(request.actor, plan_id)
    against = whole(request.GET.get("against", "") or "")
    other = versions.compared_plan(request.actor, plan, against)
    is_all = request.GET.get("all") == "1"
    context: dict[str, Any] = {"plan": plan, "other": other, "is_all": is_all}
    if other is not None:
        pairs = compare_clauses(other.text, plan.text)
        context |= {
            "blocks": differences.blocks_of(pairs, other.text, plan.text, is_all=is_all),
            "counts": differences.counts_of(pairs),
            "words": versionwords.OUTCOMES,
        }
    others = versions.other_plans(request.actor, plan) if request.actor.is_person else None
    if others is not None:
        context["others"] = list(others.defer("text", "layout")[:MOST_CHOICES])
    return render(request, "planning/clauses.html", context)


def file(request: Request, plan_id: int) -> HttpResponseBase:
    """Give back the file of a plan as it came."""
    plan = queries.plan_for(request.actor, plan_id)
    if plan.file is None:
        raise nothing_here()
    return evidence_response(plan.file)


def entry_sources(request: Request, entry_id: int) -> HttpResponse:
    """Show in which further plans an entry is written: part of its page for htmx."""
    entry = visible_entry(request.actor, entry_id)
    rows = versions.sources_of(request.actor, entry)
    address = reverse("ledgers:entry", args=[entry.pk])
    return shown(request, rows, title=entry.title, address=address)


def target_sources(request: Request, target_id: int) -> HttpResponse:
    """Show in which further plans a target is written: part of its page for htmx."""
    target = visible_target(request.actor, target_id)
    rows = versions.sources_of(request.actor, target)
    address = reverse("campaigns:target", args=[target.pk])
    return shown(request, rows, title=str(target.indicator), address=address)


def shown(
    request: Request, rows: Sequence[LineSource], *, title: str, address: str
) -> HttpResponse:
    is_part = bool(request.htmx) and not request.htmx.boosted
    sources = [
        (row, row.plan.text[row.quote_start : row.quote_end], versionwords.RELATIONS[row.relation])
        for row in rows
    ]
    context = {"sources": sources, "title": title, "address": address, "is_part": is_part}
    name = "planning/sources_part.html" if is_part else "planning/sources.html"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response

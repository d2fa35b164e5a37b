"""The confirm page, its acts on many rows, and throwing a draft away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.planning import actions, cards, leftpane, queries, wording
from guatu.planning.fields import CONFIDENT, KIND_ORDER
from guatu.planning.leftover import leftovers_of
from guatu.planning.models import Draft, DraftItem
from guatu.planning.queries.versions import other_plans
from guatu.planning.views.looking import bar, lists, looking_at
from guatu.shell.errors import Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

ORDERS = ("doubtful", "text")
STATES = ("pending", "doubtful", "accepted", "rejected")


def confirm(request: Request, draft_id: int) -> HttpResponse:
    """Show the document beside what was read from it; `?order=&kind=&state=` choose and sort cards."""
    draft = queries.draft_for(request.actor, draft_id)
    items = list(draft.items.order_by("kind", "ordinal"))
    looking = looking_at(request.actor, draft, items)
    order = chosen(request, "order", ORDERS) or ORDERS[0]
    arrange = cards.in_text_order if order == "text" else cards.groups_of
    leftovers = leftovers_of(draft)
    context = {
        "plan": draft.plan,
        "lines": leftpane.document_lines(
            draft.plan, items, [(n.start, n.end) for n in leftovers.telling]
        ),
        "groups": arrange(items, looking),
        "item_count": len(items),
        "units": queries.unit_rows(draft),
        "has_others": other_plans(request.actor, draft.plan).exists(),
        "leftovers": leftovers,
        "issues": [wording.issue(code) for code in dict.fromkeys(i["code"] for i in draft.issues)],
        "notes": [wording.note(n["code"], n["count"], n["place"]) for n in draft.plan.notes],
        "confident": CONFIDENT,
        "kinds": kinds_with_counts(items),
        "shown": {
            "order": order,
            "kind": chosen(request, "kind", KIND_ORDER),
            "state": chosen(request, "state", STATES),
        },
        **bar(draft),
        **lists(draft),
    }
    return render(request, "planning/confirm.html", context)


def chosen(request: Request, name: str, among: tuple[str, ...]) -> str:
    written = request.GET.get(name, "")
    return written if written in among else ""


def kinds_with_counts(items: list[DraftItem]) -> list[tuple[str, Any, int]]:
    kinds = [item.kind for item in items]
    counts = [(kind.value, wording.KINDS[kind], kinds.count(kind)) for kind in KIND_ORDER]
    return [row for row in counts if row[2]]


def accept(request: Request, draft_id: int) -> HttpResponse:
    """Accept all that was read with confidence."""
    draft = queries.draft_for(request.actor, draft_id)
    version = version_read(request)
    try:
        count = actions.accept_confident(request.actor, draft, version)
    except Stale as error:
        return shown_anew(request, draft, version, error)
    text = ngettext("%(count)d item accepted.", "%(count)d items accepted.", count)
    messages.success(request, text % {"count": count})
    return redirect("planning:confirm", draft.pk)


def take_units(request: Request, draft_id: int) -> HttpResponse:
    """Follow every proposal for a unit name."""
    draft = queries.draft_for(request.actor, draft_id)
    version = version_read(request)
    try:
        count = actions.take_proposals(request.actor, draft, version)
    except Stale as error:
        return shown_anew(request, draft, version, error)
    text = ngettext("%(count)d unit name settled.", "%(count)d unit names settled.", count)
    messages.success(request, text % {"count": count})
    return redirect("planning:confirm", draft.pk)


def shown_anew(request: Request, draft: Draft, version: int, error: Stale) -> HttpResponse:
    """Show the draft as it is now, and tell what others did to it since the page was drawn."""
    did = [
        _("%(name)s: %(act)s (%(count)d)")
        % {"name": one.name, "act": wording.ACTS.get(one.act, one.act), "count": one.count}
        for one in queries.told_since(request.actor, draft, version)
    ]
    messages.warning(request, " ".join([error.message, "；".join(did)]))
    return redirect("planning:confirm", draft.pk)


def discard(request: Request, draft_id: int) -> HttpResponse:
    """Throw the draft away."""
    draft = queries.draft_for(request.actor, draft_id)
    actions.discard_draft(request.actor, draft, version_read(request))
    messages.info(request, _("The draft is gone. Load the text again to read it anew."))
    return redirect("planning:index")

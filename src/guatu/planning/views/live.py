"""Several people on one draft: what the others did is brought to each page; one's own is undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.planning import actions, queries, wording
from guatu.planning.actions import Undone
from guatu.planning.models import Draft
from guatu.planning.views.looking import bar, cards_for, lists
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def pulse(request: Request, draft_id: int) -> HttpResponse:
    """Note that the page is open and bring what was written since the version that it names."""
    draft = queries.draft_for(request.actor, draft_id)
    version = version_read(request)
    actions.be_present(request.actor, draft)
    return brought(request, draft, version)


def brought(request: Request, draft: Draft, version: int, *, note: str = "") -> HttpResponse:
    """Answer with the cards and unit names written since `version`, and who else is here."""
    fresh = queries.draft_for(request.actor, draft.pk)
    others = queries.others_here(request.actor, fresh)
    context = {"draft": fresh, "others": others, "note": note, "said": note}
    if fresh.version > version:
        changed = queries.changed_since(fresh, version)
        context |= {
            "cards": cards_for(request.actor, fresh, changed.items),
            "rows": changed.units,
            "gone": changed.gone,
            "told": [
                (one.name, wording.ACTS.get(one.act, one.act), one.count)
                for one in queries.told_since(request.actor, fresh, version)
            ],
            **bar(fresh),
            **(lists(fresh) if changed.units else {}),
        }
    return render(request, "planning/brought.html", context)


def undo(request: Request, draft_id: int) -> HttpResponse:
    """Take back the last thing that this person did on the draft."""
    draft = queries.draft_for(request.actor, draft_id)
    version = version_read(request)
    try:
        note = said_of(actions.undo_last(request.actor, draft))
    except InvalidState as error:
        note = error.message
    if request.htmx:
        return brought(request, draft, version, note=note)
    messages.info(request, note)
    return redirect("planning:confirm", draft.pk)


def said_of(undone: Undone) -> str:
    """Return one sentence on what was taken back, and on what stays as somebody else said."""
    act = wording.ACTS.get(undone.act, undone.act)
    parts = []
    if undone.count:
        parts.append(_("Undone: %(act)s (%(count)d).") % {"act": act, "count": undone.count})
    if undone.kept:
        text = ngettext(
            "%(count)d stays as it is: somebody else decided on it after you.",
            "%(count)d stay as they are: somebody else decided on them after you.",
            undone.kept,
        )
        parts.append(text % {"count": undone.kept})
    return " ".join(parts)

"""A draft line by line beside a known plan: what to take, keep, withdraw; and merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.planning import differences, queries
from guatu.planning.actions.merging import MergeChoices, campaign_of, merge_draft
from guatu.planning.actions.merging_choices import decide_match, take_special, take_untouched
from guatu.planning.forms import MergeForm
from guatu.planning.models import Draft, DraftMatch
from guatu.planning.queries import versions
from guatu.planning.queries.lastyear import done_of
from guatu.planning.views.kinship import said
from guatu.planning.views.looking import where
from guatu.shell.errors import InvalidState, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def lines(request: Request, draft_id: int) -> HttpResponse:
    """Show each line of the known plan beside the new text; `?all=1` shows the unchanged ones too."""
    draft = queries.draft_for(request.actor, draft_id)
    if said(draft.plan) is None:
        return redirect("planning:kin", draft.pk)
    matches = versions.matches_of(draft)
    is_all = request.GET.get("all") == "1"
    done = {}
    if draft.plan.follows_id is not None:
        done = done_of([row.target for row in matches if row.target is not None])
    shown = [row for row in matches if is_all or is_telling(row)]
    context = {
        "plan": draft.plan,
        "is_all": is_all,
        "rows": differences.rows_of(draft, shown, done),
        "hidden": len(matches) - len(shown),
        "added": differences.added_of(draft),
        "counts": versions.outcome_counts(draft),
        **bar(draft),
    }
    return render(request, "planning/lines.html", context)


def is_telling(row: DraftMatch) -> bool:
    """Say whether a line is shown without being asked for: it differs, or a word on it counts."""
    return row.outcome != DraftMatch.Outcome.SAME or row.choice != DraftMatch.Choice.NONE


def bar(draft: Draft) -> dict[str, Any]:
    """Return what the bar over the lines says: how many wait, and what comes next."""
    relation = said(draft.plan)
    corrected = draft.plan.corrects
    return {
        "draft": draft,
        "said": relation,
        "waiting": versions.open_matches(draft),
        "left": queries.left_of(draft),
        "merges": corrected is not None and corrected.campaign_id is not None,
    }


def match(request: Request, match_id: int) -> HttpResponse:
    """Take a person's word on one line."""
    row = versions.match_for(request.actor, match_id)
    note, status = "", 200
    try:
        decide_match(
            request.actor,
            row,
            version_read(request),
            choice=request.POST.get("choice", ""),
            taken=request.POST.getlist("taken"),
        )
    except (Stale, InvalidState) as error:
        if not request.htmx:
            raise
        note, status = error.message, error.status
    if not request.htmx:
        return redirect(f"{reverse('planning:lines', args=[row.draft_id])}#match-{row.pk}")
    fresh = versions.match_for(request.actor, match_id)
    (shown,) = differences.rows_of(fresh.draft, [fresh])
    draft = queries.draft_for(request.actor, fresh.draft_id)
    context = {"row": shown, "note": note, **bar(draft)}
    return render(request, "planning/line_answer.html", context, status=status)


def take_all(request: Request, draft_id: int) -> HttpResponse:
    """Take at once what needs no second look: what nobody touched, or what is proposed."""
    draft = queries.draft_for(request.actor, draft_id)
    act = take_special if draft.plan.corrects_id is None else take_untouched
    count = act(request.actor, draft)
    text = ngettext("%(count)d line settled.", "%(count)d lines settled.", count)
    messages.success(request, text % {"count": count})
    return redirect("planning:lines", draft.pk)


def merge(request: Request, draft_id: int) -> HttpResponse:
    """Show what merging will do, and do it."""
    draft = queries.draft_for(request.actor, draft_id)
    if draft.state != Draft.State.OPEN:
        return redirect("planning:confirm", draft.pk)
    campaign = campaign_of(draft)
    form = MergeForm(request.POST or None)
    blocked = ""
    if request.method == "POST" and form.is_valid():
        try:
            merge_draft(
                request.actor, draft, version_read(request), MergeChoices(**form.cleaned_data)
            )
        except InvalidState as error:
            blocked = where(draft, str(error.fields.get("first", "")))
            form.add_error(None, error.message)
        else:
            text = _("The plan is merged into “%(name)s”.") % {"name": campaign}
            messages.success(request, text)
            return redirect(f"{reverse('overview:room')}?campaign={campaign.slug}")
    rows = versions.matches_of(draft)
    context = {
        "plan": draft.plan,
        "campaign": campaign,
        "form": form,
        "blocked": blocked,
        "doing": doing(draft, rows),
        **bar(draft),
    }
    return render(request, "planning/merge.html", context, status=422 if form.errors else 200)


def doing(draft: Draft, rows: list[DraftMatch]) -> list[tuple[str, int]]:
    """Return in words and numbers what merging will do."""
    choices = [row.choice for row in rows]
    same = [row for row in rows if row.outcome == DraftMatch.Outcome.SAME]
    added = [one for one in differences.added_of(draft) if one.state == "accepted"]
    both = choices.count(DraftMatch.Choice.BOTH)
    return [
        (_("lines are changed"), choices.count(DraftMatch.Choice.TAKE)),
        (_("lines are added"), len(added) + both),
        (_("lines are no longer asked"), choices.count(DraftMatch.Choice.WITHDRAW)),
        (_("lines stay against the new text"), choices.count(DraftMatch.Choice.KEEP)),
        (_("lines are unchanged"), len(same)),
    ]

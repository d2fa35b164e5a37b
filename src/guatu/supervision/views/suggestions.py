"""One step that a rule suggests: take it, or put it aside with a reason."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guatu.shell.errors import NotAllowed
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import ladder as acts
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.ladderwords import (
    RUNG_WORDS,
    ground_of,
)
from guatu.supervision.models import LadderSuggestion
from guatu.supervision.policies.ladder import can_write_down
from guatu.supervision.queries.ladder import (
    visible_suggestion,
)
from guatu.supervision.queries.matters import (
    about_row,
)
from guatu.supervision.views.ladderparts import crumbs, facts_of
from guatu.supervision.views.parts import (
    ActForm,
    Fact,
    Page,
    carried,
    detail,
    link_to,
    saved,
)


def suggestion(request: Request, suggestion_id: int) -> HttpResponse:
    """Show a suggestion with its ground: take the step, or put it aside with a reason."""
    row = visible_suggestion(request.actor, suggestion_id)
    return show_suggestion(request, row)


def show_suggestion(
    request: Request, row: LadderSuggestion, sent: forms.Form | None = None
) -> HttpResponse:
    about = about_row(row)
    is_open = row.state == LadderSuggestion.State.OPEN
    may = is_open and can_write_down(request.actor, row.campaign.unit.path)
    aside = ActForm(
        title=_("Put it aside"), address=link_to("suggestion-aside", row.pk), button=_("Put aside"),
        form=sent or WordsForm(label=_("Why, in words")), version=row.version,
    )  # fmt: skip
    page = Page(
        title=_("%(rung)s suggested: %(title)s")
        % {"rung": RUNG_WORDS[row.rung], "title": about.title},
        lead=ground_of(row.rule, row.facts),
        facts=[
            *facts_of(about),
            Fact(label=_("Suggested on"), text=day(row.made_on, year=True)),
            Fact(label=_("Put aside because"), text=row.reason),
            Fact(
                label=_("Next"),
                text=_("Take this step") if may else "",
                address=f"{link_to('ladder-take')}?suggestion={row.pk}",
            ),
        ],
        acts=[aside if may else None],
        crumbs=crumbs(),
    )
    return detail(request, page, row.campaign)


def put_aside(request: Request, suggestion_id: int) -> HttpResponse:
    row = visible_suggestion(request.actor, suggestion_id)
    if not can_write_down(request.actor, row.campaign.unit.path):
        raise NotAllowed(_("The campaign office settles what rules suggest."))
    form = WordsForm(request.POST, label=_("Why, in words"))
    version = version_read(request)
    if carried(
        form,
        lambda: acts.put_aside(
            request.actor, row, version=version, reason=form.cleaned_data["words"]
        ),
    ):
        return saved(request, link_to("ladder"))
    return show_suggestion(request, visible_suggestion(request.actor, row.pk), form)

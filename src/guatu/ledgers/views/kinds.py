"""台账类型: what is installed, a kind and its preview, installing and changing one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_campaigns
from guatu.core.kinds import KindDefinition
from guatu.ledgers.actions import change_kind, install_kind, open_ledger
from guatu.ledgers.actions.kinds import read_source
from guatu.ledgers.forms import EntryForm
from guatu.ledgers.kindforms import KindForm
from guatu.ledgers.models import Kind
from guatu.ledgers.policies import can_open_ledger
from guatu.ledgers.queries import definition_of, spoken
from guatu.ledgers.queries.kindchanges import change_of
from guatu.ledgers.queries.kindlists import Installed, installed_rows, kind_named, open_in
from guatu.ledgers.wording import FIELD_TYPES, FILLERS, MARKS, columns_of
from guatu.shell.errors import (
    Conflict,
    InvalidState,
    NotAllowed,
    NotFound,
    RuleForbids,
    ShellError,
)
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

REFUSED = 422


def kinds(request: Request) -> HttpResponse:
    """List the kinds that are installed."""
    rows: list[Installed] = installed_rows()
    return render(request, "ledgers/kinds.html", {"rows": rows, "spoken": spoken})


def kind(request: Request, kind: str) -> HttpResponse:
    """Show one kind: its course, its fields, its form and its list, and where it is in use."""
    row = kind_named(kind)
    definition = definition_of(row)
    in_use = open_in(row)
    campaigns = visible_campaigns(request.actor)
    context = {
        "row": row,
        "in_use": [one for one in campaigns if one.pk in in_use],
        "openable": [
            one for one in campaigns if one.pk not in in_use and can_open_ledger(request.actor, one)
        ],
        **preview(definition),
    }
    return render(request, "ledgers/kind.html", context)


def preview(definition: KindDefinition) -> dict[str, Any]:
    """Return what a kind looks like: the form of a new entry, the head of its list, its words."""
    return {
        "definition": definition,
        "spoken": spoken,
        "types": FIELD_TYPES,
        "fillers": FILLERS,
        "marks": MARKS,
        "sample": EntryForm(kind=definition, entry=None, extra=definition.fields),
        "columns": columns_of(definition),
    }


def kind_new(request: Request) -> HttpResponse:
    """Check the text of a kind, show what comes of it, and install it."""
    if request.method != "POST":
        return show_editor(request, KindForm(initial={"source": copied(request)}), row=None)
    form = KindForm(request.POST, request.FILES)
    definition = checked(request, form)
    if definition is None:
        return show_editor(request, form, row=None)
    if request.POST.get("action") != "install":
        return show_editor(request, settled(form), row=None, definition=definition)
    try:
        made = install_kind(request.actor, form.cleaned_data["source"])
    except (InvalidState, Conflict) as error:
        keep_refusal(request, error)
        form.add_error(None, error.message)
        return show_editor(request, form, row=None)
    messages.success(request, _("Installed. Open its ledger in a campaign now."))
    return HttpResponseRedirect(reverse("ledgers:kind", args=[made.code]))


def copied(request: Request) -> str:
    """Return the text of the kind that shall be copied, with a code of its own."""
    source = Kind.objects.filter(code=request.GET.get("copy", "")).first()
    if source is None:
        return ""
    old = f'code = "{source.code}"'
    return source.source.replace(old, f'code = "{source.code[:35]}_own"', 1)


def kind_edit(request: Request, kind: str) -> HttpResponse:
    """Change a kind of one's own; first it says what would become of the entries that stand."""
    row = kind_named(kind)
    if row.is_built_in:
        raise NotAllowed(_("A built-in kind is not changed here: copy it and change the copy."))
    if request.method != "POST":
        return show_editor(request, KindForm(initial={"source": row.source}), row=row)
    form = KindForm(request.POST, request.FILES)
    definition = checked(request, form)
    if definition is None:
        return show_editor(request, form, row=row)
    if request.POST.get("action") != "install":
        return show_editor(request, settled(form), row=row, definition=definition)
    try:
        change_kind(
            request.actor, row, version=version_read(request), text=form.cleaned_data["source"]
        )
    except InvalidState as error:
        keep_refusal(request, error)
        form.add_error(None, error.message)
        return show_editor(request, form, row=row, definition=definition)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("ledgers:kind", args=[row.code]))


def checked(request: Request, form: KindForm) -> KindDefinition | None:
    """Return the kind that was sent; what is wrong with it stands in the form, with its line."""
    if not form.is_valid():
        return None
    upload = form.cleaned_data["file"]
    try:
        return read_source(form.cleaned_data["source"], upload.name if upload else "kind.toml")
    except InvalidState as error:
        keep_refusal(request, error)
        form.add_error("source", error.message)
        return None


def keep_refusal(request: Request, error: ShellError) -> None:
    """Log that somebody turned to what a rule keeps off (S24)."""
    if isinstance(error, RuleForbids):
        request.rule_refusal = error


def settled(form: KindForm) -> KindForm:
    """Return a form that shows the text that was checked, also where it came from a file."""
    return KindForm(initial={"source": form.cleaned_data["source"]})


def show_editor(
    request: Request,
    form: KindForm,
    *,
    row: Kind | None,
    definition: KindDefinition | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "row": row, "change": None, "definition": None}
    if definition is not None:
        context |= preview(definition)
        if row is not None:
            context["change"] = change_of(request.actor, row, definition)
    status = REFUSED if form.errors else 200
    return render(request, "ledgers/kind_edit.html", context, status=status)


def kind_open(request: Request, kind: str) -> HttpResponse:
    """Open the ledger of a kind in a campaign."""
    row = kind_named(kind)
    campaign = chosen_campaign(request)
    open_ledger(request.actor, campaign, row)
    messages.success(request, _("Opened. Entries can be added now."))
    return HttpResponseRedirect(reverse("ledgers:sheet", args=[campaign.slug, row.code]))


def chosen_campaign(request: Request) -> Campaign:
    slug = request.POST.get("campaign", "")
    campaign = visible_campaigns(request.actor).filter(slug=slug).first()
    if campaign is None:
        raise NotFound
    return campaign

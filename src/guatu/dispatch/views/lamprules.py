"""Pages of lamp rules: what lights what, a set in words, copying one, choosing one for a campaign."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.core.kinds import Name
from guatu.dispatch.actions.lamprules import use_rules
from guatu.dispatch.lampforms import ChooseForm
from guatu.dispatch.lampwords import numbers, saying
from guatu.dispatch.queries.lamprules import (
    Change,
    Preview,
    office_unit,
    preview_of,
    running_campaigns,
    uses_of,
)
from guatu.dispatch.queries.rounds import runnable_campaign
from guatu.dispatch.views.lampediting import PREVIEW, REFUSED, page_of, tell
from guatu.ledgers.actions.rulesets import copy_rule_set
from guatu.ledgers.models import Kind
from guatu.ledgers.policies import can_choose_rules, can_edit_rule_set
from guatu.ledgers.queries import ledgers_of, names_of, spoken
from guatu.ledgers.queries.rulesets import (
    definition_of,
    offered_rule_sets,
    titles_of,
    visible_rule_set,
    visible_rule_sets,
)
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.lamps import rule_name
from guatu.shell.routes import Request

LONGEST_TITLE = 60


def index(request: Request) -> HttpResponse:
    """Show by what each kind of each campaign is lit, and the sets there are."""
    today = timezone.localdate()
    rows = list(visible_rule_sets(request.actor).order_by("-is_built_in", "pk"))
    uses = uses_of(running_campaigns(request.actor), today)
    context = {
        "sets": [(row, definition_of(row)) for row in rows],
        "uses": uses,
        "titles": titles_of({use.rules.code for use in uses}),
        "choosable": {u.campaign.pk for u in uses if can_choose_rules(request.actor, u.campaign)},
        "may_copy": request.actor.holds(Role.CAMPAIGN_OFFICE),
        "spoken": spoken,
    }
    return render(request, "dispatch/lamprules.html", context)


def one_set(request: Request, rules: str) -> HttpResponse:
    """Show the rules of a set in words, and its versions."""
    row = visible_rule_set(request.actor, rules)
    versions = list(row.versions.order_by("-number"))
    rule_set = definition_of(row)
    context = {
        "row": row,
        "rule_set": rule_set,
        "rules": [
            (rule, rule_name(rule.kind.name), saying(rule.kind.name), numbers(rule))
            for rule in rule_set.rules
        ],
        "versions": versions,
        "names": names_of({v.made_by for v in versions if v.made_by is not None}),
        "may_edit": can_edit_rule_set(request.actor, row),
        "may_copy": request.actor.holds(Role.CAMPAIGN_OFFICE),
        "spoken": spoken,
    }
    return render(request, "dispatch/lamprules_set.html", context)


def copy(request: Request, rules: str) -> HttpResponse:
    """Make a copy for the actor's own office, and open it in the editor."""
    source = visible_rule_set(request.actor, rules)
    unit = office_unit(request.actor)
    if unit is None:
        raise NotAllowed(_("Your post does not allow this."))
    old = definition_of(source)
    title = Name(zh=_copied(old.title.zh, "（本单位）"), en=_copied(old.title.en, " (our own)"))
    row = copy_rule_set(request.actor, source, unit, title)
    messages.success(request, _("Copied. It lights nothing until a campaign chooses it."))
    return HttpResponseRedirect(reverse("dispatch:lamp-rules-edit", args=[row.code]))


def _copied(title: str, mark: str) -> str:
    return title if title.endswith(mark) else title[: LONGEST_TITLE - len(mark)] + mark


def choose(request: Request, slug: str) -> HttpResponse:
    """Choose the set for a campaign's kinds: look at what it would change, then save."""
    campaign = runnable_campaign(request.actor, slug)
    if not can_choose_rules(request.actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))
    today = timezone.localdate()
    form = choose_form(request, campaign, today)
    if request.method != "POST":
        return show_choice(request, campaign, form)
    is_preview = request.POST.get("do", "").startswith(PREVIEW)
    is_right = form.is_valid()
    if is_preview and form.cleaned_data.get("rule_set"):
        preview = choice_preview(request, campaign, form, today)
        fresh = choose_form(request, campaign, today, is_bound=False)
        return show_choice(request, campaign, fresh, preview=preview)
    if not is_right:
        return show_choice(request, campaign, form, status=REFUSED)
    return use(request, campaign, form, today)


def choose_form(
    request: Request, campaign: Campaign, today: date, *, is_bound: bool = True
) -> ChooseForm:
    """Return the form; unbound it keeps what was typed and says nothing of what is missing."""
    rows = offered_rule_sets(request.actor, campaign)
    is_sent = request.method == "POST"
    return ChooseForm(
        request.POST if is_sent and is_bound else None,
        kinds=[kind for _ledger, kind in ledgers_of(campaign)],
        offered=[(row, spoken(definition_of(row).title)) for row in rows],
        today=today,
        initial={"rule_set": code_in_use(request, campaign, today), **typed(request)},
    )


def code_in_use(request: Request, campaign: Campaign, today: date) -> str:
    """Return what lights the ledger asked for, or the first of all."""
    kind = request.GET.get("kind", "")
    uses = uses_of([campaign], today)
    return next((use.rules.code for use in uses if kind in ("", use.kind.code)), "")


def typed(request: Request) -> dict[str, str]:
    """Return what was filled in, or what the address brings along."""
    sent = request.POST if request.method == "POST" else request.GET
    return {name: sent[name] for name in ChooseForm.field_order if name in sent}


def choice_preview(request: Request, campaign: Campaign, form: ChooseForm, today: date) -> Preview:
    row = visible_rule_set(request.actor, form.cleaned_data["rule_set"])
    kind = form.cleaned_data.get("kind")
    kinds = [kind] if kind else [one.code for _ledger, one in ledgers_of(campaign)]
    change = Change(rule_set=definition_of(row), code=row.code, kinds=kinds)
    page = page_of(request.POST.get("do", ""))
    return preview_of(request.actor, campaign, today, change=change, page=page)


def use(request: Request, campaign: Campaign, form: ChooseForm, today: date) -> HttpResponse:
    row = visible_rule_set(request.actor, form.cleaned_data["rule_set"])
    kind = Kind.objects.filter(code=form.cleaned_data["kind"]).first()
    try:
        changed = use_rules(request.actor, campaign, row, kind=kind, why=form.why(), today=today)
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_choice(request, campaign, form, status=REFUSED)
    tell(request, changed)
    return HttpResponseRedirect(reverse("dispatch:lamp-rules"))


def show_choice(
    request: Request,
    campaign: Campaign,
    form: ChooseForm,
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "campaign": campaign, "form": form, "preview": preview, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "dispatch/lamprules_choose.html", context, status=status)

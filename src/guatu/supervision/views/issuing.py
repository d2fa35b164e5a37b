"""Issuing a directive from an entry's lamp or freely, splitting one down, and the days by which it runs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Post
from guatu.accounts.queries.units import units_in
from guatu.campaigns.models import Campaign
from guatu.core.actors import APART
from guatu.core.calendars import after_working_days
from guatu.ledgers.models import Entry, EntryLamp
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.inputs import whole
from guatu.shell.lamps import reason, word
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.shell.workdays import work_calendar
from guatu.supervision.actions.directives import issue_to, leader_of
from guatu.supervision.actions.rules import allow_keeping, drop_rules, keep_rules
from guatu.supervision.actions.splitting import split
from guatu.supervision.forms.directives import IssueForm, PartForm, RulesForm
from guatu.supervision.models import Directive
from guatu.supervision.policies.directives import can_answer, can_issue
from guatu.supervision.presets import presets
from guatu.supervision.queries.directives import directives_of, standing_of, visible_directive
from guatu.supervision.queries.mine import desk_of
from guatu.supervision.queries.rules import BUILT_IN, NAMES, days_for, days_of_row, kept_rules
from guatu.supervision.views.board import chosen_campaign, words

REFUSED = 422
USUAL_LIMIT = 5  # working days
PARTS_OFFERED = 5


def new(request: Request) -> HttpResponse:
    """Issue a directive: `?entry=` one from its lamp, with the text drawn from the lamp's reason."""
    entry_id = whole(request.GET.get("entry", ""))
    entry = visible_entry(request.actor, entry_id) if entry_id else None
    campaign = entry.campaign if entry is not None else chosen_campaign(request)
    if campaign is None:
        return render(request, "supervision/no_campaign.html")
    if not can_issue(request.actor, campaign.unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    today = timezone.localdate()
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        campaign=campaign,
        entry_id=entry.pk if entry is not None else None,
        today=today,
        initial=drawn_from(entry) if entry is not None else {"source": "other"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            rows = issue_to(request.actor, form.new, form.cleaned_data["units"])
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return issued(request, rows)
    context = {
        "form": form,
        "entry": entry,
        "campaign": campaign,
        "standing": directives_of(request.actor, entry, today) if entry is not None else [],
        **words(),
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "supervision/new.html", context, status=status)


def issued(request: Request, rows: list[Directive]) -> HttpResponse:
    count = len(rows)
    messages.success(
        request,
        ngettext("%(count)d directive issued.", "%(count)d directives issued.", count)
        % {"count": count},
    )
    if count == 1:
        return HttpResponseRedirect(reverse("supervision:directive", args=[rows[0].pk]))
    return HttpResponseRedirect(reverse("supervision:board"))


def drawn_from(entry: Entry) -> dict[str, Any]:
    """Return what the lamp's reason and the entry's duties fill in; the office edits it."""
    today = timezone.localdate()
    lit = EntryLamp.objects.filter(entry=entry).first()
    said = str(reason(lit.rule, lit.inputs, lit.computed_on)) if lit is not None else ""
    leads = entry.duties.filter(role="lead").order_by("ordinal").values_list("unit_id", flat=True)
    limit = after_working_days(today, USUAL_LIMIT, work_calendar())
    return {
        "title": _("On “%(title)s”") % {"title": entry.title[:180]},
        "requirement": _(
            "“%(title)s”: %(reason)s Find the reasons, take measures, and report in writing by %(limit)s."
        )
        % {"title": entry.title, "reason": said, "limit": day(limit)},
        "source": "lamp",
        "source_note": _("Lamp on %(day)s: %(lamp)s. %(reason)s")
        % {"day": day(today), "lamp": word(entry.lamp), "reason": said},
        "units": list(leads) or [entry.unit_id],
        "limit_on": limit,
        "leader": leader_of(entry),
    }


def entry_part(request: Request, entry_id: int) -> HttpResponse:
    """Show the directives about an entry, and the way to a new one: part of its page, or by itself."""
    entry = visible_entry(request.actor, entry_id)
    context = {
        "entry": entry,
        "campaign": entry.campaign,
        "ones": directives_of(request.actor, entry, timezone.localdate()),
        "may_issue": can_issue(request.actor, entry.campaign.unit.path),
        **words(),
    }
    is_part = bool(request.htmx) and not request.htmx.boosted
    name = "supervision/entry_part.html" if is_part else "supervision/entry.html"
    response = render(request, name, context | {"is_part": is_part})
    patch_vary_headers(response, ["HX-Request"])
    return response


def split_page(request: Request, directive_id: int) -> HttpResponse:
    """Split a directive down into parts."""
    row = visible_directive(request.actor, directive_id)
    if not can_answer(request.actor, standing_of(row)):
        raise NotAllowed(_("Your post does not allow this."))
    rows_of = formset_factory(PartForm, extra=PARTS_OFFERED, max_num=30)
    is_sent = request.method == "POST"
    parts = rows_of(
        request.POST if is_sent else None,
        form_kwargs={"row": row, "places": places_below(row)},
    )
    error = ""
    if is_sent and parts.is_valid():
        made = [part for form in parts if (part := form.part) is not None]
        try:
            split(request.actor, row, made, version=version_read(request))
        except InvalidState as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Split down; the parts were told."))
            return HttpResponseRedirect(reverse("supervision:directive", args=[row.pk]))
    context = {"row": row, "campaign": row.campaign, "parts": parts, "error": error, **words()}
    return render(request, "supervision/split.html", context, status=REFUSED if is_sent else 200)


def places_below(row: Directive) -> list[tuple[str, str]]:
    """Return the units beneath the directive's unit, and the posts of the unit itself."""
    units = [one for one in units_in(row.unit.path) if one.pk != row.unit_id]
    posts = Post.objects.filter(unit=row.unit, abolished_on__isnull=True).exclude(
        role__in=[role.value for role in APART]
    )
    return [
        *((f"unit:{one.pk}", one.label) for one in units),
        *((f"post:{one.pk}", one.title) for one in posts.order_by("official_order", "pk")),
    ]


def rules(request: Request) -> HttpResponse:
    """Show and keep the days of a campaign, or (`?of=house`) of the house."""
    campaign = None if request.GET.get("of") == "house" else chosen_campaign(request)
    allow_keeping(request.actor, campaign)
    kept = kept_rules(campaign)
    days = days_of_row(kept) if kept else (days_for(campaign.pk) if campaign else BUILT_IN)
    preset = next((one for one in presets() if one.code == request.GET.get("preset")), None)
    initial = {name: getattr(preset.days if preset else days, name) for name in NAMES}
    is_sent = request.method == "POST"
    form = RulesForm(request.POST if is_sent else None, initial=initial)
    if is_sent and form.is_valid():
        code = request.POST.get("preset", "")
        known = code if any(one.code == code and one.days == form.days for one in presets()) else ""
        keep_rules(request.actor, campaign, form.days, version=version_read(request), preset=known)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.get_full_path().split("&preset=", 1)[0])
    context = {
        "form": form,
        "campaign": campaign,
        "is_house": campaign is None,
        "kept": kept,
        "preset": preset,
        "presets": presets(),
        "language": "zh" if translation.get_language().startswith("zh") else "en",
        "tab": "rules",
        "desk": desk_of(request.actor),
    }
    return render(request, "supervision/rules.html", context, status=REFUSED if is_sent else 200)


def rules_drop(request: Request, slug: str) -> HttpResponse:
    """Let a campaign go by the house's days again."""
    campaign = Campaign.objects.select_related("unit").filter(slug=slug).first()
    if campaign is None or not can_issue(request.actor, campaign.unit.path):
        raise NotFound
    drop_rules(request.actor, campaign, version=version_read(request))
    messages.success(request, _("The house's days hold again."))
    return HttpResponseRedirect(reverse("supervision:rules"))

"""The editor of lamp rules: each button sends the whole form, and only saving writes."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.core.lamps import KINDS, LAST_RULE, RuleSet
from guatu.dispatch.actions.lamprules import save_rules
from guatu.dispatch.lampeditor import Sheet, checked, moved, read_sheet, rule_set_of, sheet_of
from guatu.dispatch.lampforms import WhyForm
from guatu.dispatch.queries.lamprules import Change, Preview, preview_of, running_campaigns
from guatu.ledgers.models import LampRuleSet
from guatu.ledgers.policies import can_edit_rule_set
from guatu.ledgers.queries.rulesets import definition_of, visible_rule_set
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.inputs import whole
from guatu.shell.lamps import rule_name
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

REFUSED = 422
PREVIEW = "preview"
SAVE = "save"


def edit(request: Request, rules: str) -> HttpResponse:
    """Edit a set: each button sends the whole form; only saving writes."""
    row = visible_rule_set(request.actor, rules)
    if not can_edit_rule_set(request.actor, row):
        raise NotAllowed(_("Copy this set first: what ships with the product is not edited."))
    today = timezone.localdate()
    old = definition_of(row)
    if request.method != "POST":
        return show_editor(
            request, row, sheet_of(old), form=WhyForm(initial={"effective_on": today})
        )
    command = request.POST.get("do", "")
    sheet = moved(read_sheet(request.POST), command, request.POST.get("added", ""))
    if command.partition(":")[0] not in {PREVIEW, SAVE}:
        return show_editor(request, row, sheet, form=WhyForm(initial=kept(request)))
    sheet, right = checked(sheet)
    if not sheet.is_right:
        form = WhyForm(initial=kept(request))
        return show_editor(request, row, sheet, form=form, status=REFUSED)
    rule_set = rule_set_of(sheet, right, old)
    if command == SAVE:
        return save(request, row, sheet, rule_set, today)
    preview = previewed(request, Change(rule_set=rule_set, code=row.code), command, today)
    form = WhyForm(initial=kept(request))
    return show_editor(request, row, sheet, form=form, preview=preview)


def page_of(command: str) -> int:
    """Return the page of a preview that a button asks for: ``preview:2``."""
    return max(whole(command.partition(":")[2]) or 1, 1)


def kept(request: Request) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("reason", "effective_on")}


def save(
    request: Request, row: LampRuleSet, sheet: Sheet, rule_set: RuleSet, today: date
) -> HttpResponse:
    form = WhyForm(request.POST)
    if not form.is_valid():
        return show_editor(request, row, sheet, form=form, status=REFUSED)
    try:
        changed = save_rules(
            request.actor,
            row,
            version_read(request),
            rule_set=rule_set,
            why=form.why(),
            today=today,
        )
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_editor(request, row, sheet, form=form, status=REFUSED)
    tell(request, changed)
    return HttpResponseRedirect(reverse("dispatch:lamp-rule-set", args=[row.code]))


def tell(request: Request, changed: int) -> None:
    said = ngettext("Saved; %(count)d lamp changed.", "Saved; %(count)d lamps changed.", changed)
    messages.success(request, said % {"count": changed})


def previewed(request: Request, change: Change, command: str, today: date) -> Preview | None:
    """Return the preview for the campaign that was chosen, or the first one under way."""
    campaigns = running_campaigns(request.actor)
    if not campaigns:
        return None
    slug = request.POST.get("campaign") or last_campaign(request)
    campaign = next((one for one in campaigns if one.slug == slug), campaigns[0])
    page = page_of(command)
    return preview_of(request.actor, campaign, today, change=change, page=page)


def focus_after(command: str, sheet: Sheet) -> str:
    """Return where the keyboard goes on: the same button of the rule that was moved, a new rule."""
    act, _colon, text = command.partition(":")
    place, last = whole(text) or 0, len(sheet.rows) - 2
    if act in {"up", "down"}:
        place = max(place - 1, 0) if act == "up" else min(place + 1, last)
        at_end = place == (0 if act == "up" else last)
        return f"{'down' if act == 'up' else 'up'}:{place}" if at_end else f"{act}:{place}"
    if act == "remove":
        return f"remove:{max(min(place, last), 0)}"
    return f"remove:{last}" if act == "add" else act


def show_editor(
    request: Request,
    row: LampRuleSet,
    sheet: Sheet,
    *,
    form: WhyForm,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row,
        "sheet": sheet,
        "form": form,
        "preview": preview,
        "campaigns": running_campaigns(request.actor),
        "campaign_slug": request.POST.get("campaign") or last_campaign(request) or "",
        "addable": [(name, rule_name(name)) for name in KINDS if name != LAST_RULE],
        "today": timezone.localdate(),
        "focused": focus_after(request.POST.get("do", ""), sheet),
        "is_previewed": request.POST.get("do", "").startswith(PREVIEW),
    }
    return render(request, "dispatch/lamprules_edit.html", context, status=status)

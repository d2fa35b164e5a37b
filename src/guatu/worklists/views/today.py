"""今日应销号: what is to be struck off today, by leading member; one line with its history; the printed sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import any_simulated, campaign_choices, current_campaign
from guatu.ledgers.queries import names_of
from guatu.shell.chosen import keep_campaign
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request
from guatu.worklists.forms import LineForm, SignedForm, read_picks
from guatu.worklists.models import ItemStep, WeekItem
from guatu.worklists.policies import can_keep_list, can_reopen, place_of
from guatu.worklists.queries.lists import WITH_ALL, visible_item, visible_items
from guatu.worklists.queries.weeks import (
    Row,
    by_leader,
    due_today,
    items_in_order,
    rows_of,
    settled_today,
    steps_of,
)
from guatu.worklists.views.weeks import line_form, signed_form
from guatu.worklists.wording import words

LINES_A_PAGE = 100
LENSES = ("all", "confirm", "say")


def campaign_asked(request: Request) -> Campaign | None:
    """Return the campaign in the address; without one the page is of all campaigns."""
    slug = request.GET.get("campaign")
    if not slug:
        return None
    campaign = current_campaign(request.actor, slug)
    if campaign is None or campaign.slug != slug:
        raise NotFound
    keep_campaign(request, slug)
    return campaign


def today(request: Request) -> HttpResponse:
    """Show what is to be struck off today; `show` narrows to what waits for one's own word."""
    day = timezone.localdate()
    campaign = campaign_asked(request)
    lens = request.GET.get("show", "")
    rows = rows_of(request.actor, items_in_order(due_today(request.actor, campaign, day)), day)
    counts = {
        "all": len(rows),
        "confirm": sum(row.may_confirm for row in rows),
        "say": sum(row.may_say for row in rows),
    }
    lens = lens if lens in LENSES else "all"
    page = Paginator(narrowed(rows, lens), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sample": {"is_simulated": campaign is None and any_simulated(request.actor)},
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "today": day,
        "lens": lens,
        "counts": counts,
        "page": page,
        "groups": by_leader(list(page.object_list)),
        "settled": settled_today(request.actor, campaign, day) if page.number == 1 else [],
        **words(),
    }
    return render(request, "worklists/today.html", context)


def narrowed(rows: list[Row], lens: str) -> list[Row]:
    if lens == "confirm":
        return [row for row in rows if row.may_confirm]
    return [row for row in rows if row.may_say] if lens == "say" else rows


def item(request: Request, item_id: int) -> HttpResponse:
    """Show one line, what became of it, and what this reader may do."""
    return show_item(request, visible_item(request.actor, item_id))


def show_item(request: Request, row: WeekItem, *, line: LineForm | None = None) -> HttpResponse:
    day = timezone.localdate()
    (shown,) = rows_of(request.actor, [row], day)
    steps = steps_of(row)
    people = {step.person_id for step in steps} | {step.signed_by for step in steps}
    context = {
        "sample": {"is_simulated": any_simulated(request.actor)},
        "row": shown,
        "item": row,
        "after": WeekItem.objects.filter(follows=row).first(),
        "steps": steps,
        "names": names_of({pk for pk in people if pk is not None}),
        "today": day,
        "may_reopen": row.state == WeekItem.State.CONFIRMED and can_reopen(request.actor, row),
        "may_keep_list": can_keep_list(request.actor, place_of(row.week_list.post)),
        "line_form": line or (edit_form(request, row) if shown.may_keep else None),
        **words(),
    }
    return render(request, "worklists/item.html", context, status=200 if line is None else 422)


def edit_form(request: Request, row: WeekItem, data: Any = None) -> LineForm:
    blank = line_form(request, row.week_list.post, row.day)
    form = LineForm(
        data,
        units=blank.fields["unit"].queryset,  # type: ignore[attr-defined]  # a model choice
        initial={
            "day": row.day.isoformat(),
            "content": row.content,
            "requirement": row.requirement,
            "measures": row.measures,
            "due_on": row.due_on.isoformat(),
            "unit": row.unit_id,
        },
    )
    if row.source != WeekItem.Source.OWN:
        del form.fields["unit"]  # whose the work is, the entry says
    return form


def sheet_rows(request: Request) -> list[WeekItem]:
    """Return the lines chosen for a sheet: said to be done, of one leader, in order."""
    picks = {
        pick.id for pick in read_picks(request.GET.getlist("pick") or request.POST.getlist("pick"))
    }
    rows = list(
        visible_items(request.actor)
        .filter(pk__in=picks, state=WeekItem.State.DONE)
        .select_related(*WITH_ALL)
        .order_by("day", "ordinal", "pk")
    )
    if not rows:
        raise InvalidState(_("Choose lines that were said to be done."))
    if len({row.week_list.post_id for row in rows}) > 1:
        raise InvalidState(_("One sheet holds the lines of one leader."))
    if not can_keep_list(request.actor, place_of(rows[0].week_list.post)):
        raise NotFound
    return rows


def sheet(request: Request) -> HttpResponse:
    """Show the day's lines of one leader as a sheet to sign, and beneath it where its scan is recorded."""
    try:
        rows = sheet_rows(request)
    except InvalidState as refusal:  # nothing was chosen: back to where one chooses
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("worklists:today"))
    return show_sheet(request, rows, signed_form(rows[0].week_list.post, timezone.localdate()))


def show_sheet(
    request: Request, items: list[WeekItem], form: SignedForm, *, status: int = 200
) -> HttpResponse:
    day: date = timezone.localdate()
    context = {
        "post": items[0].week_list.post,
        "rows": rows_of(request.actor, items, day),
        "form": form,
        "upload_note": UPLOAD_NOTE,
        "today": day,
        **words(),
    }
    return render(request, "worklists/day_sheet.html", context, status=status)


def paper(request: Request, item_id: int, step_id: int) -> HttpResponseBase:
    """Send the signed sheet of a step to whoever sees the line."""
    row = visible_item(request.actor, item_id)
    step = ItemStep.objects.filter(pk=step_id, item=row).select_related("evidence").first()
    if step is None or step.evidence is None:
        raise NotFound
    return evidence_response(step.evidence)

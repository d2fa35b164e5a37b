"""An office's own wordings of bulletins, with the fields that they may use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.official.fields import TemplateFault
from guatu.paper.actions.bulletintemplates import (
    TemplateRefused,
    change_template,
    drop_template,
    keep_template,
)
from guatu.paper.bulletinforms import TemplateForm
from guatu.paper.bulletinwords import SORTS, fault_text
from guatu.paper.models import BulletinTemplate, Sort
from guatu.paper.queries.bulletins import built_in, fields_of, templates_for, visible_template
from guatu.paper.views.bulletins import check_writes
from guatu.paper.views.common import chosen_or_none_here, frame_of
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

HERE = "paper:index"
REFUSED = 422


def templates(request: Request, slug: str) -> HttpResponse:
    """List the wordings of a campaign's unit, and keep a new one."""
    campaign = chosen_or_none_here(request, slug)
    check_writes(request, campaign)
    sort = sort_of(request.GET.get("sort", ""))
    own = built_in(sort)
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        initial={"sort": sort, "title": own.title, "text": own.text},
    )
    faults: list[TemplateFault] = []
    if request.method == "POST" and form.is_valid():
        try:
            keep_template(request.actor, campaign, form.new)
        except TemplateRefused as error:
            faults = error.faults
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return to_list(request, campaign)
    return page(request, campaign, form, faults=faults)


def template(request: Request, slug: str, template_id: int) -> HttpResponse:
    """Change a wording."""
    campaign, row = found(request, slug, template_id)
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        initial={"sort": row.sort, "name": row.name, "title": row.title, "text": row.text},
    )
    form.fields["sort"].disabled = form.fields["name"].disabled = True
    faults: list[TemplateFault] = []
    if request.method == "POST" and form.is_valid():
        try:
            change_template(
                request.actor, campaign, row, version=version_read(request), new=form.new
            )
        except TemplateRefused as error:
            faults = error.faults
        else:
            return to_list(request, campaign)
    return page(request, campaign, form, faults=faults, row=row)


def drop(request: Request, slug: str, template_id: int) -> HttpResponse:
    """Drop a wording."""
    campaign, row = found(request, slug, template_id)
    drop_template(request.actor, campaign, row, version_read(request))
    messages.success(request, _("The wording is dropped."))
    return HttpResponseRedirect(reverse("paper:templates", args=[campaign.slug]))


def found(request: Request, slug: str, template_id: int) -> tuple[Campaign, BulletinTemplate]:
    campaign = chosen_or_none_here(request, slug)
    check_writes(request, campaign)
    row = visible_template(request.actor, template_id)
    if row.unit_id != campaign.unit_id:
        raise NotFound
    return campaign, row


def sort_of(written: str) -> str:
    return written if written in SORTS else Sort.DISPATCH.value


def to_list(request: Request, campaign: Campaign) -> HttpResponse:
    messages.success(request, _("The wording is kept."))
    return HttpResponseRedirect(reverse("paper:templates", args=[campaign.slug]))


def page(
    request: Request,
    campaign: Campaign,
    form: TemplateForm,
    *,
    faults: list[TemplateFault],
    row: BulletinTemplate | None = None,
) -> HttpResponse:
    sort = sort_of(str(form["sort"].value()))
    context = frame_of(request, campaign, HERE) | {
        "form": form,
        "row": row,
        "faults": [fault_text(one) for one in faults],
        "sorts": SORTS,
        "sort": sort,
        "fields": fields_of(sort),
        "rows": [one for one in templates_for(campaign) if one.unit_id == campaign.unit_id],
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "paper/bulletin_templates.html", context, status=status)

"""发送渠道: the ways out of the house, and what became of each delivery."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guatu.accounts.models import Unit
from guatu.campaigns.policies import can_see_campaigns
from guatu.campaigns.queries.campaigns import visible_campaigns, within
from guatu.core.actors import Actor, Role
from guatu.notices import words
from guatu.notices.actions import byhand
from guatu.notices.actions.channels import (
    Drawn,
    change_channel,
    host_of,
    make_channel,
    send_test,
    switch_channel,
)
from guatu.notices.forms import ChannelForm, NewChannelForm
from guatu.notices.models import Channel
from guatu.notices.outside import has_mail, has_webhooks, limits
from guatu.notices.policies import keeps_all_channels
from guatu.notices.queries.channels import (
    Sought,
    deliveries_for,
    visible_channel,
    visible_channels,
)
from guatu.notices.sorts import label_of
from guatu.shell.errors import InvalidState
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: Request) -> HttpResponse:
    """Show the ways out; a POST makes one."""
    choices = choices_for(request.actor)
    form = NewChannelForm(request.POST if request.method == "POST" else None, **choices)
    if form.is_bound and form.is_valid():
        try:
            make_channel(request.actor, drawn_of(request.actor, form.cleaned_data))
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Done and put on record."))
            return redirect("notices:channels")
    rows = [(row, host_of(row.address)) for row in visible_channels(request.actor)]
    context = {
        "rows": rows,
        "form": form,
        "forms": words.FORMS,
        "hosts": limits().hosts,
        "has_mail": has_mail(),
        "has_webhooks": has_webhooks(),
        "now": timezone.now(),
    }
    return render(request, "notices/channels.html", context, status=422 if form.errors else 200)


def choices_for(actor: Actor) -> dict[str, Any]:
    """Return the campaigns and units whose notices the actor may send somewhere."""
    office = Role.CAMPAIGN_OFFICE
    own = visible_campaigns(actor).filter(within("unit__", actor, office))
    units = Unit.objects.filter(valid_to__isnull=True)
    if not keeps_all_channels(actor):
        units = units.filter(within("", actor, office))
    return {
        "campaigns": [(row.pk, str(row)) for row in own.order_by("-starts_on", "slug")],
        "units": list(units.values_list("pk", "name")),
    }


def drawn_of(actor: Actor, given: dict[str, Any]) -> Drawn:
    kept = {name: given[name] for name in ("title", "address", "secret", "keyword", "sorts")}
    return Drawn(
        **kept,
        digest_hour=given["digest_hour"],
        form=given.get("form", Channel.Form.WECOM),
        campaign=visible_campaigns(actor).filter(pk=given.get("campaign") or 0).first(),
        unit=Unit.objects.filter(pk=given.get("unit") or 0).first(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: Request, channel_id: int) -> HttpResponse:
    """Show one way out, its address and secret hidden; a POST changes it."""
    row = visible_channel(request.actor, channel_id)
    initial = {name: getattr(row, name) for name in ("title", "keyword", "sorts", "digest_hour")}
    form = ChannelForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            drawn = drawn_of(request.actor, form.cleaned_data)
            change_channel(request.actor, channel_id, drawn, version=version_read(request))
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Done and put on record."))
            return redirect("notices:channels")
    context = {"row": row, "host": host_of(row.address), "form": form, "forms": words.FORMS}
    return render(request, "notices/channel.html", context, status=422 if form.errors else 200)


def switch(request: Request, channel_id: int) -> HttpResponse:
    row = switch_channel(request.actor, channel_id, version=version_read(request))
    said = _("%(title)s is switched on.") if row.is_active else _("%(title)s is switched off.")
    messages.success(request, said % {"title": row.title})
    return redirect("notices:channels")


def test(request: Request, channel_id: int) -> HttpResponse:
    send_test(request.actor, channel_id)
    messages.success(
        request,
        _("A test is on its way. In a few seconds its answer stands here: reload the page."),
    )
    return redirect("notices:log")


def log(request: Request) -> HttpResponse:
    """Show what went out, what waits and what failed, the latest first."""
    sought = Sought(
        channel_id=whole(request.GET.get("channel", "")),
        state=request.GET.get("state", "")[:10],
        below=whole(request.GET.get("below", "")),
    )
    rows, has_more = deliveries_for(request.actor, sought)
    older = request.GET.copy()
    if has_more:
        older["below"] = str(rows[-1].pk)
    context = {
        "rows": rows,
        "older": f"?{older.urlencode()}" if has_more else "",
        "sought": sought,
        "channels": visible_channels(request.actor),
        "states": words.STATES,
        "reasons": words.REASONS,
        "again": byhand.AGAIN,
        "label_of": label_of,
        # the administrators see the system, not what campaigns say
        "sees_subjects": can_see_campaigns(request.actor),
    }
    return render(request, "notices/log.html", context)


def retry(request: Request, delivery_id: int) -> HttpResponse:
    byhand.try_again(request.actor, delivery_id, version=version_read(request))
    messages.success(request, _("It will be tried once more in a few seconds."))
    return redirect("notices:log")


def stop(request: Request, delivery_id: int) -> HttpResponse:
    byhand.stop(request.actor, delivery_id, version=version_read(request))
    messages.success(request, _("It is stopped and will not be sent."))
    return redirect("notices:log")

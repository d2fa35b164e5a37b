"""A person's own wishes: mail, and a calendar to subscribe to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guatu.notices.actions.feeds import end_feed, feed_file, renew_feed
from guatu.notices.actions.preferences import Wish, prefer
from guatu.notices.forms import PreferenceForm
from guatu.notices.models import Feed, Preference
from guatu.notices.outside import has_mail
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    """Show what the person wants; a POST keeps it."""
    kept = Preference.objects.filter(person_id=request.actor.person_id or 0).first()
    shown = kept or Preference()
    names = ("mail_address", "mail", "digest_hour", "muted_sorts")
    initial = {name: getattr(shown, name) for name in names}
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            prefer(request.actor, Wish(**form.cleaned_data), version=version_read(request))
        except InvalidState as error:
            form.add_error("mail_address", error.message)
        else:
            messages.success(request, _("Done and put on record."))
            return redirect("notices:preferences")
    context = {
        "form": form,
        "version": kept.version if kept is not None else 0,
        "has_mail": has_mail(),
        "feed": Feed.objects.filter(person_id=request.actor.person_id or 0).first(),
    }
    return render(request, "notices/preferences.html", context, status=422 if form.errors else 200)


def feed_renew(request: Request) -> HttpResponse:
    """Make the calendar a new address and show it, this once."""
    token = renew_feed(request.actor)
    address = request.build_absolute_uri(reverse("notices:feed", args=[token]))
    response = render(request, "notices/feed.html", {"address": address})
    response.headers["Cache-Control"] = "no-store"
    return response


def feed_end(request: Request) -> HttpResponse:
    end_feed(request.actor)
    messages.success(request, _("The calendar has no address any more."))
    return redirect("notices:preferences")


@require_safe
def feed(_request: Request, token: str) -> HttpResponse:
    """Give the calendar to whoever has its secret address: programs of calendars do not sign in."""
    content = feed_file(token, timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="guatu.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response

"""What the pages of lists and lines send: said, struck off, given back, added, settled."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Post
from guatu.dispatch.uploads import payload_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.worklists.actions.lines import add_line, drop_line, edit_line
from guatu.worklists.actions.making import make_lists
from guatu.worklists.actions.saying import confirm, give_back, reopen, say
from guatu.worklists.actions.settings import keep_setting
from guatu.worklists.actions.settling import (
    Paper,
    confirm_on_paper,
    settle_list,
    settle_on_paper,
)
from guatu.worklists.actions.steps import Pick
from guatu.worklists.forms import ReasonForm, SayForm, SettingForm, SignedForm, read_picks
from guatu.worklists.models import WeekItem, WeekList
from guatu.worklists.policies import can_keep_list, is_office_over, place_of
from guatu.worklists.queries.lines import week_of
from guatu.worklists.queries.lists import leading_posts, visible_item, visible_lists, visible_post
from guatu.worklists.queries.settings import setting_for
from guatu.worklists.views.today import edit_form, sheet_rows, show_item, show_sheet
from guatu.worklists.views.weeks import day_of, line_form, show_week, signed_form

REFUSED = 422


def back(request: Request, fallback: str) -> HttpResponse:
    """Go back to the page that sent it, within this installation."""
    to = request.POST.get("back", "")
    is_own = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return HttpResponseRedirect(to if is_own else fallback)


def say_item(request: Request, item_id: int) -> HttpResponse:
    form = SayForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("At most 500 characters: write the essence."))
    pick = Pick(id=item_id, version=form.cleaned_data["version"])
    row = say(
        request.actor, pick, is_done=form.cleaned_data["done"], word=form.cleaned_data["word"]
    )
    messages.success(request, _("Recorded: “%(title)s”.") % {"title": row.content})
    return back(request, reverse("worklists:today"))


def confirm_items(request: Request) -> HttpResponse:
    picks = read_picks(request.POST.getlist("only") or request.POST.getlist("pick"))
    count = confirm(request.actor, picks, timezone.localdate())
    tell_count(request, count)
    return back(request, reverse("worklists:today"))


def tell_count(request: Request, count: int) -> None:
    messages.success(
        request,
        ngettext("%(count)d line struck off.", "%(count)d lines struck off.", count)
        % {"count": count},
    )


def reason_form(request: Request) -> ReasonForm:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    return form


def return_item(request: Request, item_id: int) -> HttpResponse:
    form = reason_form(request)
    pick = Pick(id=item_id, version=form.cleaned_data["version"])
    row = give_back(request.actor, pick, form.cleaned_data["reason"], timezone.localdate())
    messages.success(request, _("Given back: “%(title)s”.") % {"title": row.content})
    return back(request, reverse("worklists:item", args=[row.pk]))


def reopen_item(request: Request, item_id: int) -> HttpResponse:
    form = reason_form(request)
    pick = Pick(id=item_id, version=form.cleaned_data["version"])
    row = reopen(request.actor, pick, form.cleaned_data["reason"], timezone.localdate())
    messages.success(request, _("Opened again; it stands on today's list."))
    return HttpResponseRedirect(reverse("worklists:item", args=[row.pk]))


def drop_item(request: Request, item_id: int) -> HttpResponse:
    form = reason_form(request)
    pick = Pick(id=item_id, version=form.cleaned_data["version"])
    row = drop_line(request.actor, pick, form.cleaned_data["reason"])
    messages.success(request, _("Taken out; the row stays with its reason."))
    return HttpResponseRedirect(to_list(row))


def to_list(row: WeekItem) -> str:
    one = row.week_list
    return reverse("worklists:week", args=[one.post_id, one.starts_on.isoformat()])


def edit_item(request: Request, item_id: int) -> HttpResponse:
    row = visible_item(request.actor, item_id)
    check_keeper(request, row.week_list.post)
    form = edit_form(request, row, request.POST)
    if not form.is_valid():
        return show_item(request, row, line=form)
    form.cleaned_data.setdefault("unit", row.unit)
    pick = Pick(id=item_id, version=version_read(request))
    try:
        edit_line(request.actor, pick, form.line(), reason=form.cleaned_data["reason"])
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_item(request, row, line=form)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(to_list(row))


def add_item(request: Request, post_id: int) -> HttpResponse:
    post = visible_post(request.actor, post_id)
    check_keeper(request, post)
    form = line_form(request, post, timezone.localdate())
    monday = week_of(day_of(request.POST.get("day", "")) or timezone.localdate())
    one = WeekList.objects.filter(post=post, starts_on=monday).first()
    if not form.is_valid():
        return show_week(request, post, monday, one, line=form)
    try:
        row = add_line(request.actor, post, form.line())
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_week(request, post, monday, one, line=form)
    messages.success(request, _("Added to the list."))
    return HttpResponseRedirect(to_list(row))


def check_keeper(request: Request, post: Post) -> None:
    """Refuse who does not keep the list, before a form is looked at."""
    if not can_keep_list(request.actor, place_of(post)):
        raise NotAllowed(_("Your post does not allow this."))


def list_of(request: Request, list_id: int) -> WeekList:
    one = visible_lists(request.actor).filter(pk=list_id).first()
    if one is None:
        raise NotFound
    return one


def settle(request: Request, list_id: int) -> HttpResponse:
    one = list_of(request, list_id)
    settle_list(request.actor, one, version=version_read(request))
    messages.success(request, _("The list is settled; what comes later is marked."))
    return HttpResponseRedirect(
        reverse("worklists:week", args=[one.post_id, one.starts_on.isoformat()])
    )


def paper_of(form: SignedForm) -> Paper:
    clean = form.cleaned_data
    return Paper(
        appointment_id=clean["appointment"].pk,
        signed_on=clean["signed_on"],
        payload=payload_of(clean["scan"]),
        file_name=clean["scan"].name or "",
    )


def settle_paper(request: Request, list_id: int) -> HttpResponse:
    one = list_of(request, list_id)
    check_keeper(request, one.post)
    form = signed_form(one.post, timezone.localdate(), request.POST, request.FILES)
    if not form.is_valid():
        return show_week(request, one.post, one.starts_on, one, signed=form)
    version = version_read(request)
    settle_on_paper(request.actor, one, paper_of(form), timezone.localdate(), version=version)
    messages.success(request, _("The signed list is recorded."))
    return HttpResponseRedirect(
        reverse("worklists:week", args=[one.post_id, one.starts_on.isoformat()])
    )


def confirm_paper(request: Request) -> HttpResponse:
    rows = sheet_rows(request)
    post = rows[0].week_list.post
    form = signed_form(post, timezone.localdate(), request.POST, request.FILES)
    if not form.is_valid():
        return show_sheet(request, rows, form, status=REFUSED)
    picks = read_picks(request.POST.getlist("pick"))
    count = confirm_on_paper(request.actor, picks, paper_of(form), timezone.localdate())
    tell_count(request, count)
    return HttpResponseRedirect(reverse("worklists:today"))


def make(request: Request) -> HttpResponse:
    """Make the lists of a week for the leading members under the office, now."""
    today = timezone.localdate()
    monday = week_of(day_of(request.POST.get("week", "")) or today)
    posts = [post for post in leading_posts() if is_office_over(request.actor, post.unit.path)]
    made = make_lists(request.actor, posts, monday, since=max(monday, today))
    messages.success(
        request,
        _("Made from what the ledgers hold: %(added)d lines new, %(changed)d changed.")
        % {"added": len(made.added), "changed": len(made.changed)},
    )
    return HttpResponseRedirect(f"{reverse('worklists:index')}?week={monday.isoformat()}")


def save_setting(request: Request) -> HttpResponse:
    form = SettingForm(request.POST)
    setting = setting_for(request.actor)
    if setting is None:
        raise NotFound
    if not form.is_valid():
        raise InvalidState(_("Choose a day of the week."))
    clean = form.cleaned_data
    keep_setting(
        request.actor, setting, version=version_read(request),
        weekday=clean["weekday"], is_on=clean["is_on"],
    )  # fmt: skip
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("worklists:index"))

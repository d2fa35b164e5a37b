"""Who holds what: the list of posts, one post, one person, and the accounts people sign in with."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guatu.accounts import actions, policies
from guatu.accounts.actions import IssuedPassword, NewAccount, Term
from guatu.accounts.forms import AccountForm, AppointForm, EndForm, StaffForm, VersionForm
from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import held_posts, post_lines, visible_people
from guatu.accounts.queries.people import (
    people_without_posts,
    sign_ins,
    units_of,
    visible_account,
    visible_appointment,
    visible_person,
    visible_post,
)
from guatu.accounts.words import GRADES, OUTCOMES, ROLES
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

POSTS_A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    """Show who holds what; make a person with an account and no post."""
    form = None
    if policies.can_make_accounts(request.actor) and policies.can_keep_account(request.actor, []):
        form = AccountForm(request.POST or None)
    if request.method == "POST":
        if form is None:
            raise InvalidState(_("Open the post that the new person takes, and add them there."))
        if form.is_valid():
            try:
                issued = actions.create_account(request.actor, NewAccount(**form.cleaned_data))
            except InvalidState as error:
                form.add_error(None, error.message)
            else:
                return show_password(request, issued)
    today = timezone.localdate()
    words = request.GET.get("q", "").strip()
    lines = post_lines(request.actor, today, words=words)
    context = {
        "page": Paginator(lines, POSTS_A_PAGE).get_page(request.GET.get("page")),
        "idle": [] if words else people_without_posts(request.actor, today),
        "words": words,
        "roles": ROLES,
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "accounts/people.html", context, status=status)


@never_cache
def show_password(request: Request, issued: IssuedPassword) -> HttpResponse:
    """Show a one-time password: on this page, now, and never again."""
    context = {"account": issued.account, "password": issued.password}
    return render(request, "accounts/password_issued.html", context)


def post(request: Request, post_id: int) -> HttpResponse:
    return show_post(request, visible_post(request.actor, post_id))


def show_post(
    request: Request, row: Post, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "post": row,
        "appointments": row.appointments.select_related("person").order_by("-started_on", "-pk"),
        "forms": post_forms(request.actor, row) | (bound or {}),
        "today": today,
        "roles": ROLES,
        "grades": GRADES,
    }
    return render(request, "accounts/post.html", context, status=422 if bound else 200)


def post_forms(actor: Actor, row: Post) -> dict[str, forms.Form]:
    if not policies.can_grant(actor, role=row.role, unit=row.unit, scope=row.scope):
        return {}
    found: dict[str, forms.Form] = {
        "appoint": AppointForm(auto_id="appoint-%s", people=people_choices(actor)),
        "end": EndForm(auto_id=False),
        "abolish": VersionForm(auto_id="abolish-%s", initial={"version": row.version}),
    }
    if policies.can_staff(actor):
        found["staff"] = StaffForm(auto_id="staff-%s")
    return found


def appoint(request: Request, post_id: int) -> HttpResponse:
    row = visible_post(request.actor, post_id)
    form = AppointForm(request.POST, auto_id="appoint-%s", people=people_choices(request.actor))
    if not form.is_valid():
        return show_post(request, row, {"appoint": form})
    given = dict(form.cleaned_data)
    person = visible_person(request.actor, given.pop("person"))
    try:
        actions.appoint(request.actor, person, row, Term(**given))
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_post(request, row, {"appoint": form})
    messages.success(request, _("Done and put on record."))
    return redirect("accounts:post", post_id)


def people_choices(actor: Actor) -> list[tuple[int, str]]:
    """Return whom the actor may appoint: everybody in sight but itself, told apart by unit."""
    people = visible_people(actor).exclude(pk=actor.person_id or 0)
    units = units_of(people, timezone.localdate())
    return [
        (pk, f"{name}（{units[pk]}）" if pk in units else name)
        for pk, name in people.order_by("name", "pk").values_list("pk", "name")
    ]


def staff(request: Request, post_id: int) -> HttpResponse:
    """Make a person with an account who takes this post at once."""
    row = visible_post(request.actor, post_id)
    form = StaffForm(request.POST, auto_id="staff-%s")
    if not form.is_valid():
        return show_post(request, row, {"staff": form})
    given = dict(form.cleaned_data)
    term = Term(started_on=given.pop("started_on"))
    try:
        issued = actions.create_account(request.actor, NewAccount(**given, post=row, term=term))
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_post(request, row, {"staff": form})
    return show_password(request, issued)


def abolish(request: Request, post_id: int) -> HttpResponse:
    row = visible_post(request.actor, post_id)
    try:
        actions.abolish_post(request.actor, row, version=version_read(request))
    except InvalidState as error:
        return show_post(request, row, {"abolish": refused(row, error)})
    messages.success(request, _("Done and put on record."))
    return redirect("accounts:unit", row.unit_id)


def refused(row: Post, error: InvalidState) -> forms.Form:
    """Return the form of an act that asks nothing, with why it was refused."""
    form = VersionForm({"version": row.version}, auto_id="abolish-%s")
    form.add_error(None, error.message)
    return form


def end(request: Request, appointment_id: int) -> HttpResponse:
    row = visible_appointment(request.actor, appointment_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("Enter the last day as a date."))
    version = version_read(request)
    actions.end_appointment(request.actor, row, version=version, **form.cleaned_data)
    messages.success(request, _("Done and put on record."))
    return redirect("accounts:post", row.post_id)


def person(request: Request, person_id: int) -> HttpResponse:
    row = visible_person(request.actor, person_id)
    today = timezone.localdate()
    may_keep = policies.can_make_accounts(request.actor) and policies.can_keep_account(
        request.actor, held_posts(row.pk, today)
    )
    context = {
        "person": row,
        "today": today,
        "appointments": Appointment.objects.filter(person=row)
        .select_related("post__unit")
        .order_by("-started_on", "-pk"),
        "accounts": row.accounts.order_by("pk"),
        "may_keep": may_keep,
        "roles": ROLES,
    }
    return render(request, "accounts/person.html", context)


def reset(request: Request, account_id: int) -> HttpResponse:
    row = visible_account(request.actor, account_id)
    return show_password(request, actions.reset_password(request.actor, row))


def deactivate(request: Request, account_id: int) -> HttpResponse:
    row = visible_account(request.actor, account_id)
    actions.deactivate_account(request.actor, row)
    return redirect("accounts:person", row.person_id)


def activate(request: Request, account_id: int) -> HttpResponse:
    row = visible_account(request.actor, account_id)
    actions.activate_account(request.actor, row)
    return redirect("accounts:person", row.person_id)


def sign_in_records(request: Request) -> HttpResponse:
    before = request.GET.get("before", "")
    rows = sign_ins(before=int(before) if before.isdecimal() else 0)
    context = {"rows": rows, "outcomes": OUTCOMES}
    return render(request, "accounts/sign_ins.html", context)

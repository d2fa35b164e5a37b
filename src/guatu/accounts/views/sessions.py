"""Signing in and out, and what a person sets for itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guatu.accounts.actions import sessions
from guatu.accounts.forms import PasswordForm, SignInForm
from guatu.accounts.models import Account
from guatu.shell.errors import ShellError
from guatu.shell.routes import Request


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    target = next_address(request)
    if request.method != "POST":
        if request.actor.is_person:
            return redirect(target)
        return show_sign_in(request, SignInForm(), target)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return show_sign_in(request, form, target, status=422)
    credentials = sessions.Credentials(**form.cleaned_data, address=address_of(request))
    try:
        account = sessions.admit(credentials, timezone.now())
    except ShellError as error:
        form.add_error(None, error.message)
        return show_sign_in(request, form, target, status=error.status)
    sessions.forget_old_rows(timezone.now())
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("accounts:password" if account.must_change_password else target)


def show_sign_in(
    request: Request, form: SignInForm, target: str, *, status: int = 200
) -> HttpResponse:
    return render(request, "accounts/sign_in.html", {"form": form, "next": target}, status=status)


def next_address(request: Request) -> str:
    """Return where the form wants to go back to, if that lies here; the start page otherwise."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else resolve_url(settings.LOGIN_REDIRECT_URL)


def address_of(request: Request) -> str:
    """Return the client's address; behind a proxy, the one that the proxy itself saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    if isinstance(request.user, Account):
        sessions.end_session(request.actor, request.user)
    logout(request)
    return redirect("accounts:login")


@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    account = request.user
    if not isinstance(account, Account):
        return redirect("accounts:login")
    form = PasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.change_own_password(
                request.actor,
                account,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
            )
        except ShellError as error:
            form.add_error("old", error.message)
        else:
            update_session_auth_hash(request, account)
            return redirect("/")
    status = 422 if form.is_bound else 200
    must = account.must_change_password
    context = {
        "form": form,
        "heading": _("Choose a password of your own") if must else _("Password"),
    }
    return render(request, "accounts/password.html", context, status=status)


def large_print(request: Request) -> HttpResponse:
    is_on = isinstance(request.user, Account) and request.user.large_print
    sessions.set_large_print(request.actor, on=not is_on)
    return redirect(next_address(request))

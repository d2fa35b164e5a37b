"""Gives each request its actor; sends whoever is not signed in, or owes a new password, there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from guatu.accounts.models import Account
from guatu.accounts.queries import actor_of
from guatu.core.actors import ANONYMOUS, Actor
from guatu.shell.errors import NotSignedIn
from guatu.shell.problems import problem, wants_json

# What somebody may do before setting a password of one's own.
BEFORE_NEW_PASSWORD = frozenset(
    {"accounts:password", "accounts:logout", "accounts:login", "set_language"}
)


class ActorMiddleware:
    """Sets `request.actor`, read when first asked for: a static file needs none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: read_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Let a one-time password open nothing but the page that replaces it."""
        account = request.user
        match = request.resolver_match
        if not isinstance(account, Account) or not account.must_change_password:
            return None
        if match is not None and match.view_name in BEFORE_NEW_PASSWORD:
            return None
        return send_to(request, reverse("accounts:password"), status=403)


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends a page to sign-in and back; tells a script or a fragment what is missing."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        address = str(self.get_login_url(view_func))
        login = reverse(address) if ":" in address else address
        if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
            login = f"{login}?next={quote(request.get_full_path())}"
        return send_to(request, login, status=401)


def send_to(request: HttpRequest, address: str, *, status: int) -> HttpResponseBase:
    """Redirect a page; answer a script with a problem and htmx with a header that it follows."""
    if wants_json(request):
        error = NotSignedIn(_("Sign in first."), address=address)
        error.status = status
        return problem(error, _("Not signed in"))
    if "HX-Request" in request.headers:
        return HttpResponse(status=status, headers={"HX-Redirect": address})
    return redirect(address)


def read_actor(request: HttpRequest) -> Actor:
    account = request.user
    if not isinstance(account, Account):
        return ANONYMOUS
    return actor_of(account, timezone.localdate())

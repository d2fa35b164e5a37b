"""Gives each request its actor."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from guatu.accounts.models import Account
from guatu.accounts.queries import actor_of
from guatu.core.actors import ANONYMOUS, Actor


class ActorMiddleware:
    """Sets `request.actor`, read when first asked for: a static file needs none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: read_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def read_actor(request: HttpRequest) -> Actor:
    account = request.user
    if not isinstance(account, Account):
        return ANONYMOUS
    return actor_of(account, timezone.localdate())

"""Refusals become pages, problem+json (RFC 9457) or a fragment for htmx: the one place for it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guatu.shell.errors import NotAllowed, NotFound, ShellError

logger = logging.getLogger(__name__)


def headings() -> dict[int, str]:
    return {
        400: _("This request cannot be understood"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Done before with other contents"),
        412: _("Changed in the meantime"),
        413: _("Too large"),
        422: _("Not possible now"),
        500: _("Something broke"),
    }


class ErrorMiddleware:
    """Turns what views raise into answers; what it does not know stays an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            error = NotFound(_("There is nothing here, or it is not for your eyes."))
        elif isinstance(error, PermissionDenied):
            error = NotAllowed(_("Your post does not allow this."))
        return refuse(request, error) if isinstance(error, ShellError) else None


def refuse(request: HttpRequest, error: ShellError) -> HttpResponse:
    """Return the answer for `error` in the form that the request wants."""
    heading = headings().get(error.status, headings()[400])
    message = error.message or heading
    if request.headers.get("Accept", "").startswith("application/json"):
        body = {"type": "about:blank", "title": heading, "status": error.status, "code": error.code}
        return JsonResponse(
            {**body, "detail": message, **error.fields},
            status=error.status,
            content_type="application/problem+json",
        )
    return render(
        request, "guatu/refused.html", {"heading": heading, "message": message}, status=error.status
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    return refuse(request, NotFound(_("There is nothing here, or it is not for your eyes.")))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Answer without a database: it may be what broke."""
    return HttpResponse(
        "<!DOCTYPE html><meta charset=utf-8><title>guatu</title>"
        "<h1>出错了 · Something broke</h1>"
        "<p>已记录到服务日志，请稍后重试或联系系统管理员。 It is in the server's log; try again or ask the administrator.</p>",
        status=500,
    )

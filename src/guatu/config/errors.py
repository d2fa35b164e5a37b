"""Refusals become pages, problem+json (RFC 9457) or a fragment for htmx: the one place for it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from guatu.audit.actions import record_refusal
from guatu.core.actors import ANONYMOUS
from guatu.shell.errors import (
    BadRequest,
    NotAllowed,
    NotFound,
    NotRead,
    RuleForbids,
    ShellError,
    TooLarge,
)
from guatu.shell.problems import problem, wants_json

MEGABYTE = 1024 * 1024


def headings() -> dict[int, str]:
    return {
        400: _("This request cannot be understood"),
        401: _("Not signed in"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Nothing to see at this address"),
        409: _("Done before with other contents"),
        412: _("Changed in the meantime"),
        413: _("Too large"),
        422: _("Not possible now"),
        429: _("Too many attempts"),
        500: _("Something broke"),
    }


class ErrorMiddleware:
    """Turns what views raise into answers; what it does not know stays an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Turn away what is too large before anything reads it."""
        if size_of(request) > settings.UPLOAD_MAX_BYTES:
            return refuse(request, too_large())
        response = self.get_response(request)
        # a form that shows the refusal itself is rolled back with its answer: it is kept here
        if (refusal := getattr(request, "rule_refusal", None)) is not None:
            record_refusal(getattr(request, "actor", ANONYMOUS), refusal)
        return said_why(request, response) if response.status_code == NotRead.status else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        refusal = as_refusal(error)
        if isinstance(refusal, RuleForbids):
            record_refusal(getattr(request, "actor", ANONYMOUS), refusal)
        return refuse(request, refusal) if refusal else None


def said_why(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return a page instead of a blank one: a reload or a change of language gets here by itself."""
    said = refuse(
        request,
        NotRead(
            _("What was sent here is not kept. Open the page that it came from, and look there.")
        ),
    )
    said.headers["Allow"] = response.headers.get("Allow", "")
    return said


def size_of(request: HttpRequest) -> int:
    written = str(request.META.get("CONTENT_LENGTH") or "")
    return int(written) if written.isdecimal() else 0


def too_large() -> TooLarge:
    return TooLarge(
        _("More than %(limit)d MB cannot be sent at once. Send fewer or smaller files.")
        % {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}
    )


def as_refusal(error: Exception) -> ShellError | None:
    """Return the refusal that `error` means; None if it is a fault of the program."""
    if isinstance(error, ShellError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return NotAllowed(_("Your post does not allow this."))
    return too_large() if isinstance(error, RequestDataTooBig) else None


def refuse(request: HttpRequest, error: ShellError) -> HttpResponse:
    """Return the answer for `error` in the form that the request wants."""
    heading = headings().get(error.status, headings()[400])
    message = error.message or heading
    if wants_json(request):
        return problem(error, heading)
    if not hasattr(request, "htmx"):  # refused before the middleware that the frame needs
        return plain_page(heading, message, status=error.status)
    back = way_back(request) if error.status in {409, 412, 422} else ""
    context = {"heading": heading, "message": message, "code": error.code, "back": back}
    return render(request, "guatu/refused.html", context, status=error.status)


def way_back(request: HttpRequest) -> str:
    """Return the page of ours that the refused write came from: opened anew, it shows what is."""
    referer = request.headers.get("Referer", "")
    return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}) else ""


def plain_page(heading: str, message: str, *, status: int) -> HttpResponse:
    return HttpResponse(
        f"<!DOCTYPE html><meta charset=utf-8><title>guatu</title>"
        f"<h1>{escape(heading)}</h1><p>{escape(message)}</p>",
        status=status,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself turned away: an unknown host, a broken or too large body."""
    return refuse(
        request,
        as_refusal(exception) or BadRequest(_("Go back, reload the page and try once more.")),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    return refuse(request, NotAllowed(_("Your post does not allow this.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 Django's signature
    """Answer a form whose token is missing or old; the reason is for the log, which has it."""
    error = NotAllowed(
        _(
            "This page was open too long, or the browser takes no cookies from here. "
            "Go back, reload the page and send it again."
        ),
        is_page_old=True,  # who signed in anew elsewhere reads it too: scripts keep what was typed
    )
    return refuse(request, error)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    return refuse(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Answer without a database: it may be what broke."""
    return plain_page(
        "出错了 · Something broke",
        "已记录到服务日志，请稍后重试或联系系统管理员。 "
        "It is in the server's log; try again or ask the administrator.",
        status=500,
    )

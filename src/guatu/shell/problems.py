"""Refusals for scripts: problem+json (RFC 9457)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from guatu.shell.errors import ShellError


def wants_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return accepted.startswith(("application/json", "application/problem+json"))


def problem(error: ShellError, heading: str) -> JsonResponse:
    body = {"type": "about:blank", "title": heading, "status": error.status, "code": error.code}
    return JsonResponse(
        {**body, "detail": error.message or heading, **error.fields},
        status=error.status,
        content_type="application/problem+json",
    )

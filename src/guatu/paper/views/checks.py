"""核对纸件: whether the head of the record that a print carries is one that this record had."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from guatu.audit.models import AuditEvent
from guatu.audit.queries import head
from guatu.paper.codes import SHOWN
from guatu.paper.views.common import frame_of
from guatu.shell.routes import Request


def check(request: Request, number: str, written: str) -> HttpResponse:
    """Compare what a print says with the record, and lead to what is so now.

    No more is told than whether they agree, and when that act was: what the act was is the
    audit administrator's to read.
    """
    event = None
    if number.isascii() and number.isdigit() and len(number) < SHOWN:
        event = AuditEvent.objects.filter(number=int(number)).first()
    agrees = event is not None and len(written) == SHOWN and event.hash.startswith(written.lower())
    last = head()
    to = request.GET.get("to", "")
    context = frame_of(request, None, "paper:check") | {
        "number": number,
        "written": written,
        "agrees": agrees,
        "event": event if agrees else None,
        "since": last.number - event.number if agrees and last is not None and event else 0,
        "to": to if is_own(to) else "",
    }
    return render(request, "paper/check.html", context)


def is_own(address: str) -> bool:
    """Say whether an address is a path of this installation."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)

"""Routes that declare who may use them; writes that happen once."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, OperationalError, transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guatu.core.actors import Actor
from guatu.shell.errors import BadRequest, Conflict, NotAllowed, RuleForbids
from guatu.shell.models import RequestKey

Policy = Callable[[Actor], bool]
View = Callable[..., HttpResponseBase]

KEPT = timedelta(days=30)
KEY_FIELD = "idempotency_key"
KEY_LENGTH = 64
ATTEMPTS = 3
DEADLOCKS = frozenset({"40P01", "40001"})  # PostgreSQL: deadlock_detected, serialization_failure
KEY_HEADER = "Idempotency-Key"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REPLAYED_HEADERS = ("HX-Redirect", "HX-Trigger", "HX-Refresh", "Content-Type")


class Request(HttpRequest):
    """A request after the middleware: it knows its actor and whether htmx sent it."""

    actor: Actor
    htmx: Any
    rule_refusal: RuleForbids | None  # set by a view that shows such a refusal in its form


def anyone(_actor: Actor) -> bool:
    """Policy of the few pages that need no sign-in."""
    return True


def signed_in(actor: Actor) -> bool:
    """Policy of pages that belong to whoever is signed in."""
    return actor.is_person


def route(
    pattern: str, view: View, *, name: str, policy: Policy, repeatable: bool = False
) -> URLPattern:
    """Return a URL pattern whose view runs only for actors that `policy` lets in.

    Reads run as they are. Writes run in one transaction and carry an idempotency key (form field
    `idempotency_key` or header `Idempotency-Key`): the same key with the same body is answered
    from the record, with another body it is a conflict. A `repeatable` write does the same
    however often it comes (signing out, choosing a language) and needs no key.
    """

    @functools.wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy(request.actor):
            raise NotAllowed(_("Your post does not allow this."))
        if request.method in WRITES and request.actor.is_person and not repeatable:
            return once(request, name, functools.partial(view, request, *args, **kwargs))
        return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined]  # read by the test that walks all routes
    return path(pattern, login_not_required(guarded) if policy is anyone else guarded, name=name)


def act(pattern: str, view: View, *, name: str, policy: Policy) -> URLPattern:
    """Return a route that only writes: anything but a POST gets 405 and reaches no view.

    A view that writes must stand behind this or ask for the method itself: a GET comes without
    the token, the key and the transaction, and browsers send it ahead of time.
    """
    return route(pattern, require_POST(view), name=name, policy=policy)


def once(request: Request, name: str, write: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Carry out `write` in one transaction, unless its key says that it was done already.

    A refusal (status 400 and up) leaves nothing behind, so that it can be corrected and sent again.
    Of two requests with one key the second waits at the unique row for the first to end (on
    SQLite at the start of its transaction), and is then answered from the record.
    A write that the database chose to end in a deadlock left nothing, and is done again.
    """
    again = ATTEMPTS
    while True:
        again -= 1
        record = RequestKey(
            account_id=request.actor.account_id or 0,
            route=f"{request.resolver_match.namespace if request.resolver_match else ''}:{name}",
            key=key_of(request),
            body_digest=digest(request),  # which also rewinds the files that were sent
            created_at=timezone.now(),
        )
        try:
            return in_one_transaction(record, write)
        except OperationalError as error:
            if not (again and is_deadlock(error)):
                raise


def is_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in DEADLOCKS


def in_one_transaction(
    record: RequestKey, write: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    with transaction.atomic():
        if (earlier := claim(record)) is not None:
            return answer_again(record, earlier)
        response = write()
        # a file: it was read and nothing was written; closing the answer itself would end the
        # request, and with it the connection to the database, in the midst of the transaction
        if not isinstance(response, HttpResponse) or is_file(response):
            if isinstance(response, FileResponse) and response.file_to_stream is not None:
                response.file_to_stream.close()
            response = HttpResponseNotAllowed(["GET", "HEAD"])
        if response.status_code >= 400:  # noqa: PLR2004
            transaction.set_rollback(True)
        else:
            remember(record, response)
    return response


def is_file(response: HttpResponse) -> bool:
    """Say whether an answer is a file to keep, but not one that is shown only once."""
    is_attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_attached and not is_secret(response)


def key_of(request: Request) -> str:
    key = request.headers.get(KEY_HEADER) or request.POST.get(KEY_FIELD, "")
    if not key or len(key) > KEY_LENGTH:
        raise BadRequest(
            _("This form was sent without its key. Reload the page and send it again.")
        )
    return key


def claim(record: RequestKey) -> RequestKey | None:
    """Save `record`, or return the one that holds its key already; a forgotten key is free again."""
    same = {"account_id": record.account_id, "route": record.route, "key": record.key}
    RequestKey.objects.filter(**same, created_at__lt=record.created_at - KEPT).delete()
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        return RequestKey.objects.get(**same)
    return None


def digest(request: HttpRequest) -> str:
    """Return the hash of what was sent, files included, the CSRF token and the key left out."""
    hasher = hashlib.sha256(request.get_full_path().encode())
    for name in sorted(request.POST):
        if name not in {"csrfmiddlewaretoken", KEY_FIELD}:
            hasher.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            hasher.update(f"{name} {file.name} {file.size}".encode())
            for chunk in file.chunks():
                hasher.update(chunk)
            file.seek(0)
    return hasher.hexdigest()


def remember(record: RequestKey, response: HttpResponse) -> None:
    """Keep the answer, but never one that must not be stored: it may show a one-time password."""
    record.status = response.status_code
    record.location = response.headers.get("Location", "")
    record.headers = {h: response.headers[h] for h in REPLAYED_HEADERS if h in response.headers}
    if is_secret(response):
        record.status = 0
    else:
        record.body = response.content.decode(response.charset or "utf-8", "replace")
    record.save(update_fields=["status", "location", "body", "headers"])


def is_secret(response: HttpResponse) -> bool:
    return "no-store" in response.headers.get("Cache-Control", "") and bool(response.content)


def answer_again(record: RequestKey, earlier: RequestKey) -> HttpResponse:
    """Return the answer that was given to the same key before."""
    if earlier.body_digest != record.body_digest:
        raise Conflict(_("This form was sent before with other contents. Reload the page first."))
    if not earlier.status:
        raise Conflict(
            _("This was done already. Its answer held a secret and was shown only once.")
        )
    headers = dict(earlier.headers)
    if earlier.location:
        headers["Location"] = earlier.location
    return HttpResponse(earlier.body, status=earlier.status, headers=headers)


def forget_old_keys() -> int:
    """Delete keys past their 30 days and return how many there were."""
    return RequestKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]

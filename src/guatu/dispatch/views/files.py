"""Files that go with check-ins, each under the policy of its check-in."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.dispatch.actions import attach_evidence, detach_evidence
from guatu.dispatch.models import CheckInEvidence
from guatu.dispatch.policies import Place, can_read_draft
from guatu.dispatch.queries.checkins import visible_check_in
from guatu.dispatch.uploads import payload_of
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request


def attach(request: Request, check_in_id: int) -> HttpResponse:
    """Take one file for a draft; the island sends it as soon as it is chosen."""
    file = request.FILES.get("file")
    if file is None:
        raise InvalidState(_("No file was chosen."))
    evidence = attach_evidence(request.actor, check_in_id, payload_of(file), file.name or "")
    arguments = [check_in_id, evidence.pk]
    return JsonResponse(
        {
            "name": evidence.file_name,
            "address": reverse("dispatch:file", args=arguments),
            "detach": reverse("dispatch:detach", args=arguments),
        }
    )


def detach(request: Request, check_in_id: int, evidence_id: int) -> HttpResponse:
    row = visible_check_in(request.actor, check_in_id)
    detach_evidence(request.actor, check_in_id, evidence_id)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({})
    place = f"{reverse('dispatch:mine')}?round={row.round.slug}#c{row.pk}"
    return HttpResponseRedirect(place)


def file(request: Request, check_in_id: int, evidence_id: int) -> FileResponse:
    """Send a file; one that was not handed in yet, to the unit that writes the report alone."""
    row = visible_check_in(request.actor, check_in_id)
    unit = Place(id=row.unit_id, path=row.unit.path)
    found = CheckInEvidence.objects.select_related("evidence").filter(
        check_in=row, evidence=evidence_id
    )
    if not can_read_draft(request.actor, unit):
        found = found.filter(submitted_at__isnull=False)
    if (link := found.first()) is None:
        raise NotFound
    return evidence_response(link.evidence)


def paper(request: Request, check_in_id: int, evidence_id: int) -> FileResponse:
    """Send the scan of the sheet on which a word was given (线下审签)."""
    row = visible_check_in(request.actor, check_in_id)
    move = row.moves.filter(evidence=evidence_id).select_related("evidence").first()
    if move is None or move.evidence is None:
        raise NotFound
    return evidence_response(move.evidence)

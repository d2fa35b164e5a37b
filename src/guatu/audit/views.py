"""Pages of the audit administrator: the acts, one act, and whether the record is whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from guatu.audit import queries
from guatu.audit.acts import act_label, field_label, object_label
from guatu.audit.difference import FieldDifference, differences
from guatu.audit.forms import KeptHeadForm, SearchForm
from guatu.audit.heads import head_document
from guatu.audit.models import AuditChange, AuditEvent
from guatu.audit.reading import verify_record
from guatu.audit.wording import sentence
from guatu.core.chain import AlgorithmMissing, Report
from guatu.shell.routes import Request

PAGE_LIMIT = 100_000  # acts; beyond, verification takes longer than a page should
SHOWN = 200  # findings on one page; the command line prints all


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change as the page shows it."""

    row: AuditChange
    fields: list[FieldDifference]
    kept: frozenset[tuple[str, str]]


def index(request: Request) -> HttpResponse:
    form = SearchForm(request.GET)
    sought = form.sought()
    found = queries.search(request.actor, sought)
    page, more = found[: queries.PAGE], len(found) > queries.PAGE
    return render(
        request,
        "audit/index.html",
        {
            "form": form,
            "sought": sought,
            "events": page,
            "older": address(request, page[-1].number) if more else "",
            "newest": address(request, None) if sought.below else "",
            "head": queries.head(),
            "act_label": act_label,
            "object_label": object_label,
        },
    )


def address(request: Request, below: int | None) -> str:
    """Return the query of another page of the same search."""
    parameters = request.GET.copy()
    parameters.pop("below", None)
    if below is not None:
        parameters["below"] = str(below)
    return f"?{parameters.urlencode()}"


def event(request: Request, number: int) -> HttpResponse:
    row = queries.event_for(request.actor, number)
    first = request.GET.get("from", "")
    found = queries.changes_of(row, int(first) if first.isdecimal() and len(first) < 10 else 0)  # noqa: PLR2004 an ordinal
    page = found[: queries.CHANGES_PAGE]
    has_before, has_after = queries.neighbours(row)
    return render(
        request,
        "audit/event.html",
        {
            "event": row,
            "occurred_at": f"{timezone.localtime(row.occurred_at):%Y-%m-%d %H:%M:%S}",
            "changes": views_of(row, page),
            "more": found[-1].ordinal if len(found) > queries.CHANGES_PAGE else None,
            "has_before": has_before,
            "has_after": has_after,
            "details": differences(None, row.details),
            "act_label": act_label,
            "object_label": object_label,
            "field_label": field_label,
        },
    )


def views_of(row: AuditEvent, page: list[AuditChange]) -> list[ChangeView]:
    kept = queries.kept_private(row, page)
    return [
        ChangeView(
            row=change,
            fields=differences(change.before, change.after),
            kept=frozenset((side, name) for n, side, name in kept if n == change.ordinal),
        )
        for change in page
    ]


def verify(request: Request) -> HttpResponse:
    """Show the head; with `run`, verify now. It reads only, so it is a GET: a POST would lock."""
    head = queries.head()
    is_long = head is not None and head.number > PAGE_LIMIT
    wanted = "run" in request.GET
    form = KeptHeadForm(request.GET if wanted else None)
    report: Report | None = None
    missing = ""
    if wanted and form.is_valid() and not is_long:
        try:
            report = verify_record(form.kept())
        except AlgorithmMissing as error:
            missing = error.algorithm
    return render(
        request,
        "audit/verify.html",
        {
            "form": form,
            "head": head_document(),
            "written_at": timezone.now(),
            "report": report,
            "missing": missing,
            "is_long": is_long,
            "sentences": [
                (sentence(finding), finding)
                for finding in (report.findings[:SHOWN] if report else ())
            ],
            "unshown": max(len(report.findings) - SHOWN, 0) if report else 0,
        },
        status=422 if wanted and not form.is_valid() else 200,
    )


def head(_request: Request) -> HttpResponse:
    """Give the head as the file that `guatu audit verify --head` takes."""
    document = head_document()
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"guatu-audit-head-{document['number']}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

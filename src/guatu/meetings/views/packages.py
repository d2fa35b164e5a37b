"""周五一键调度包: asked for, followed, looked at, downloaded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.dispatch.queries.rounds import visible_round
from guatu.meetings.actions.packaging import ask_package
from guatu.meetings.models import Package, PackagePart
from guatu.meetings.packagebooks import NAMES, table_sheet
from guatu.meetings.queries.gathering import Gathered, changed_since, table_rows
from guatu.meetings.queries.packages import (
    asked_jobs,
    packed_rounds,
    visible_package,
    visible_packages,
)
from guatu.meetings.views.common import bar, check_runs, chosen
from guatu.shell.errors import NotFound
from guatu.shell.routes import Request

TURNS = {"added": "+", "gone": "−", "altered": "≠"}


def packages(request: Request) -> HttpResponse:
    """List the newest rounds of a campaign with their packages, and the button."""
    campaign = chosen(request)
    context = bar(request, campaign)
    if campaign is None:
        return render(request, "meetings/none.html", context)
    context |= {
        "rounds": packed_rounds(request.actor, campaign),
        "jobs": asked_jobs(request.actor, campaign),
    }
    return render(request, "meetings/packages.html", context)


def make(request: Request, round_id: int) -> HttpResponse:
    """Ask for the papers of a round; go to where one sees how far they are."""
    one = visible_round(request.actor, round_id)
    check_runs(request, one.campaign)
    job = ask_package(request.actor, one)
    return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")


def package(request: Request, package_id: int) -> HttpResponse:
    """Show a package: what was missing, what changed against the version before, its files."""
    row = visible_package(request.actor, package_id)
    others = visible_packages(request.actor).filter(round=row.round_id).order_by("-number")
    context = bar(request, row.round.campaign) | {
        "package": row,
        "parts": list(row.parts.select_related("evidence").order_by("pk")),
        "names": {code: str(name) for code, name in NAMES.items()},
        "missing": not_there(row),
        "turns": TURNS,
        "others": [one for one in others if one.pk != row.pk],
    }
    return render(request, "meetings/package.html", context)


def not_there(row: Package) -> list[str]:
    """Say what was missing when a package was made."""
    facts: dict[str, Any] = row.facts
    said = []
    if facts.get("is_open"):
        said.append(_("The round still took reports."))
    if facts.get("silent"):
        said.append(
            _("%(units)d units had not reported %(lines)d lines.")
            % {"units": facts["silent"], "lines": facts["silent_lines"]}
        )
    if not facts.get("has_earlier"):
        said.append(_("No earlier round was closed: there was nothing to compare with."))
    if facts.get("meeting") is None:
        said.append(_("No meeting was prepared: the package has no agenda."))
    if facts.get("left_out"):
        said.append(_("%(count)d entries had no room in the table.") % {"count": facts["left_out"]})
    said += [
        _("%(part)s was not made: %(why)s")
        % {"part": NAMES.get(one["code"], one["code"]), "why": one["why"]}
        for one in facts.get("not_made", ())
    ]
    return said


def archive(request: Request, package_id: int) -> HttpResponseBase:
    """Send a package as one file."""
    return evidence_response(visible_package(request.actor, package_id).archive)


def part(request: Request, package_id: int, evidence_id: int) -> HttpResponseBase:
    """Send one part of a package, as it was kept."""
    row = visible_package(request.actor, package_id)
    found = PackagePart.objects.select_related("evidence").filter(package=row, evidence=evidence_id)
    if (one := found.first()) is None:
        raise NotFound
    return evidence_response(one.evidence)


def table(request: Request, package_id: int) -> HttpResponse:
    """Show the dispatch table of a package's round as of now, to be printed on A3."""
    row = visible_package(request.actor, package_id)
    rows, left_out = table_rows(request.actor, row.round)
    gathered = Gathered(
        round=row.round, today=timezone.localdate(), silent=(), changes=changed_since(request.actor, row.round),
        rows=rows, left_out=left_out, meeting=None, agenda=(),
    )  # fmt: skip
    context = bar(request, row.round.campaign) | {
        "package": row,
        "sheet": table_sheet(gathered),
    }
    return render(request, "meetings/table.html", context)

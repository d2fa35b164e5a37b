"""One inspection: what was looked at and found, and what becomes of each finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.core.actors import Actor
from guatu.dispatch.policies import Place
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import findings as finding_acts
from guatu.supervision.forms.others import DirectForm
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.ladderwords import FINDING_STATES, METHODS
from guatu.supervision.models import Finding, Inspection, InspectionPhoto
from guatu.supervision.policies.inspections import can_inspect, can_rectify
from guatu.supervision.queries.inspections import (
    visible_finding,
    visible_inspection,
)
from guatu.supervision.views.inspections import crumbs, late_word
from guatu.supervision.views.parts import (
    ActForm,
    Fact,
    Page,
    carried,
    detail,
    entry_address,
    link_to,
    saved,
)

Sent = tuple[int, str, forms.Form] | None


def inspection(request: Request, inspection_id: int) -> HttpResponse:
    return show(request, visible_inspection(request.actor, inspection_id))


def show(request: Request, row: Inspection, sent: Sent = None) -> HttpResponse:
    """Show one inspection with its findings, and what may be done with each."""
    findings = list(row.findings.select_related("directive", "problem").order_by("pk"))
    photos = row.photos.select_related("evidence").order_by("pk")
    page = Page(
        title=_("Inspection: %(unit)s") % {"unit": row.unit.label},
        lead=f"{day(row.held_on, year=True)} · {METHODS[row.method]}",
        facts=[*facts_of(request, row), *finding_facts(findings)],
        acts=[act for one in findings for act in finding_forms(request.actor, row, one, sent)],
        crumbs=crumbs(),
        files=[
            (link_to("inspection-file", row.pk, one.evidence_id), one.evidence.file_name)
            for one in photos
        ],
    )
    return detail(request, page, row.campaign)


def facts_of(request: Request, row: Inspection) -> list[Fact]:
    entry = row.entry
    plan = row.plan
    return [
        Fact(label=_("Unit"), text=row.unit.label),
        Fact(label=_("Entry"), text=entry.title if entry else "",
             address=seen_entry(request, entry) if entry else ""),
        Fact(label=_("Of which plan"), text=plan.title if plan else "",
             address=link_to("inspection-plan", plan.pk) if plan else ""),
        Fact(label=_("Place, in words"), text=row.place),
        Fact(label=_("Who went"), text=row.went),
        Fact(label=_("What was looked at and found"), text=row.seen),
        Fact(label=_("Report that was checked"), text=row.check_in.round.slug if row.check_in else ""),
        Fact(label=_("Closure that was checked"), text=row.verified.label if row.verified else "",
             address=link_to("directive", row.verified.pk) if row.verified else ""),
    ]  # fmt: skip


def seen_entry(request: Request, entry: Entry) -> str:
    try:
        return entry_address(visible_entry(request.actor, entry.pk).pk)
    except NotFound:
        return ""


def finding_facts(rows: list[Finding]) -> list[Fact]:
    today = timezone.localdate()
    facts = []
    for place, row in enumerate(rows, start=1):
        meta = [str(FINDING_STATES[row.state])]
        meta += [_("until %(day)s") % {"day": day(row.fix_by)}] if row.fix_by else []
        meta += [row.answer] if row.answer else []
        meta += [row.checked_words] if row.checked_words else []
        address = ""
        if row.directive_id:
            address = link_to("directive", row.directive_id)
        elif row.problem_id:
            address = link_to("problem", row.problem_id)
        facts.append(
            Fact(
                label=_("Found %(place)d") % {"place": place},
                text=row.text,
                meta=" · ".join(meta),
                address=address,
                late=late_word(row, today),
            )
        )
    return facts


def finding_forms(actor: Actor, visit: Inspection, row: Finding, sent: Sent) -> list[ActForm]:
    """Return what may be done with one finding as it stands."""
    is_office = can_inspect(actor, visit.campaign.unit.path)
    is_unit = can_rectify(actor, Place(id=visit.unit_id, path=visit.unit.path))
    offers = (
        ("rectify", is_unit, _("Put right: %(text)s"), _("Hand in")),
        ("check", is_office, _("Checked and settled: %(text)s"), _("Settle")),
        ("return", is_office, _("Return: %(text)s"), _("Return")),
        ("direct", is_office, _("Make it a directive: %(text)s"), _("Issue")),
        ("raise", is_office, _("Make it a problem to coordinate: %(text)s"), _("Ask")),
    )
    found = []
    for act, may, title, button in offers:
        if not may or row.state not in finding_acts.MOVES[act]:
            continue
        is_sent = sent is not None and sent[:2] == (row.pk, act)
        found.append(
            ActForm(
                title=title % {"text": row.text[:40]}, button=button, version=row.version,
                address=link_to("finding-act", row.pk, act),
                form=sent[2] if sent is not None and is_sent else finding_form(act),
                is_open=act in {"rectify", "check"},
            )
        )  # fmt: skip
    return found


def finding_form(act: str, data: Any = None) -> forms.Form:
    if act == "direct":
        return DirectForm(data)
    label = _("What was put right") if act == "rectify" else _("In words")
    return WordsForm(data, label=label, required=act in {"rectify", "return"}, most=1000)


def finding_act(request: Request, finding_id: int, act: str) -> HttpResponse:
    """Carry out one act on a finding."""
    row = visible_finding(request.actor, finding_id)
    if act not in finding_acts.MOVES:
        raise NotFound
    visit = row.inspection
    place = Place(id=visit.unit_id, path=visit.unit.path)
    is_office = can_inspect(request.actor, visit.campaign.unit.path)
    if not (can_rectify(request.actor, place) if act == "rectify" else is_office):
        raise NotAllowed(_("The unit puts right what was found, the office checks it."))
    form = finding_form(act, request.POST)
    version = version_read(request)
    if carried(form, lambda: do_finding(request.actor, row, version, act, form)):
        return saved(request, link_to("inspection", row.inspection_id))
    return show(request, visible_inspection(request.actor, visit.pk), (row.pk, act, form))


def do_finding(actor: Actor, row: Finding, version: int, act: str, form: Any) -> None:
    sent = form.cleaned_data
    if act == "rectify":
        finding_acts.rectify(actor, row, version, words=sent["words"])
    elif act == "direct":
        finding_acts.make_directive(
            actor, row, version, requirement=sent["requirement"], limit_on=sent["limit_on"]
        )
    elif act == "raise":
        finding_acts.make_problem(actor, row, version, now=timezone.now())
    else:
        finding_acts.check_again(
            actor, row, version, is_settled=act == "check", words=sent["words"]
        )


def file(request: Request, inspection_id: int, evidence_id: int) -> HttpResponseBase:
    row = visible_inspection(request.actor, inspection_id)
    photo = InspectionPhoto.objects.filter(inspection=row, evidence_id=evidence_id)
    one = photo.select_related("evidence").first()
    if one is None:
        raise NotFound
    return evidence_response(one.evidence)

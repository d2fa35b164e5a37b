"""督查检查: the year's plans, the records, one inspection with its findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.queries import units_around
from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.policies import Place
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import findings as finding_acts
from guatu.supervision.actions import inspections as acts
from guatu.supervision.forms.others import DirectForm, InspectionForm, PlanForm
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.ladderwords import FINDING_STATES, METHODS, PLAN_SORTS, PLAN_STATES
from guatu.supervision.models import Finding, Inspection, InspectionPhoto, InspectionPlan
from guatu.supervision.policies.inspections import can_inspect, can_rectify
from guatu.supervision.queries.directives import visible_directive
from guatu.supervision.queries.inspections import (
    counts_by_plan,
    open_findings,
    visible_finding,
    visible_inspection,
    visible_inspections,
    visible_plan,
    visible_plans,
)
from guatu.supervision.views.lists import Section, linker, paged, show_list
from guatu.supervision.views.parts import (
    ActForm,
    Cell,
    Fact,
    Page,
    campaign_of,
    carried,
    detail,
    entry_address,
    form_page,
    link_to,
    saved,
)

Sent = tuple[int, str, forms.Form] | None


def crumbs() -> list[tuple[str, str]]:
    return [(link_to("inspections"), _("Inspections"))]


def index(request: Request) -> HttpResponse:
    """Show what is to be put right, the year's plans, and the records."""
    actor = request.actor
    campaign = campaign_of(request)
    findings = list(open_findings(actor, campaign)[:50])
    plans = visible_plans(actor, campaign).filter(year=timezone.localdate().year)
    page = paged(request, visible_inspections(actor, campaign))
    sections = [
        findings_section(findings),
        plans_section(plans),
        records_section(list(page.object_list)),
    ]
    begins = []
    if campaign is not None and can_inspect(actor, campaign.unit.path):
        begins = [
            (link_to("inspection-record"), _("Record an inspection")),
            (link_to("inspection-plan-new"), _("Plan an inspection")),
        ]
    return show_list(
        request, title=_("Inspections"), campaign=campaign, sections=sections, begins=begins,
        page=page, link=linker(request),
        note=" ".join([_("A department holds at most one comprehensive inspection a year."),
                       _("Pictures are never needed, and no track is kept.")]),
    )  # fmt: skip


def findings_section(rows: list[Finding]) -> Section:
    today = timezone.localdate()
    return Section(
        title=_("To be put right"),
        heads=(_("Found"), _("Unit"), _("Until"), _("State")),
        rows=[
            [
                Cell(text=row.text, address=link_to("inspection", row.inspection_id)),
                Cell(text=row.inspection.unit.label, is_unit=True),
                Cell(text=day(row.fix_by), late=late_word(row, today)),
                Cell(text=str(FINDING_STATES[row.state])),
            ]
            for row in rows
        ],
        empty=_("Nothing is to be put right."),
    )


def late_word(row: Finding, today: Any) -> str:
    is_late = row.state == Finding.State.OPEN and row.fix_by is not None and row.fix_by < today
    return _("past its day") if is_late else ""


def plans_section(plans: Any) -> Section:
    visits = counts_by_plan(plans)
    return Section(
        title=_("Plans of this year"),
        heads=(_("Inspection"), _("Department"), _("Sort of inspection"), _("Days"), _("Visits"), _("State")),
        rows=[
            [
                Cell(text=row.title, address=link_to("inspection-plan", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=str(PLAN_SORTS[row.sort])),
                Cell(text=f"{day(row.starts_on)} – {day(row.ends_on)}"),
                Cell(text=visits.get(row.pk, 0)),
                Cell(text=str(PLAN_STATES[row.state])),
            ]
            for row in plans
        ],
        empty=_("No inspection is planned this year."),
    )  # fmt: skip


def records_section(rows: list[Inspection]) -> Section:
    return Section(
        title=_("Inspections held"),
        heads=(_("What was found"), _("Unit"), _("Held on"), _("How")),
        rows=[
            [
                Cell(text=row.seen[:80], address=link_to("inspection", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=day(row.held_on, year=True)),
                Cell(text=str(METHODS[row.method])),
            ]
            for row in rows
        ],
        empty=_("No inspection was recorded."),
    )


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
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
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


def record(request: Request) -> HttpResponse:
    """Record an inspection: of an entry (`?entry=`), a report (`?check_in=`), a closure (`?directive=`)."""
    actor = request.actor
    origin = origin_of(request)
    entry = origin["entry"]
    campaign = entry.campaign if entry else campaign_of(request)
    if campaign is None or not can_inspect(actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office plans and records inspections."))
    form = record_form(request, campaign, entry)
    made: list[Inspection] = []

    def do() -> None:
        made.append(
            acts.record_inspection(actor, campaign, form.new(**origin), timezone.localdate())
        )

    if request.method == "POST" and carried(form, do):
        return saved(request, link_to("inspection", made[0].pk))
    one = ActForm(
        title=_("Record an inspection"),
        address=request.get_full_path(),
        button=_("Save"),
        form=form,
    )
    facts = (
        [Fact(label=_("Entry"), text=entry.title, address=entry_address(entry.pk))] if entry else []
    )
    return form_page(request, one, campaign=campaign, crumbs=crumbs(), facts=facts)


def record_form(request: Request, campaign: Campaign, entry: Entry | None) -> InspectionForm:
    units = units_around(campaign.unit).order_by("official_order", "path")
    plans = visible_plans(request.actor, campaign).filter(state=InspectionPlan.State.PLANNED)
    initial: dict[str, Any] = {"held_on": timezone.localdate()}
    if entry is not None:
        initial["unit"] = entry.unit_id
    is_post = request.method == "POST"
    return InspectionForm(
        request.POST if is_post else None, request.FILES if is_post else None, units=units,
        plans=plans, initial=initial,
    )  # fmt: skip


def origin_of(request: Request) -> dict[str, Any]:
    """Return what the inspection looks at, as far as the address names it and the reader sees it."""
    actor = request.actor
    asked = {name: whole(request.GET.get(name, "")) for name in ("entry", "check_in", "directive")}
    found: dict[str, Any] = {"entry": None, "check_in": None, "verified": None}
    if asked["check_in"] is not None:
        found["check_in"] = visible_check_ins(actor).filter(pk=asked["check_in"]).first()
        if found["check_in"] is None:
            raise NotFound(_("There is nothing here, or it is not for your eyes."))
        found["entry"] = visible_entry(actor, found["check_in"].entry_id)
    if asked["directive"] is not None:
        found["verified"] = visible_directive(actor, asked["directive"])
        if found["verified"].entry_id is not None:
            found["entry"] = visible_entry(actor, found["verified"].entry_id)
    if asked["entry"] is not None:
        found["entry"] = visible_entry(actor, asked["entry"])
    return found


def plan_new(request: Request) -> HttpResponse:
    """Plan an inspection; a second comprehensive one of the year is refused, with the rule named."""
    actor = request.actor
    campaign = campaign_of(request)
    if campaign is None or not can_inspect(actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office plans and records inspections."))
    units = units_around(campaign.unit).order_by("official_order", "path")
    form = PlanForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and carried(
        form, lambda: acts.plan_inspection(actor, campaign, form.new)
    ):
        return saved(request, link_to("inspections"))
    one = ActForm(
        title=_("Plan an inspection"), address=request.get_full_path(), button=_("Save"), form=form
    )
    note = _("A department holds at most one comprehensive inspection a year.")
    return form_page(request, one, campaign=campaign, crumbs=crumbs(), note=note)


def plan(request: Request, plan_id: int) -> HttpResponse:
    return show_plan(request, visible_plan(request.actor, plan_id))


def show_plan(
    request: Request, row: InspectionPlan, sent: forms.Form | None = None
) -> HttpResponse:
    is_open = row.state == InspectionPlan.State.PLANNED
    may = is_open and can_inspect(request.actor, row.campaign.unit.path)
    held = ActForm(
        title=_("It was held"), address=link_to("inspection-plan-act", row.pk, "held"),
        button=_("Say that it is over"), version=row.version,
    )  # fmt: skip
    off = ActForm(
        title=_("Call it off"), address=link_to("inspection-plan-act", row.pk, "off"),
        button=_("Call off"), version=row.version, form=sent or WordsForm(label=_("Why, in words")),
    )  # fmt: skip
    page = Page(
        title=row.title,
        lead=f"{PLAN_SORTS[row.sort]} · {PLAN_STATES[row.state]}",
        facts=[
            Fact(label=_("Department"), text=row.unit.label),
            Fact(
                label=_("Days"),
                text=f"{day(row.starts_on, year=True)} – {day(row.ends_on, year=True)}",
            ),
            Fact(label=_("How many units are visited"), text=row.unit_count or ""),
            Fact(label=_("Visits"), text=str(row.inspections.count())),
            Fact(label=_("On what basis"), text=row.basis),
            Fact(label=_("Called off because"), text=row.reason),
        ],
        acts=[held, off] if may else [],
        crumbs=crumbs(),
    )
    return detail(request, page, row.campaign)


def plan_act(request: Request, plan_id: int, act: str) -> HttpResponse:
    row = visible_plan(request.actor, plan_id)
    version = version_read(request)
    if act == "held":
        acts.mark_held(request.actor, row, version)
        return saved(request, link_to("inspection-plan", row.pk))
    if act != "off":
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    form = WordsForm(request.POST, label=_("Why, in words"))
    if carried(
        form, lambda: acts.call_off(request.actor, row, version, reason=form.cleaned_data["words"])
    ):
        return saved(request, link_to("inspection-plan", row.pk))
    return show_plan(request, visible_plan(request.actor, row.pk), form)


def file(request: Request, inspection_id: int, evidence_id: int) -> HttpResponseBase:
    row = visible_inspection(request.actor, inspection_id)
    photo = InspectionPhoto.objects.filter(inspection=row, evidence_id=evidence_id)
    one = photo.select_related("evidence").first()
    if one is None:
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    return evidence_response(one.evidence)

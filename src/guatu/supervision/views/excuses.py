"""容错/客观因素认定: the list, one application with opinion and decision, applying."""

from __future__ import annotations

from django import forms
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import Place
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import excuses as acts
from guatu.supervision.forms.others import ExcuseForm, OpinionForm, VerdictForm
from guatu.supervision.ladderwords import EXCUSE_SORTS, EXCUSE_STATES, OPINIONS
from guatu.supervision.models import Directive, Excuse
from guatu.supervision.policies.ladder import can_speak, can_write_down, is_leader_of
from guatu.supervision.queries.deciders import OFFICE_OR_LEADER, deciders_on
from guatu.supervision.queries.directives import visible_directive
from guatu.supervision.queries.excuses import adviser_place, visible_excuse, visible_excuses
from guatu.supervision.views.lists import Section, chips_of, linker, paged, show_list
from guatu.supervision.views.parts import (
    ActForm,
    Cell,
    Fact,
    Page,
    Told,
    campaign_of,
    carried,
    detail,
    entry_address,
    form_page,
    link_to,
    names_of,
    saved,
    speaking_units,
)

Matter = Entry | Directive | CheckIn
Sent = tuple[str, forms.Form] | None


def index(request: Request) -> HttpResponse:
    campaign = campaign_of(request)
    rows = visible_excuses(request.actor, campaign)
    counts = dict(rows.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    chips = chips_of(request, "state", EXCUSE_STATES, counts=counts, all_word=_("All"))
    if request.GET.get("state") in EXCUSE_STATES:
        rows = rows.filter(state=request.GET["state"])
    page = paged(request, rows.order_by("-pk"))
    section = Section(
        heads=(_("Matter"), _("Unit"), _("Sort of ground"), _("Days covered"), _("State")),
        rows=[cells_of(row) for row in page.object_list],
        empty=_("No application is here. A unit applies on the page of what is late."),
    )
    return show_list(
        request, title=_("Recognised grounds"), campaign=campaign, sections=[section], chips=chips,
        page=page, link=linker(request, "state"), list_code="excuses",
        note=_("What is late stays late; what is recognised stands beside it, and scoring leaves it out."),
    )  # fmt: skip


def cells_of(row: Excuse) -> list[Cell]:
    return [
        Cell(text=title_of(row.about), address=link_to("excuse", row.pk)),
        Cell(text=row.unit.label, is_unit=True),
        Cell(text=str(EXCUSE_SORTS[row.sort])),
        Cell(text=f"{day(row.covers_from, year=True)} – {day(row.covers_to, year=True)}"),
        Cell(text=str(EXCUSE_STATES[row.state])),
    ]


def title_of(about: Matter) -> str:
    if isinstance(about, CheckIn):
        return _("Report: %(title)s") % {"title": about.entry.title}
    if isinstance(about, Directive):
        return _("Directive: %(title)s") % {"title": about.title}
    return about.title


def address_of(about: Matter) -> str:
    if isinstance(about, Directive):
        return link_to("directive", about.pk)
    return entry_address(about.entry_id if isinstance(about, CheckIn) else about.pk)


def excuse(request: Request, excuse_id: int) -> HttpResponse:
    return show(request, visible_excuse(request.actor, excuse_id))


def show(request: Request, row: Excuse, sent: Sent = None) -> HttpResponse:
    """Show one application, what was said of it, and what may be done."""
    names = names_of([row.asked_by, row.opinion_by, row.decided_by, row.recorded_by])
    files = [
        (link_to("excuse-file", row.pk, name), one.file_name)
        for name, one in (("evidence", row.evidence), ("sheet", row.sheet))
        if one is not None
    ]
    page = Page(
        title=title_of(row.about),
        lead=str(EXCUSE_STATES[row.state]),
        facts=facts_of(row),
        stream=stream_of(row, names),
        acts=[opine_act(request.actor, row, sent), decide_act(request, row, sent),
              withdraw_act(request.actor, row)],
        crumbs=[(link_to("excuses"), _("Recognised grounds"))],
        files=files,
    )  # fmt: skip
    return detail(request, page, row.campaign)


def facts_of(row: Excuse) -> list[Fact]:
    return [
        Fact(label=_("Unit"), text=row.unit.label),
        Fact(label=_("Matter"), text=title_of(row.about), address=address_of(row.about)),
        Fact(label=_("Sort of ground"), text=str(EXCUSE_SORTS[row.sort])),
        Fact(label=_("Days covered"),
             text=f"{day(row.covers_from, year=True)} – {day(row.covers_to, year=True)}"),
        Fact(label=_("What made it late"), text=row.ground),
        Fact(label=_("Lead unit for an opinion"), text=row.adviser.label if row.adviser else ""),
        Fact(label=_("Effect"), text=_("The late mark stays, and “recognised” stands beside it.")
             if row.state == Excuse.State.RECOGNISED else ""),
    ]  # fmt: skip


def stream_of(row: Excuse, names: dict[int, str]) -> list[Told]:
    told = [Told(at=row.asked_at, title=_("Applied for"), meta=names.get(row.asked_by or 0, ""))]
    if row.opinion_at is not None:
        told.append(
            Told(
                at=row.opinion_at,
                title=str(OPINIONS[row.opinion]),
                text=row.opinion_words,
                meta=" · ".join(
                    filter(
                        None,
                        [
                            row.adviser.label if row.adviser else "",
                            names.get(row.opinion_by or 0, ""),
                        ],
                    )
                ),
            )
        )
    if row.settled_at is not None:
        post = row.decided_post.title if row.decided_post else ""
        who = f"{post} {names.get(row.decided_by or 0, '')}".strip()
        recorder = names.get(row.recorded_by or 0, "")
        if recorder:
            who += " · " + _("recorded by %(name)s") % {"name": recorder}
        told.append(
            Told(at=row.settled_at, title=str(EXCUSE_STATES[row.state]), text=row.note, meta=who)
        )
    return told


def opine_act(actor: Actor, row: Excuse, sent: Sent) -> ActForm | None:
    place = adviser_place(row)
    if row.state != Excuse.State.ASKED or place is None or not can_speak(actor, place):
        return None
    form = sent[1] if sent and sent[0] == "opine" else OpinionForm()
    return ActForm(
        title=_("Your unit's opinion"), address=link_to("excuse-opine", row.pk),
        button=_("Hand in"), form=form, version=row.version, is_open=True,
    )  # fmt: skip


def decide_act(request: Request, row: Excuse, sent: Sent) -> ActForm | None:
    path = row.campaign.unit.path
    may = can_write_down(request.actor, path) or is_leader_of(request.actor, path)
    if row.state != Excuse.State.OPINED or not may:
        return None
    form = sent[1] if sent and sent[0] == "decide" else verdict_form(request, row)
    return ActForm(
        title=_("Decide on it"), address=link_to("excuse-decide", row.pk), button=_("Give the decision"),
        form=form, version=row.version, is_open=True,
    )  # fmt: skip


def verdict_form(request: Request, row: Excuse, *, is_sent: bool = False) -> VerdictForm:
    actor = request.actor
    deciders = deciders_on(row.campaign, timezone.localdate(), OFFICE_OR_LEADER)
    may_self = (
        actor.person_id != row.asked_by and deciders.filter(person_id=actor.person_id or 0).exists()
    )
    others = deciders.exclude(person_id__in=[actor.person_id or 0, row.asked_by or 0])
    return VerdictForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        deciders=others,
        may_self=may_self,
    )


def withdraw_act(actor: Actor, row: Excuse) -> ActForm | None:
    may = can_speak(actor, Place(id=row.unit_id, path=row.unit.path))
    if not may or row.state not in acts.OPEN:
        return None
    return ActForm(
        title=_("Take the application back"), address=link_to("excuse-withdraw", row.pk),
        button=_("Take it back"), version=row.version,
    )  # fmt: skip


def opine(request: Request, excuse_id: int) -> HttpResponse:
    row = visible_excuse(request.actor, excuse_id)
    place = adviser_place(row)
    if place is None or not can_speak(request.actor, place):
        raise NotAllowed(_("The lead unit gives its opinion: its liaison or approver."))
    form = OpinionForm(request.POST)
    version = version_read(request)

    def do() -> None:
        sent = form.cleaned_data
        acts.opine(request.actor, row, version, opinion=sent["opinion"], words=sent["words"])

    if carried(form, do):
        return saved(request, link_to("excuse", row.pk))
    return show(request, visible_excuse(request.actor, row.pk), ("opine", form))


def decide(request: Request, excuse_id: int) -> HttpResponse:
    row = visible_excuse(request.actor, excuse_id)
    form = verdict_form(request, row, is_sent=True)
    version = version_read(request)

    def do() -> None:
        today = timezone.localdate()
        acts.decide_excuse(request.actor, row, version, verdict=form.verdict, today=today)

    if carried(form, do):
        return saved(request, link_to("excuse", row.pk))
    return show(request, visible_excuse(request.actor, row.pk), ("decide", form))


def withdraw(request: Request, excuse_id: int) -> HttpResponse:
    row = visible_excuse(request.actor, excuse_id)
    acts.withdraw_excuse(request.actor, row, version_read(request))
    return saved(request, link_to("excuse", row.pk))


def ask(request: Request) -> HttpResponse:
    """Apply for recognition of a ground, of an entry, a directive or a late report."""
    actor = request.actor
    about, campaign, owners = matter_of(request)
    units = speaking_units(actor, owners)
    if not units:
        raise NotAllowed(_("The unit itself applies: its liaison or approver."))
    is_post = request.method == "POST"
    form = ExcuseForm(
        request.POST if is_post else None, request.FILES if is_post else None, units=units
    )
    made: list[Excuse] = []

    def do() -> None:
        sent = form.cleaned_data
        new = acts.NewExcuse(
            about=about, unit=form.units[sent["unit"]], sort=sent["sort"],
            covers_from=sent["covers_from"], covers_to=sent["covers_to"], ground=sent["ground"],
            proof=sent["proof"],
        )  # fmt: skip
        made.append(acts.ask_excuse(actor, campaign, new))

    if is_post and carried(form, do):
        return saved(request, link_to("excuse", made[0].pk))
    one = ActForm(
        title=_("Apply for recognition of a ground"), address=request.get_full_path(),
        button=_("Apply"), form=form,
    )  # fmt: skip
    facts = [Fact(label=_("Matter"), text=title_of(about), address=address_of(about))]
    if isinstance(about, Entry):
        facts.append(
            Fact(
                label=_("Another day instead"),
                text=_("Ask for an adjustment"),
                address=reverse("planning:ask-entry", args=[about.pk]),
            )
        )
    note = _(
        "What is late stays late; what is recognised stands beside it, and scoring leaves it out."
    )
    return form_page(
        request, one, campaign=campaign, crumbs=[(link_to("excuses"), _("Recognised grounds"))],
        facts=facts, note=note,
    )  # fmt: skip


def matter_of(request: Request) -> tuple[Matter, Campaign, list[Unit]]:
    """Return what was late, its campaign, and the units that may apply for it."""
    actor = request.actor
    asked = {name: whole(request.GET.get(name, "")) for name in ("entry", "directive", "check_in")}
    if asked["directive"] is not None:
        row = visible_directive(actor, asked["directive"])
        return row, row.campaign, [row.unit]
    if asked["check_in"] is not None:
        found = visible_check_ins(actor).filter(pk=asked["check_in"])
        one = found.select_related("entry__campaign__unit", "unit", "round").first()
        if one is None:
            raise NotFound
        return one, one.entry.campaign, [one.unit]
    entry_id = asked["entry"]
    if entry_id is None:
        raise NotFound
    entry = visible_entry(actor, entry_id)
    duties = entry.duties.select_related("unit").order_by("pk")
    owners = {entry.unit_id: entry.unit} | {one.unit_id: one.unit for one in duties}
    return entry, entry.campaign, list(owners.values())


def file(request: Request, excuse_id: int, which: str) -> HttpResponseBase:
    row = visible_excuse(request.actor, excuse_id)
    one = {"evidence": row.evidence, "sheet": row.sheet}.get(which)
    if one is None:
        raise NotFound
    return evidence_response(one)

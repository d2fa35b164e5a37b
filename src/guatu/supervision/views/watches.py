"""督查立项: the office's list. 立项监督: what discipline supervision watches, each opening recorded."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import SYSTEM
from guatu.dispatch.policies import can_run_rounds
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day, moment
from guatu.shell.lamps import word as lamp_word
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import watches as acts
from guatu.supervision.forms.others import ItemForm
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.models import SupervisedItem, Watch
from guatu.supervision.queries.watched import Watched, watched
from guatu.supervision.queries.watches import (
    FOUND,
    visible_item,
    visible_items,
    visible_watch,
    visible_watches,
    watchable,
    watchable_entry,
)
from guatu.supervision.views.lists import Section, linker, paged, show_list
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
    saved,
)


def items(request: Request) -> HttpResponse:
    """Show the supervision list, the nearest limit first."""
    campaign = campaign_of(request)
    today = timezone.localdate()
    page = paged(
        request, visible_items(request.actor, campaign).order_by("-state", "limit_on", "pk")
    )
    section = Section(
        heads=(_("Entry"), _("Unit"), _("Ground"), _("Until"), _("State")),
        rows=[item_cells(row, today) for row in page.object_list],
        empty=_(
            "Nothing is on the list. The office puts an entry on it from the page of the entry."
        ),
    )
    return show_list(
        request, title=_("Supervision list"), campaign=campaign, sections=[section], page=page,
        link=linker(request), list_code="supervised",
    )  # fmt: skip


def item_cells(row: SupervisedItem, today: date) -> list[Cell]:
    is_open = row.state == SupervisedItem.State.OPEN
    late = _("past its day") if is_open and row.limit_on < today else ""
    return [
        Cell(text=row.entry.title, address=link_to("item", row.pk)),
        Cell(text=row.entry.unit.label, is_unit=True),
        Cell(text=row.ground),
        Cell(text=day(row.limit_on, year=True), late=late),
        Cell(text=_("On the list") if is_open else _("Concluded")),
    ]


def item(request: Request, item_id: int) -> HttpResponse:
    return show_item(request, visible_item(request.actor, item_id))


def show_item(
    request: Request, row: SupervisedItem, sent: forms.Form | None = None
) -> HttpResponse:
    is_open = row.state == SupervisedItem.State.OPEN
    may = is_open and can_run_rounds(request.actor, row.campaign.unit.path)
    conclude = ActForm(
        title=_("Conclude it"), address=link_to("item-conclude", row.pk), button=_("Conclude"),
        form=sent or WordsForm(label=_("What came of it"), most=1000), version=row.version,
    )  # fmt: skip
    page = Page(
        title=row.entry.title,
        lead=_("On the list") if is_open else _("Concluded"),
        facts=[
            Fact(label=_("Entry"), text=row.entry.title, address=entry_address(row.entry_id)),
            Fact(label=_("Unit"), text=row.entry.unit.label),
            Fact(label=_("Ground"), text=row.ground),
            Fact(label=_("Until"), text=day(row.limit_on, year=True)),
            Fact(label=_("Put on the list"), text=moment(row.opened_at)),
            Fact(label=_("What came of it"), text=row.conclusion),
        ],
        acts=[conclude if may else None],
        crumbs=[(link_to("items"), _("Supervision list"))],
    )
    return detail(request, page, row.campaign)


def put_on_list(request: Request, entry_id: int) -> HttpResponse:
    """Put an entry on the supervision list."""
    entry = visible_entry(request.actor, entry_id)
    if not can_run_rounds(request.actor, entry.campaign.unit.path):
        raise NotAllowed(_("The supervision list is the campaign office's."))
    form = ItemForm(request.POST if request.method == "POST" else None)
    made: list[SupervisedItem] = []

    def do() -> None:
        sent = form.cleaned_data
        made.append(
            acts.put_on_list(
                request.actor, entry, ground=sent["ground"], limit_on=sent["limit_on"],
                today=timezone.localdate(),
            )
        )  # fmt: skip

    if request.method == "POST" and carried(form, do):
        return saved(request, link_to("item", made[0].pk))
    one = ActForm(
        title=_("Put on the supervision list"), address=request.path, button=_("Put on the list"),
        form=form,
    )  # fmt: skip
    facts = [Fact(label=_("Entry"), text=entry.title, address=entry_address(entry.pk))]
    return form_page(
        request, one, campaign=entry.campaign, facts=facts,
        crumbs=[(link_to("items"), _("Supervision list"))],
    )  # fmt: skip


def conclude(request: Request, item_id: int) -> HttpResponse:
    row = visible_item(request.actor, item_id)
    if not can_run_rounds(request.actor, row.campaign.unit.path):
        raise NotAllowed(_("The supervision list is the campaign office's."))
    form = WordsForm(request.POST, label=_("What came of it"), most=1000)
    version = version_read(request)
    if carried(
        form,
        lambda: acts.conclude(request.actor, row, version, conclusion=form.cleaned_data["words"]),
    ):
        return saved(request, link_to("item", row.pk))
    return show_item(request, visible_item(request.actor, row.pk), form)


def watches(request: Request) -> HttpResponse:
    """List what is watched; `?q=` looks an entry up by number or title, with its name and unit alone."""
    actor = request.actor
    words = request.GET.get("q", "")[:60]
    sections = []
    if words.strip():
        found = list(watchable(actor, words)[:FOUND])
        sections.append(found_section(found))
    rows = visible_watches(actor).order_by("-pk")
    sections.append(
        Section(
            title=_("Under watch"),
            heads=(_("Entry"), _("Unit"), _("Ground"), _("Since"), _("State")),
            rows=[watch_cells(row) for row in rows],
            empty=_(
                "Nothing is under watch. Look an entry up, and put it under watch with the ground."
            ),
        )
    )
    note = _(
        "Read-only. Every opening is recorded in the audit; nothing is sent by itself, and nobody is told."
    )
    search = {"label": _("Number or words of the title"), "words": words}
    return show_list(
        request, title=_("Under watch"), campaign=None, sections=sections, note=note, search=search
    )


def found_section(rows: list[Entry]) -> Section:
    return Section(
        title=_("Entries found"),
        heads=(_("Entry"), _("Unit"), _("Campaign")),
        rows=[
            [
                Cell(text=row.title, address=link_to("watch-put", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=str(row.campaign)),
            ]
            for row in rows
        ],
        empty=_("No entry in your scope has these words."),
    )


def watch_cells(row: Watch) -> list[Cell]:
    return [
        Cell(
            text=row.entry.title, address=link_to("watch", row.pk) if row.ended_at is None else ""
        ),
        Cell(text=row.entry.unit.label, is_unit=True),
        Cell(text=row.ground),
        Cell(text=moment(row.opened_at)),
        Cell(text=_("Under watch") if row.ended_at is None else _("Ended"), meta=row.end_reason),
    ]


def put_under_watch(request: Request, entry_id: int) -> HttpResponse:
    entry = watchable_entry(request.actor, entry_id)
    form = WordsForm(
        request.POST if request.method == "POST" else None, label=_("On what ground"), most=1000
    )
    made: list[Watch] = []

    def do() -> None:
        ground = form.cleaned_data["words"]
        made.append(acts.put_under_watch(request.actor, entry, ground=ground))

    if request.method == "POST" and carried(form, do):
        return saved(request, link_to("watches"))
    one = ActForm(
        title=_("Put under watch"), address=request.path, button=_("Put under watch"), form=form
    )
    facts = [
        Fact(label=_("Entry"), text=entry.title),
        Fact(label=_("Unit"), text=entry.unit.label),
        Fact(label=_("Campaign"), text=str(entry.campaign)),
    ]
    return form_page(
        request, one, campaign=None, facts=facts, crumbs=[(link_to("watches"), _("Under watch"))]
    )


def watch(request: Request, watch_id: int) -> HttpResponse:
    """Show what is watched and on what ground; what it holds is opened by an act, which is recorded."""
    row = visible_watch(request.actor, watch_id)
    if row.ended_at is not None:
        raise NotFound
    return show_watch(request, row)


def read(request: Request, watch_id: int) -> HttpResponse:
    """Open what is watched: read-only, recorded first, and kept in no store."""
    row = visible_watch(request.actor, watch_id)
    acts.note_opening(request.actor, row)
    entry = visible_entry(SYSTEM, row.entry_id)
    seen = watched(entry)
    page = Page(
        title=entry.title,
        lead=f"{lamp_word(entry.lamp)} · {_('read-only, this opening was recorded')}",
        facts=watch_facts(row, entry, seen),
        stream=[
            Told(at=one.at, title=one.title, text=one.text, meta=one.meta) for one in seen.steps
        ],
        crumbs=[(link_to("watches"), _("Under watch"))],
    )
    response = detail(request, page, None)
    response.headers["Cache-Control"] = "no-store"
    return response


def show_watch(request: Request, row: Watch, sent: forms.Form | None = None) -> HttpResponse:
    opening = ActForm(
        title=_("Open and read"), address=link_to("watch-read", row.pk),
        button=_("Open (this is recorded)"), is_open=True,
    )  # fmt: skip
    end = ActForm(
        title=_("End the watch"), address=link_to("watch-end", row.pk), button=_("End"),
        form=sent or WordsForm(label=_("Why, in words")), version=row.version,
    )  # fmt: skip
    page = Page(
        title=row.entry.title,
        lead=_("Under watch"),
        facts=[
            Fact(label=_("Ground of the watch"), text=row.ground, meta=moment(row.opened_at)),
            Fact(label=_("Lead unit"), text=row.entry.unit.label),
        ],
        acts=[opening, end],
        crumbs=[(link_to("watches"), _("Under watch"))],
    )
    return detail(request, page, None)


def watch_facts(row: Watch, entry: Entry, seen: Watched) -> list[Fact]:
    return [
        Fact(label=_("Ground of the watch"), text=row.ground, meta=moment(row.opened_at)),
        Fact(label=_("Campaign"), text=str(entry.campaign)),
        Fact(label=_("Lead unit"), text=entry.unit.label),
        Fact(label=_("Due"), text=day(entry.due_on, year=True) if entry.due_on else ""),
        Fact(label=_("Standard of completion"), text=entry.standard),
        Fact(label=_("Put off"), text=seen.put_off),
    ]


def end(request: Request, watch_id: int) -> HttpResponse:
    row = visible_watch(request.actor, watch_id)
    form = WordsForm(request.POST, label=_("Why, in words"))
    version = version_read(request)
    if carried(
        form,
        lambda: acts.end_watch(request.actor, row, version, reason=form.cleaned_data["words"]),
    ):
        return saved(request, link_to("watches"))
    return show_watch(request, visible_watch(request.actor, row.pk), form)

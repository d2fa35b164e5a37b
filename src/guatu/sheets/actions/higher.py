"""Acts on forms of offices above: kept, told what they are filled with, filled, no longer asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.audit.evidence import evidence_path
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.adopting import find_head
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import (
    Filling,
    Gap,
    Layout,
    RowMode,
    fill,
    landmarks_of,
    stamps,
    suggest_layout,
)
from guatu.core.cells import cell_name
from guatu.interchange.forms import UnfillableForm, fill_form
from guatu.sheets.models import HigherFilling, HigherForm
from guatu.sheets.policies import can_keep_form
from guatu.sheets.queries.higher import is_told, layout_of
from guatu.sheets.queries.higherrecords import records_for, ties_at_first
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

FIELDS = ("title", "asked_by", "unit", "rhythm", "first_due_on", "state")
SIMULATED = "模拟数据"
MOST_GAPS = 2000  # that are kept with a filling


@dataclass(frozen=True, slots=True, kw_only=True)
class NewForm:
    """A form that an office above wants, as somebody describes it."""

    title: str
    asked_by: str
    unit_id: int
    rhythm: str
    first_due_on: date | None
    note: str = ""


@transaction.atomic
def keep_form(
    actor: Actor,
    campaign: Campaign,
    new: NewForm,
    *,
    grids: tuple[Grid, ...],
    file: tuple[str, bytes],
) -> HigherForm:
    """Keep a form with its file; how it is filled is proposed, for a person to look over."""
    refuse_unless_keeper(actor, campaign, new.unit_id)
    if not (new.title.strip() and new.asked_by.strip()):
        raise InvalidState(_("Say what the form is called and which office asks for it."))
    name, payload = file
    refuse_unless_fillable(payload, grids[0])
    evidence = store_evidence(actor, payload, name)
    # a list of codes or of notes may be wider than the form: what names its columns goes before it
    heads = [find_head(grid) is not None for grid in grids]
    place = max(range(len(grids)), key=lambda at: (heads[at], grids[at].width, -at))
    layout = suggest_layout(grids[place], table=place)
    if layout.mode is RowMode.FIXED:
        today = timezone.localdate()
        ties = ties_at_first(actor, campaign, layout, grids[place], today)
        layout = replace(layout, ties=ties)
    form = HigherForm.objects.create(
        campaign=campaign,
        unit_id=new.unit_id,
        evidence=evidence,
        title=new.title.strip()[:200],
        asked_by=new.asked_by.strip()[:100],
        rhythm=new.rhythm,
        first_due_on=new.first_due_on,
        note=new.note[:300],
        tables=[grid.title for grid in grids],
        layout=layout.stored(),
        created_by=actor.person_id,
        created_at=timezone.now(),
    )
    changes = [evidence_change(evidence), Change.of(form, after=plain(form, *FIELDS))]
    record(actor, "higher_form.keep", of=form, changes=changes)
    return form


def refuse_unless_keeper(actor: Actor, campaign: Campaign, unit_id: int) -> None:
    if not can_keep_form(actor, campaign, unit_id):
        raise NotAllowed(_("Your post does not allow this."))


def refuse_unless_fillable(payload: bytes, grid: Grid) -> None:
    """Refuse a file that can be read but not filled in place, before anybody describes its columns."""
    try:
        fill_form(payload, table=(0, grid.title), filling=Filling(values={}), told={})
    except UnfillableForm as error:
        raise InvalidState(unfillable()) from error


def unfillable() -> str:
    return _(
        "Forms are filled in as .xlsx or .docx: open this one in WPS, choose 文件 → 另存为, and drop"
        " what comes of it."
    )


@transaction.atomic
def set_layout(actor: Actor, form: HigherForm, *, version: int, layout: Layout) -> None:
    """Say where the form's table stands, what its rows are and what its columns are filled with."""
    refuse_unless_keeper(actor, form.campaign, form.unit_id)
    before = {"layout": form.layout}
    update_at_version(form, version, layout=layout.stored())
    change = Change.of(form, before=before, after={"layout": form.layout})
    record(actor, "higher_form.tell", of=form, changes=[change])


@transaction.atomic
def set_asking(actor: Actor, form: HigherForm, *, version: int, new: NewForm) -> None:
    """Say who asks for the form and when; it counts in the burden of the unit that owes it."""
    refuse_unless_keeper(actor, form.campaign, form.unit_id)
    refuse_unless_keeper(actor, form.campaign, new.unit_id)
    before = plain(form, *FIELDS)
    update_at_version(
        form, version,
        title=new.title.strip()[:200] or form.title, asked_by=new.asked_by.strip()[:100] or form.asked_by,
        unit_id=new.unit_id, rhythm=new.rhythm, first_due_on=new.first_due_on, note=new.note[:300],
    )  # fmt: skip
    change = Change.of(form, before=before, after=plain(form, *FIELDS))
    record(actor, "higher_form.ask", of=form, changes=[change])


@transaction.atomic
def retire(actor: Actor, form: HigherForm, *, version: int) -> None:
    """Note that nobody asks for a form any more, or that somebody does again."""
    refuse_unless_keeper(actor, form.campaign, form.unit_id)
    is_over = form.state == HigherForm.State.RETIRED
    state = HigherForm.State.MAPPED if is_over else HigherForm.State.RETIRED
    before = plain(form, "state")
    update_at_version(form, version, state=state)
    change = Change.of(form, before=before, after=plain(form, "state"))
    record(actor, "higher_form.retire", of=form, changes=[change])


@transaction.atomic
def fill_in(
    actor: Actor, form: HigherForm, *, grid: Grid, as_of: date, words: Mapping[str, str]
) -> HigherFilling:
    """Fill a form with what the actor may see; `words` are the sentences of its gaps by code.

    Raises
    ------
    InvalidState
        If nobody told yet what it is filled with, or it cannot be filled in place.
    """
    refuse_unless_keeper(actor, form.campaign, form.unit_id)
    if not is_told(form):
        raise InvalidState(_("Say first what the columns are filled with."))
    layout = layout_of(form)
    found = fill(layout, grid, records_for(actor, form.campaign, layout, as_of))
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    around = stamps(grid, layout, unit=form.unit.name, day=day)
    moved = {
        (row + (found.grown if row > layout.last_row else 0), at): text
        for (row, at), text in around.items()
    }
    whole = Filling(
        values={**found.values, **moved},
        gaps=found.gaps,
        last_row=found.last_row,
        grown=found.grown,
        mark=SIMULATED if form.campaign.is_simulated else "",
        landmarks=landmarks_of(layout, grid),
    )
    payload = evidence_path(form.evidence.digest).read_bytes()
    try:
        filled = fill_form(
            payload,
            table=(layout.table, form.tables[layout.table]),
            filling=whole,
            told={(gap.row, gap.column): words[gap.why] for gap in found.gaps},
        )
    except UnfillableForm as error:
        raise InvalidState(unfillable()) from error
    return kept(actor, form, whole, file=filled, as_of=as_of)


def kept(
    actor: Actor, form: HigherForm, found: Filling, *, file: bytes, as_of: date
) -> HigherFilling:
    """Keep a filled form with its gaps, and put it on record."""
    name = f"{as_of:%Y%m%d}-{form.evidence.file_name}"
    evidence = store_evidence(actor, file, f"{found.mark}-{name}" if found.mark else name)
    last = form.fillings.aggregate(last=Max("number"))["last"] or 0
    row = HigherFilling.objects.create(
        form=form,
        number=last + 1,
        as_of=as_of,
        evidence=evidence,
        filled_count=len(found.values),
        gaps=[gap_of(one) for one in found.gaps[:MOST_GAPS]],
        filled_by=actor.person_id,
        filled_at=timezone.now(),
    )
    change = Change.of(row, after=plain(row, "form", "number", "as_of", "filled_count"))
    record(
        actor,
        "higher_form.fill",
        of=form,
        changes=[evidence_change(evidence), change],
        details={"filled": len(found.values), "gaps": len(found.gaps)},
    )
    return row


def gap_of(gap: Gap) -> dict[str, str]:
    return {"cell": cell_name(gap.row, gap.column), "why": gap.why, "of": gap.of[:80]}

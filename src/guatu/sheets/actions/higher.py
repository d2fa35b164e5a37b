"""Acts on forms of offices above: kept, told what they are filled with, filled, no longer asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from guatu.core.adopting.formsheets import layouts_stored, rank_of, suggest_layouts
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import (
    Filling,
    Gap,
    Layout,
    RowMode,
    fill,
    landmarks_of,
    suggest_layout,
)
from guatu.core.adopting.stamping import stamps
from guatu.core.cells import cell_name
from guatu.interchange.forms import UnfillableForm, fill_form
from guatu.sheets.models import HigherFilling, HigherForm
from guatu.sheets.policies import can_keep_form
from guatu.sheets.queries.higher import is_told, kinds_apart, layouts_of
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
    told = kinds_apart(suggest_layouts(grids), grids)
    layouts = [with_ties(actor, campaign, one, grids[one.table]) for one in told]
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
        layout=layouts_stored(layouts),
        created_by=actor.person_id,
        created_at=timezone.now(),
    )
    changes = [evidence_change(evidence), Change.of(form, after=plain(form, *FIELDS))]
    record(actor, "higher_form.keep", of=form, changes=changes)
    return form


def with_ties(actor: Actor, campaign: Campaign, layout: Layout, grid: Grid) -> Layout:
    """Return a layout whose fixed rows are tied to what bears their names."""
    if layout.mode is not RowMode.FIXED:
        return layout
    return replace(layout, ties=ties_at_first(actor, campaign, layout, grid, timezone.localdate()))


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
    """Say where a table of the form stands, what its rows are and what its columns are filled with."""
    others = [one for one in layouts_of(form) if one.table != layout.table]
    tell(actor, form, version=version, layouts=[*others, layout])


def tell(actor: Actor, form: HigherForm, *, version: int, layouts: Sequence[Layout]) -> None:
    """Keep how the sheets of a form are filled, and put it on record."""
    refuse_unless_keeper(actor, form.campaign, form.unit_id)
    before = {"layout": form.layout}
    update_at_version(form, version, layout=layouts_stored(layouts))
    change = Change.of(form, before=before, after={"layout": form.layout})
    record(actor, "higher_form.tell", of=form, changes=[change])


@transaction.atomic
def take_tables(
    actor: Actor, form: HigherForm, *, version: int, places: Sequence[int], grids: Sequence[Grid]
) -> None:
    """Fill more sheets of a form; how is proposed, for a person to look over."""
    told = layouts_of(form)
    wanted = sorted(set(places) - {one.table for one in told})
    if not wanted or wanted[-1] >= len(grids):
        raise InvalidState(_("Choose a sheet of the file."))
    more = [suggest_layout(grids[place], table=place) for place in wanted]
    more = [with_ties(actor, form.campaign, one, grids[one.table]) for one in more]
    tell(actor, form, version=version, layouts=[*told, *more])


@transaction.atomic
def leave_table(actor: Actor, form: HigherForm, *, version: int, place: int) -> None:
    """Leave a sheet of a form as it came from now on; one is always filled."""
    rest = [one for one in layouts_of(form) if one.table != place]
    if not rest:
        raise InvalidState(_("One sheet has to be filled: choose another one first."))
    tell(actor, form, version=version, layouts=rest)


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
    actor: Actor, form: HigherForm, *, grids: Sequence[Grid], as_of: date, words: Mapping[str, str]
) -> HigherFilling:
    """Fill all sheets of a form that are told of with what the actor may see.

    `words` are the sentences of its gaps by code; sheets that nobody tells of stay as they came.

    Raises
    ------
    InvalidState
        If nobody told yet what it is filled with, or it cannot be filled in place.
    """
    refuse_unless_keeper(actor, form.campaign, form.unit_id)
    if not is_told(form):
        raise InvalidState(_("Say first what the columns are filled with."))
    payload = evidence_path(form.evidence.digest).read_bytes()
    made: list[tuple[int, Filling]] = []
    try:
        for layout in layouts_of(form):
            one = filling_of(actor, form, layout, grids=grids, as_of=as_of)
            payload = fill_form(
                payload,
                table=(layout.table, form.tables[layout.table]),
                filling=one,
                told={(gap.row, gap.column): words[gap.why] for gap in one.gaps},
            )
            made.append((layout.table, one))
    except UnfillableForm as error:
        raise InvalidState(unfillable()) from error
    return kept(actor, form, made, file=payload, as_of=as_of)


def filling_of(
    actor: Actor, form: HigherForm, layout: Layout, *, grids: Sequence[Grid], as_of: date
) -> Filling:
    """Return what one sheet of a form is filled with, and whose and of which day it says to be."""
    grid = grids[layout.table]
    found = fill(layout, grid, records_for(actor, form.campaign, layout, as_of))
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    around = stamps(grid, layout, unit=form.unit.name, day=day)
    moved = {
        (row + (found.grown if row > layout.last_row else 0), at): text
        for (row, at), text in around.items()
    }
    return replace(
        found,
        values={**found.values, **moved},
        mark=SIMULATED if form.campaign.is_simulated else "",
        landmarks=landmarks_of(layout, grid),
        rank=rank_of(layout, grids),
    )


def kept(
    actor: Actor,
    form: HigherForm,
    made: Sequence[tuple[int, Filling]],
    *,
    file: bytes,
    as_of: date,
) -> HigherFilling:
    """Keep a filled form with the gaps of all its sheets, and put it on record."""
    name = f"{as_of:%Y%m%d}-{form.evidence.file_name}"
    mark = SIMULATED if form.campaign.is_simulated else ""
    evidence = store_evidence(actor, file, f"{mark}-{name}" if mark else name)
    last = form.fillings.aggregate(last=Max("number"))["last"] or 0
    filled = sum(len(one.values) for _table, one in made)
    gaps = [gap_of(table, gap) for table, one in made for gap in one.gaps]
    row = HigherFilling.objects.create(
        form=form,
        number=last + 1,
        as_of=as_of,
        evidence=evidence,
        filled_count=filled,
        gaps=gaps[:MOST_GAPS],
        filled_by=actor.person_id,
        filled_at=timezone.now(),
    )
    change = Change.of(row, after=plain(row, "form", "number", "as_of", "filled_count"))
    record(
        actor,
        "higher_form.fill",
        of=form,
        changes=[evidence_change(evidence), change],
        details={"filled": filled, "gaps": len(gaps)},
    )
    return row


def gap_of(table: int, gap: Gap) -> dict[str, str | int]:
    cell = cell_name(gap.row, gap.column)
    return {"table": table, "cell": cell, "why": gap.why, "of": gap.of[:80]}

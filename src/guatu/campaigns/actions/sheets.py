"""A sheet of figures: handed in and staged, then taken over whole in one act, or dropped (D5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.campaigns.actions.checking import NewObservation, check, known_for, no_two_alike
from guatu.campaigns.actions.observations import (
    RECORDED,
    check_writer,
    correction,
    set_aside,
    written_set_wise,
)
from guatu.campaigns.actions.staging import Frame, Staged, read_sheets
from guatu.campaigns.models import Campaign, FigureSheet, Indicator, Observation, Target
from guatu.core.actors import Actor
from guatu.core.cells import SheetCells
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, ShellError
from guatu.shell.versions import update_at_version

RECORDED_SHEET = ("campaign_id", "file_name", "series", "state")
MEDIA_TYPE = "application/octet-stream"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file as it came, with its cells."""

    campaign: Campaign
    series: str
    file_name: str
    payload: bytes
    sheets: Sequence[SheetCells]


@transaction.atomic
def stage_figures(
    actor: Actor, given: HandedIn, targets: Sequence[Target], *, today: date
) -> FigureSheet:
    """Keep a file with what it would write and what is wrong with it; no figure is written yet."""
    frame = Frame.of(actor, targets, series=given.series, today=today)
    read = read_sheets(given.sheets, frame)
    if not read.rows and not read.faults:
        raise InvalidState(_("The sheet says nothing new: no value is filled in or another."))
    file = store_original(actor, given.payload, given.file_name, media_type=MEDIA_TYPE)
    sheet = FigureSheet.objects.create(
        campaign=given.campaign,
        file=file,
        file_name=given.file_name[:LONGEST_NAME],
        series=given.series,
        rows=[kept(row) for row in read.rows],
        faults=[asdict(fault) for fault in read.faults],
        handed_in_by=actor.person_id,
        handed_in_at=timezone.now(),
    )
    changes = [evidence_change(file), Change.of(sheet, after=plain(sheet, *RECORDED_SHEET))]
    details = {"rows": len(read.rows), "faults": len(read.faults)}
    record(actor, "figures.stage", of=sheet, changes=changes, details=details)
    return sheet


def kept(row: Staged) -> dict[str, Any]:
    """Return a staged row as the database keeps it: texts, so that no digit is lost."""
    new = row.new
    return {
        "sheet": row.sheet,
        "row": row.row + 1,
        "indicator": new.indicator.pk,
        "unit": new.unit.pk,
        "period_start": new.period_start.isoformat(),
        "period_end": new.period_end.isoformat(),
        "as_of": new.as_of.isoformat(),
        "facet": new.facet,
        "value": None if new.value is None else str(new.value),
        "measure": new.measure,
        "is_growth": new.is_growth,
        "written": new.written,
        "source": new.source,
        "old": row.old_id,
        "before": row.before,
        "reason": row.reason,
        "doubt": row.doubt,
        "converted": row.converted,
        "name": new.indicator.name,
        "label": new.unit.label,
    }


def own_sheet(actor: Actor, sheet_id: int) -> FigureSheet:
    """Return a sheet that the actor handed in; another's is not there."""
    sheet = FigureSheet.objects.select_related("campaign").filter(
        pk=sheet_id, handed_in_by=actor.person_id
    ).first()  # fmt: skip
    if sheet is None or not actor.is_person:
        raise NotFound
    return sheet


@transaction.atomic
def apply_figures(
    actor: Actor, sheet: FigureSheet, version: int, *, is_sure: bool, today: date
) -> int:
    """Write all that a sheet says, or nothing; return how many figures were written.

    Everything is checked once more: what was reported since the sheet came counts.
    """
    refuse_unfit(actor, sheet, is_sure=is_sure)
    update_at_version(sheet, version, state=FigureSheet.State.APPLIED, settled_at=timezone.now())
    rows = restored(sheet, is_sure=is_sure)
    fresh = [(row, new) for row, new in rows if row["old"] is None]
    corrected = [(row, new) for row, new in rows if row["old"] is not None]
    made = written(actor, fresh, today) + rewritten(actor, corrected)
    changes = [Change.of(row, after=plain(row, *RECORDED)) for row in made]
    changes.append(Change.of(sheet, before={"state": "staged"}, after=plain(sheet, "state")))
    record(actor, "figures.apply", of=sheet, changes=changes, details={"count": len(made)})
    return len(made)


def refuse_unfit(actor: Actor, sheet: FigureSheet, *, is_sure: bool) -> None:
    if sheet.handed_in_by != actor.person_id:
        raise NotAllowed(_("Who handed the sheet in takes it over."))
    if sheet.state != FigureSheet.State.STAGED:
        raise InvalidState(_("This sheet is settled already."))
    if sheet.faults:
        raise InvalidState(_("Nothing is taken over as long as a cell is wrong."))
    if any(row["doubt"] for row in sheet.rows) and not is_sure:
        raise InvalidState(_("Look at the doubtful values, then say that they are right."))


def restored(
    sheet: FigureSheet, *, is_sure: bool
) -> list[tuple[Mapping[str, Any], NewObservation]]:
    indicators = Indicator.objects.select_related("owner").in_bulk(
        {row["indicator"] for row in sheet.rows}
    )
    units = {
        target.unit_id: target.unit
        for target in Target.objects.filter(
            indicator__in=indicators, unit__in={row["unit"] for row in sheet.rows}
        ).select_related("unit")
    }
    return [
        (
            row,
            NewObservation(
                indicator=indicators[row["indicator"]],
                unit=units[row["unit"]],
                period_start=date.fromisoformat(row["period_start"]),
                period_end=date.fromisoformat(row["period_end"]),
                as_of=date.fromisoformat(row["as_of"]),
                facet=row["facet"],
                value=None if row["value"] is None else Decimal(row["value"]),
                measure=row["measure"],
                is_growth=row["is_growth"],
                written=row["written"],
                source=row["source"],
                series=sheet.series,
                is_sure=is_sure or not row["doubt"],
                sheet_id=sheet.pk,
            ),
        )
        for row in sheet.rows
    ]


def written(
    actor: Actor, rows: Iterable[tuple[Mapping[str, Any], NewObservation]], today: date
) -> list[Observation]:
    rows = list(rows)
    fresh = [new for _row, new in rows]
    known = known_for(fresh)
    no_two_alike(fresh)
    waiting = []
    for row, new in rows:
        try:
            check_writer(actor, new)
            waiting.append(check(new, today, known))
        except ShellError as refusal:
            raise InvalidState(placed(row, refusal.message)) from refusal
    return written_set_wise(actor, fresh, waiting) if fresh else []


def rewritten(
    actor: Actor, rows: Iterable[tuple[Mapping[str, Any], NewObservation]]
) -> list[Observation]:
    rows = list(rows)
    standing = Observation.objects.select_related("indicator__owner", "unit").filter(
        pk__in=[row["old"] for row, _new in rows], is_current=True
    )
    known = {one.pk: one for one in standing}
    made = []
    for row, new in rows:
        old = known.get(row["old"])
        if old is None:
            raise InvalidState(
                placed(row, _("This figure was corrected already. Correct the newest one."))
            )
        made.append(correction(actor, old, new, row["reason"]))
    set_aside(known.values())
    return Observation.objects.bulk_create(made, batch_size=500)


def placed(row: Mapping[str, Any], message: str) -> str:
    return _("%(sheet)s, row %(row)d: %(message)s") % {
        "sheet": row["sheet"],
        "row": row["row"],
        "message": message,
    }


@transaction.atomic
def drop_figures(actor: Actor, sheet: FigureSheet, version: int) -> None:
    """Lay a sheet aside that is not to be taken over; it stays on record."""
    if sheet.handed_in_by != actor.person_id:
        raise NotAllowed(_("Who handed the sheet in takes it over."))
    if sheet.state != FigureSheet.State.STAGED:
        raise InvalidState(_("This sheet is settled already."))
    update_at_version(sheet, version, state=FigureSheet.State.DROPPED, settled_at=timezone.now())
    changes = [Change.of(sheet, before={"state": "staged"}, after=plain(sheet, "state"))]
    record(actor, "figures.drop", of=sheet, changes=changes)

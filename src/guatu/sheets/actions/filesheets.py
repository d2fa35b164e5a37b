"""Several sheets of one file: laid before a person together, taken over and taken back as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.core.adopting.grids import Grid
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import definition_of
from guatu.sheets.actions.adopting import (
    apply,
    laid,
    refuse_unless_office,
    refuse_unless_staged,
    undo,
)
from guatu.sheets.models import Adoption
from guatu.sheets.queries.adopting import first_reading, reading_of, sheets_beside
from guatu.shell.errors import InvalidState


@transaction.atomic
def stage_also(
    actor: Actor, adoption: Adoption, *, places: Iterable[int], grids: Sequence[Grid]
) -> tuple[list[Adoption], list[str]]:
    """Lay more sheets of a file beside the one that waits for a word.

    Returns
    -------
    tuple
        The new rows, and the titles of the sheets that hold no table with a head.
    """
    refuse_unless_staged(adoption)
    refuse_unless_office(actor, adoption.campaign)
    going = {one.sheet for one in sheets_beside(adoption)}
    made: list[Adoption] = []
    empty: list[str] = []
    for place in sorted(set(places) - going):
        if place >= len(grids):
            raise InvalidState(_("The file has no such sheet."))
        if one := laid_beside(actor, adoption, place=place, grids=grids):
            made.append(one)
        else:
            empty.append(grids[place].title)
    return made, empty


def laid_beside(
    actor: Actor, adoption: Adoption, *, place: int, grids: Sequence[Grid]
) -> Adoption | None:
    """Lay one sheet; columns of the same heads hold what was said of the first sheet's."""
    kind, campaign = adoption.kind, adoption.campaign
    reading = first_reading(grids[place], definition_of(kind), campaign)
    if reading.head is None or not reading.lines:
        return None
    row = laid(actor, campaign, kind, evidence=adoption.evidence, sheet=(place, grids))
    first = [one.head for one in reading_of(adoption).guesses]
    if [one.head for one in reading.guesses] == first:
        row.meanings = list(adoption.meanings)
    row.answers = {**adoption.answers}
    row.save(update_fields=["meanings", "answers"])
    return row


@transaction.atomic
def apply_all(
    actor: Actor, rows: Sequence[tuple[Adoption, int]], *, as_of: date | None = None
) -> list[Entry]:
    """Write all lines of several sheets as entries, or none; each comes with the version that was seen.

    Raises
    ------
    InvalidState
        As `apply` does, with the title of the sheet.
    """
    made: list[Entry] = []
    for adoption, version in sorted(rows, key=lambda pair: pair[0].sheet):
        with told_of(adoption, among=len(rows)):
            made += apply(actor, adoption, version=version, as_of=as_of)
    return made


@transaction.atomic
def undo_all(actor: Actor, adoption: Adoption, *, versions: Mapping[int, int]) -> int:
    """Take back what was made of all sheets of a file, by the versions that were seen."""
    count = 0
    beside = sheets_beside(adoption, Adoption.State.APPLIED)
    for one in beside:
        with told_of(one, among=len(beside)):
            count += undo(actor, one, version=versions.get(one.pk, 0))
    return count


@contextmanager
def told_of(adoption: Adoption, *, among: int) -> Iterator[None]:
    """Put the title of a sheet before what hinders it, where there are several."""
    try:
        yield
    except InvalidState as error:
        if among == 1:
            raise
        raise InvalidState(f"{adoption.sheet_title}：{error.message}") from error

"""Adopting an old ledger: staged, told what it means, applied at once, taken back while it stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.actions import NewUnit, create_unit
from guatu.accounts.models import Unit
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.audit.evidence import store_original
from guatu.audit.media import sniff
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.adopting import Head, Meaning, find_head, head_texts
from guatu.core.adopting.columns import DOUBTFUL, meaning_of
from guatu.core.adopting.grids import Grid
from guatu.ledgers.actions import (
    REPORTED,
    Assigned,
    AssignedPost,
    NewEntry,
    Report,
    insert_entries,
    lay_nodes,
    made_changes,
)
from guatu.ledgers.followers import tell_of_limits
from guatu.ledgers.models import Entry, Kind, PostDuty
from guatu.ledgers.policies import can_create_entry
from guatu.ledgers.queries import definition_of
from guatu.planning.actions.entries import chains_of
from guatu.planning.actions.leaders import find_leaders, leaders_of
from guatu.sheets.models import AdoptedLine, Adoption
from guatu.sheets.queries.adopted import built_on
from guatu.sheets.queries.adopting import OldLedger, first_reading, reading_at, sheets_beside
from guatu.sheets.queries.meant import About, Meant, MeantLine, meant
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

BATCH = 500
UNKNOWN = "application/octet-stream"
LONGEST_ANSWER = 400
NEW = "new:"
NEW_KINDS = (
    Unit.Kind.DEPARTMENT, Unit.Kind.TOWNSHIP, Unit.Kind.VILLAGE, Unit.Kind.FIRM,
)  # fmt: skip
# answers: the same on every sheet of a file
SHARED = {About.UNIT.value, About.DAY.value, About.START.value}
ENOUGH_NAMED = 3  # columns: of the sheets that name so many, the longest is the ledger


@transaction.atomic
def stage(
    actor: Actor,
    campaign: Campaign,
    kind: Kind,
    *,
    grids: Sequence[Grid],
    file: tuple[str, bytes],
) -> Adoption:
    """Keep a ledger that was read until somebody applies or drops it; the best sheet comes first."""
    return stage_kept(actor, campaign, kind, grids=grids, evidence=keep(actor, campaign, file))


def keep(actor: Actor, campaign: Campaign, file: tuple[str, bytes]) -> Evidence:
    """Keep the file of a ledger as it came."""
    refuse_unless_office(actor, campaign)
    name, payload = file
    if sniff(payload, name) is None:  # a web page saved as .xls: it is read all the same
        return store_original(actor, payload, name, media_type=UNKNOWN)
    return store_evidence(actor, payload, name)


def stage_kept(
    actor: Actor, campaign: Campaign, kind: Kind, *, grids: Sequence[Grid], evidence: Evidence
) -> Adoption:
    """Lay a ledger before the one who loaded it, whose file is kept already."""
    refuse_unless_office(actor, campaign)
    place = choose_sheet(grids)
    return laid(actor, campaign, kind, evidence=evidence, sheet=(place, grids))


def stage_more(actor: Actor, adoption: Adoption, *, place: int, grids: Sequence[Grid]) -> Adoption:
    """Lay another sheet of a file before the one who took one over."""
    refuse_unless_office(actor, adoption.campaign)
    if adoption.state != Adoption.State.APPLIED:
        raise InvalidState(_("Take the sheet that is shown over first, or drop it."))
    return laid(
        actor, adoption.campaign, adoption.kind, evidence=adoption.evidence, sheet=(place, grids)
    )


def laid(
    actor: Actor, campaign: Campaign, kind: Kind, *, evidence: Evidence, sheet: tuple[int, Sequence[Grid]],
) -> Adoption:  # fmt: skip
    place, grids = sheet
    reading = first_reading(grids[place], definition_of(kind), campaign)
    return Adoption.objects.create(
        campaign=campaign,
        kind=kind,
        evidence=evidence,
        sheets=[grid.title for grid in grids],
        sheet=place,
        grid=grids[place].stored(),
        **understood(reading),
        staged_by=actor.account_id or 0,
        staged_at=timezone.now(),
    )


def choose_sheet(grids: Sequence[Grid]) -> int:
    """Return the sheet that a ledger most probably stands on."""
    rows = [(min(named_columns(grid), ENOUGH_NAMED), len(grid.rows)) for grid in grids]
    return max(range(len(grids)), key=lambda at: (not grids[at].is_hidden, *rows[at], -at))


def named_columns(grid: Grid) -> int:
    """Return how many columns of a sheet are named as ledgers name theirs."""
    head = find_head(grid)
    if head is None:
        return 0
    return sum(meaning_of(texts)[1] >= DOUBTFUL for texts in head_texts(grid, head))


def understood(reading: OldLedger) -> dict[str, object]:
    """Return the columns of an adoption by how its table is understood."""
    return {
        "head_first": reading.head.first if reading.head else 0,
        "head_last": reading.head.last if reading.head else 0,
        "meanings": list(reading.meanings),
    }


def refuse_unless_office(actor: Actor, campaign: Campaign) -> None:
    if not can_create_entry(actor, campaign.unit.path):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    if campaign.status != Campaign.Status.ACTIVE:
        raise InvalidState(_("The campaign is closed."))


def refuse_unless_staged(adoption: Adoption) -> None:
    if adoption.state != Adoption.State.STAGED:
        raise InvalidState(_("This ledger was applied or dropped already."))


@transaction.atomic
def look_at(adoption: Adoption, *, version: int, place: int, grid: Grid) -> None:
    """Turn to another sheet of the file: what was said of the one before is forgotten."""
    refuse_unless_staged(adoption)
    reading = first_reading(grid, definition_of(adoption.kind), adoption.campaign)
    update_at_version(
        adoption,
        version,
        sheet=place,
        grid=grid.stored(),
        answers={},
        **understood(reading),
    )


@transaction.atomic
def set_head(adoption: Adoption, *, version: int, grid: Grid, rows: tuple[int, int]) -> None:
    """Say in which rows the head stands, counted from 0: the columns are told anew."""
    refuse_unless_staged(adoption)
    first, last = min(rows), max(rows)
    if not 0 <= first <= last < len(grid.rows):
        raise InvalidState(_("The sheet has no such row."))
    kind = definition_of(adoption.kind)
    reading = reading_at(grid, Head(first=first, last=last), kind, adoption.campaign)
    update_at_version(adoption, version, **understood(reading))


@transaction.atomic
def set_columns(
    adoption: Adoption, *, version: int, meanings: Sequence[str], kind: Kind | None = None
) -> None:
    """Say what each column holds, and of which kind the new entries are."""
    refuse_unless_staged(adoption)
    if meanings and list(meanings).count(Meaning.TITLE) != 1:
        raise InvalidState(_("Exactly one column holds the titles of the entries: choose it."))
    update_at_version(adoption, version, meanings=list(meanings), kind=kind or adoption.kind)


@transaction.atomic
def answer(
    actor: Actor, adoption: Adoption, *, version: int, answers: Mapping[tuple[About, str], str]
) -> None:
    """Say what names and days mean, and which doubles are taken all the same.

    A name may be answered by `NEW` and a kind of unit: then the unit is made beneath the campaign's,
    by those who may make units there.
    """
    refuse_unless_staged(adoption)
    said = {key: dict(value) for key, value in adoption.answers.items()}
    for (about, text), value in answers.items():
        if about is About.UNIT and value.startswith(NEW):
            kind = value.removeprefix(NEW)
            if kind not in NEW_KINDS:
                raise InvalidState(_("There is no such kind of unit."))
            made = create_unit(actor, NewUnit(name=text, kind=kind, parent=adoption.campaign.unit))
            said.setdefault(about.value, {})[text] = str(made.pk)
        else:
            said.setdefault(about.value, {})[text] = value[:LONGEST_ANSWER]
    update_at_version(adoption, version, answers=said)
    share_answers(adoption, {about.value for about, _text in answers})


def share_answers(adoption: Adoption, abouts: set[str]) -> None:
    """Let what names and days mean hold for the other sheets of the file that wait: asked once for all."""
    said = {
        about: adoption.answers[about] for about in abouts & SHARED if about in adoption.answers
    }
    for one in sheets_beside(adoption) if said else ():
        if one.pk != adoption.pk:
            merged = {
                about: {**one.answers.get(about, {}), **given} for about, given in said.items()
            }
            update_at_version(one, one.version, answers={**one.answers, **merged})


def drop(adoption: Adoption, *, version: int) -> None:
    """Forget a staged ledger: nothing was written, so nothing is on record."""
    refuse_unless_staged(adoption)
    update_at_version(adoption, version, state=Adoption.State.DROPPED, grid={}, answers={})


@transaction.atomic
def apply(
    actor: Actor, adoption: Adoption, *, version: int, as_of: date | None = None
) -> list[Entry]:
    """Write all lines of a ledger as entries, or none.

    With `as_of` what the ledger tells of progress is each entry's last report, of that day.

    Raises
    ------
    InvalidState
        If a question is open, or a line does not fit its kind.
    """
    refuse_unless_staged(adoption)
    refuse_unless_office(actor, adoption.campaign)
    found = meant(adoption)
    refuse_unless_settled(found)
    counts = {
        "lines": len(found.taken),
        "left_out": len(found.lines) - len(found.taken),
        "skipped": len(found.ledger.skipped) + len(found.untitled),
    }
    update_at_version(
        adoption, version,
        state=Adoption.State.APPLIED, grid={}, counts=counts, applied_at=timezone.now(),
    )  # fmt: skip
    entries = insert_entries(
        adoption.campaign, adoption.kind.code, new_entries(adoption, found, as_of)
    )
    nodes = lay_nodes(actor, entries, definition_of(adoption.kind))
    AdoptedLine.objects.bulk_create(
        [
            AdoptedLine(adoption=adoption, entry=entry, row=line.row, texts=line.texts)
            for entry, line in zip(entries, found.taken, strict=True)
        ],
        batch_size=BATCH,
    )
    told = [
        Change.of(entry, before=plain(Entry(), *REPORTED), after=plain(entry, *REPORTED))
        for entry in entries
        if entry.reported_at is not None
    ]
    tell_of_limits(adoption.campaign, [entry.pk for entry in entries])
    record(
        actor,
        "ledger.adopt",
        of=adoption,
        changes=[evidence_change(adoption.evidence), *made_changes(entries), *nodes, *told],
        details={"file": adoption.evidence.digest, **counts},
    )
    return entries


def told_on(day: date, words: str) -> Report:
    """Return what the old ledger tells of an entry as of the end of a day."""
    end = datetime.combine(day, time(23, 59), tzinfo=timezone.get_default_timezone())
    return Report(reported_at=min(end, timezone.now()), said=words)


def refuse_unless_settled(found: Meant) -> None:
    if found.ledger.head is None or not found.taken:
        raise InvalidState(_("There is no line to be taken over."))
    if found.open_questions:
        raise InvalidState(
            _("Answer what is asked first: “%(text)s”.")
            % {"text": found.open_questions[0].text[:60]}
        )


def new_entries(adoption: Adoption, found: Meant, as_of: date | None) -> list[NewEntry]:
    """Return the entries of an old ledger, with the chains of responsibility of who leads them (T1)."""
    chains = chains_of({unit_id for line in found.taken for unit_id, _ in line.leads})
    leaders = leaders_of(adoption.campaign)
    return [
        replace(
            new_entry(line, chains, leaders),
            report=told_on(as_of, line.told) if as_of is not None and line.told else None,
        )
        for line in found.taken
    ]


def new_entry(
    line: MeantLine,
    chains: Mapping[int, tuple[AssignedPost, ...]],
    leaders: Mapping[str, int],
) -> NewEntry:
    named = tuple(
        AssignedPost(post_id=post_id, level=PostDuty.Level.LEADER)
        for post_id in find_leaders(line.leaders, leaders)[0]
    )
    own = tuple(post for unit_id, _name in line.leads for post in chains.get(unit_id, ()))
    return NewEntry(
        title=line.title,
        number=line.number,
        heading=line.heading,
        standard=line.standard,
        leads=assigned(line.leads),
        supports=assigned(line.supports),
        supervisors=assigned(line.supervisors),
        posts=(*named, *own),
        starts_on=line.starts_on,
        due_on=line.due_on,
        place=line.place,
        amount_fen=line.amount_fen,
        fields=line.fields,
    )


def assigned(pairs: Sequence[tuple[int, str]]) -> tuple[Assigned, ...]:
    return tuple(Assigned(unit_id=unit_id, written=name) for unit_id, name in pairs)


@transaction.atomic
def undo(actor: Actor, adoption: Adoption, *, version: int) -> int:
    """Take back all entries that were made of a ledger; return how many.

    Raises
    ------
    InvalidState
        If somebody worked on one of them since, or a round asked about one.
    """
    refuse_unless_office(actor, adoption.campaign)
    if adoption.state != Adoption.State.APPLIED:
        raise InvalidState(_("Only what was applied can be taken back."))
    entries = list(Entry.objects.filter(adopted_lines__adoption=adoption).order_by("pk"))
    if (stands := built_on(adoption, entries)) is not None:
        raise InvalidState(
            _("“%(title)s” was worked on since (%(what)s): take entries out one by one instead.")
            % {"title": stands.title[:60], "what": stands.what}
        )
    changes = [
        Change.of(entry, before=plain(entry, "title", "number", "unit", "due_on"), after=None)
        for entry in entries
    ]
    update_at_version(adoption, version, state=Adoption.State.UNDONE, undone_at=timezone.now())
    ids = [entry.pk for entry in entries]
    for first in range(0, len(ids), BATCH):
        Entry.objects.filter(pk__in=ids[first : first + BATCH]).delete()
    record(actor, "ledger.adopt_undo", of=adoption, changes=changes, details={"count": len(ids)})
    return len(ids)

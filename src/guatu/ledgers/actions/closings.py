"""销号 of a line (T10): 申请 → 牵头/主管部门审核 → 督查室核查 → 销号; each by another person than before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, record
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition
from guatu.ledgers.actions.closingrows import Hand, State, ask, open_closing, step
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.actions.stages import (
    LONGEST_NOTE,
    Passage,
    Proof,
    check_passage,
    check_required,
    move,
)
from guatu.ledgers.models import Closing, ClosingStep, Entry, StagePassage
from guatu.ledgers.policies import can_ask_closing, can_edit_entry, can_review_closing
from guatu.ledgers.queries import definition_of
from guatu.ledgers.queries.closings import reviewing_units
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.versions import update_at_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How the office checked: by documents, on site, by a sample; with what it found and its proof."""

    method: str
    note: str = ""
    proof: Proof | None = None


@transaction.atomic
def ask_closing(
    actor: Actor, entry: Entry, *, version: int, passage: Passage, today: date
) -> Closing:
    """申请销号: the lead unit says that a line is done, with the proof that its kind asks for."""
    found, changes = put_asking(actor, entry, version=version, passage=passage, today=today)
    record(actor, "entry.ask-closing", of=entry, changes=changes)
    return found


def put_asking(
    actor: Actor, entry: Entry, *, version: int, passage: Passage, today: date
) -> tuple[Closing, list[Change]]:
    """Carry out an asking within the caller's act; return its row and the changes for the record."""
    kind = definition_of(entry.kind)
    if not can_ask_closing(actor, entry, lead_ids(entry)):
        raise NotAllowed(_("A lead unit of the line asks for its closing."))
    target = check_open(entry, kind)
    if open_closing(entry) is not None:
        raise InvalidState(_("Closing is asked for already."))
    if entry.stage == target:
        # an older line that stands there without a word: nothing moves, the asking is written
        update_at_version(entry, version)
        changes = ask(
            actor, entry, before_closing(kind), passage=None, note=passage.note, hand=passage.hand
        )
    else:
        stage = kind.stage(target)
        if stage is None:
            raise InvalidState(_("Choose a stage of this kind other than the present one."))
        hop = kind.stage_position(target) - kind.stage_position(entry.stage)
        check_passage(stage, passage, step=hop, today=today)
        check_required(kind, entry, stage)
        _row, changes = move(actor, entry, kind, version=version, passage=passage)
    found = open_closing(entry)
    if found is None:
        raise InvalidState(_("Closing is asked for already."))
    return found, changes


def check_open(entry: Entry, kind: KindDefinition) -> str:
    """Return the stage in which closing is asked for, if the line may be closed at all."""
    if kind.closing_stage is None:
        raise InvalidState(_("Lines of this kind are closed by passing to their last stage."))
    if entry.validity != Validity.IN_FORCE or entry.closed_on is not None:
        raise InvalidState(_("This line is closed or not in force: nothing is recorded of it."))
    return kind.closing_stage


def before_closing(kind: KindDefinition) -> str:
    """Return the stage before the one in which closing is asked for."""
    place = kind.stage_position(kind.closing_stage or "")
    return kind.stages[max(place - 1, 0)].code


def held(closing: Closing, version: int, *states: str) -> Closing:
    """Return a closing, locked, as it was seen and in one of `states`."""
    row = Closing.objects.select_for_update().get(pk=closing.pk)
    row.entry = closing.entry  # as it was seen: its version is looked at when it moves
    if row.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    if row.state not in states:
        raise InvalidState(_("This closing is not at that step any more."))
    return row


@transaction.atomic
def review_closing(actor: Actor, closing: Closing, *, version: int, note: str = "") -> Closing:
    """牵头/主管部门审核: another person than the one who asked lets it through to the office."""
    entry = closing.entry
    if not can_review_closing(actor, entry, reviewing_units(entry)):
        raise NotAllowed(_("Your post does not allow this."))
    row = held(closing, version, State.ASKED)
    check_second(row, actor.person_id)
    change = step(actor, row, State.REVIEWED, note=short(note))
    record(actor, "entry.review-closing", of=entry, changes=[change])
    return row


def check_second(row: Closing, person_id: int | None) -> None:
    if row.asked_by is not None and row.asked_by == person_id:
        raise NotAllowed(_("Whoever asked for the closing does not review it."))


def short(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    return note


@transaction.atomic
def verify_closing(
    actor: Actor, closing: Closing, *, version: int, check: Check, today: date
) -> Closing:
    """督查室核查: the office checks and closes the line; neither who asked nor who reviewed."""
    entry = closing.entry
    if not can_edit_entry(actor, entry):
        raise NotAllowed(_("The campaign office checks and closes."))
    row = held(closing, version, State.REVIEWED)
    check_third(row, actor.person_id)
    changes = put_check(actor, row, check, today)
    record(actor, "entry.verify-closing", of=entry, changes=changes, details={"by": check.method})
    return row


def check_third(row: Closing, person_id: int | None) -> None:
    """Refuse the check of whoever asked or reviewed: three words, three persons."""
    if person_id is not None and person_id in (row.asked_by, row.reviewed_by):
        raise NotAllowed(_("The check needs another person than those who asked and reviewed."))


def put_check(
    actor: Actor, row: Closing, check: Check, today: date, *, hand: Hand | None = None
) -> list[Change]:
    """Close the line within the caller's act; return the changes for the record."""
    entry = row.entry
    if check.method not in ClosingStep.Method.values:
        raise InvalidState(_("Say how it was checked."))
    kind = definition_of(entry.kind)
    final = kind.stages[-1]
    note = short(check.note)
    passage = Passage(to_stage=final.code, passed_on=today, proof=check.proof, note=note)
    check_passage(final, passage, step=1, today=today)
    check_required(kind, entry, final)
    moved, changes = move(actor, entry, kind, version=entry.version, passage=passage)
    changes.append(
        step(
            actor,
            row,
            State.CLOSED,
            note=note,
            hand=hand,
            method=check.method,
            evidence=moved.evidence,
        )
    )
    return changes


@transaction.atomic
def return_closing(
    actor: Actor, closing: Closing, *, version: int, reason: str, today: date
) -> Closing:
    """退回: at the review by whoever reviews, at the check by the office; the line goes back to its work."""
    entry = closing.entry
    row = held(closing, version, State.ASKED, State.REVIEWED)
    may = can_edit_entry(actor, entry) or (
        row.state == State.ASKED and can_review_closing(actor, entry, reviewing_units(entry))
    )
    if not may:
        raise NotAllowed(_("Your post does not allow this."))
    _row, changes = go_back(actor, entry, row.from_stage, reason=reason, today=today)
    record(actor, "entry.return-closing", of=entry, changes=changes)
    row.refresh_from_db()
    return row


@transaction.atomic
def withdraw_closing(
    actor: Actor, closing: Closing, *, version: int, reason: str, today: date
) -> Closing:
    """Take an asking back before it was checked."""
    entry = closing.entry
    if not can_ask_closing(actor, entry, lead_ids(entry)):
        raise NotAllowed(_("A lead unit of the line asks for its closing."))
    row = held(closing, version, State.ASKED, State.REVIEWED)
    change = step(actor, row, State.WITHDRAWN, note=required(reason))
    _row, changes = go_back(actor, entry, row.from_stage, reason=reason, today=today)
    record(actor, "entry.withdraw-closing", of=entry, changes=[change, *changes])
    return row


@transaction.atomic
def reopen_entry(actor: Actor, entry: Entry, *, version: int, reason: str, today: date) -> Entry:
    """反弹重开: what was closed came back; the line says for ever that it did."""
    if not can_edit_entry(actor, entry):
        raise NotAllowed(_("Going back and closing are for the campaign office."))
    if entry.closed_on is None:
        raise InvalidState(_("Only what is closed is opened again."))
    kind = definition_of(entry.kind)
    last = Closing.objects.filter(entry=entry, state=State.CLOSED).order_by("pk").last()
    to = last.from_stage if last else kind.stages[max(len(kind.stages) - 2, 0)].code
    if entry.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    _row, changes = go_back(actor, entry, to, reason=reason, today=today)
    record(actor, "entry.reopen", of=entry, changes=changes, details={"reason": reason.strip()})
    return entry


def required(reason: str) -> str:
    reason = short(reason)
    if not reason:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    return reason


def go_back(
    actor: Actor, entry: Entry, to: str, *, reason: str, today: date
) -> tuple[StagePassage, list[Change]]:
    passage = Passage(to_stage=to, passed_on=today, note=required(reason))
    return move(actor, entry, definition_of(entry.kind), version=entry.version, passage=passage)

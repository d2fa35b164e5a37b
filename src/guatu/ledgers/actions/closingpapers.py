"""线下审签 of a closing (T4): asked for, reviewed or checked on a signed sheet, recorded with both names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.audit.actions import evidence_change, record, store_evidence
from guatu.core.actors import Actor
from guatu.ledgers.actions.closingrows import Hand, State, step
from guatu.ledgers.actions.closings import (
    Check,
    check_second,
    check_third,
    held,
    put_asking,
    put_check,
    short,
)
from guatu.ledgers.actions.stages import Passage
from guatu.ledgers.models import Closing, Entry
from guatu.ledgers.policies import can_edit_entry, can_record_closing
from guatu.ledgers.queries.closingpapers import first_day, signers_on, speaking_units
from guatu.shell.errors import InvalidState, NotAllowed

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet signed off-line: whose signature (an appointment), on which day, its scan and number."""

    appointment_id: int
    signed_on: date
    payload: bytes
    file_name: str
    document_number: str = ""


@transaction.atomic
def ask_on_paper(
    actor: Actor, entry: Entry, *, version: int, passage: Passage, paper: Paper, today: date
) -> Closing:
    """Record that a lead unit asked for the closing on a sheet signed by its approver."""
    check_recorder(actor, entry, to=State.ASKED)
    hand = hand_of(actor, entry, to=State.ASKED, paper=paper, today=today)
    passage = replace(passage, hand=hand)
    row, changes = put_asking(actor, entry, version=version, passage=passage, today=today)
    record(
        actor,
        "entry.ask-closing-on-paper",
        of=entry,
        changes=[*changes, evidence_change(hand.sheet)],
    )
    return row


@transaction.atomic
def review_on_paper(
    actor: Actor, closing: Closing, *, version: int, paper: Paper, today: date, note: str = ""
) -> Closing:
    """Record the review that was signed: by another person than the one who asked."""
    entry = closing.entry
    check_recorder(actor, entry, to=State.REVIEWED)
    row = held(closing, version, State.ASKED)
    hand = hand_of(actor, entry, to=State.REVIEWED, paper=paper, today=today)
    check_second(row, hand.person_id)
    change = step(actor, row, State.REVIEWED, note=short(note), hand=hand)
    changes = [change, evidence_change(hand.sheet)]
    record(actor, "entry.review-closing-on-paper", of=entry, changes=changes)
    return row


@transaction.atomic
def verify_on_paper(
    actor: Actor, closing: Closing, *, version: int, check: Check, paper: Paper, today: date
) -> Closing:
    """Record the check that the office signed: the line is closed on the day of recording."""
    entry = closing.entry
    check_recorder(actor, entry, to=State.CLOSED)
    row = held(closing, version, State.REVIEWED)
    hand = hand_of(actor, entry, to=State.CLOSED, paper=paper, today=today)
    check_third(row, hand.person_id)
    changes = put_check(actor, row, check, today, hand=hand)
    record(
        actor,
        "entry.verify-closing-on-paper",
        of=entry,
        changes=[*changes, evidence_change(hand.sheet)],
        details={"by": check.method},
    )
    return row


def check_recorder(actor: Actor, entry: Entry, *, to: Closing.State) -> None:
    """Refuse whoever works neither for the unit whose word it is nor in the campaign's office."""
    if to == State.CLOSED:
        may = can_edit_entry(actor, entry)
    else:
        may = can_record_closing(actor, entry, speaking_units(entry, to))
    if not may:
        raise NotAllowed(_("Your post does not allow this."))


def hand_of(actor: Actor, entry: Entry, *, to: Closing.State, paper: Paper, today: date) -> Hand:
    """Return the signature with its stored scan; a deputy's authority is that of the day it was given."""
    number = " ".join(paper.document_number.split())
    if len(number) > LONGEST_NUMBER:
        raise InvalidState(_("A document number has at most 60 characters."))
    signer = signer_of(actor, entry, to=to, paper=paper, today=today)
    return Hand(
        person_id=signer.person_id,
        post_id=signer.post_id,
        is_deputy=signer.is_deputy,
        signed_on=paper.signed_on,
        sheet=store_evidence(actor, paper.payload, paper.file_name),
        document_number=number,
    )


def signer_of(
    actor: Actor, entry: Entry, *, to: Closing.State, paper: Paper, today: date
) -> Appointment:
    if not first_day(entry) <= paper.signed_on <= today:
        raise InvalidState(_("The sheet is signed after the word before it and not after today."))
    signer = signers_on(entry, to, paper.signed_on).filter(pk=paper.appointment_id).first()
    if signer is None:
        raise InvalidState(
            _("Nobody held this post on the day of the signature, or had a word in it already.")
        )
    if signer.person_id == actor.person_id:
        raise NotAllowed(_("Your own word is given in the system, not recorded as paper."))
    return signer

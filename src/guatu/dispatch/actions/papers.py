"""线下审签 (T4): a word signed on a printed sheet, recorded with its scan and both names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.audit.actions import store_evidence
from guatu.audit.evidence import evidence_change
from guatu.core.actors import Actor
from guatu.dispatch.actions.reviews import Leads, Passed, Pick, check_waits, pass_on, picked
from guatu.dispatch.actions.signing import Hand
from guatu.dispatch.actions.submissions import SILENT, Words
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import Step, can_record_paper, step_of
from guatu.dispatch.queries.checkins import leads_of, reviewable
from guatu.dispatch.queries.papers import signers_on
from guatu.shell.errors import InvalidState, NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet signed off-line: whose signature (an appointment), on which day, and its scan."""

    appointment_id: int
    signed_on: date
    payload: bytes
    file_name: str
    words: Words = SILENT


@transaction.atomic
def approve_on_paper(actor: Actor, picks: Sequence[Pick], paper: Paper, today: date) -> int:
    """Record the signature under a printed sheet: it counts as the approval of that step.

    Who signed and who recorded it are both kept, with the scan. What is signed is what was
    printed: a line that changed since refuses the whole sheet.
    """
    rows = picked(actor, picks)
    leads = leads_of({row.entry_id for row in rows})
    check_may_record(actor, rows, leads)
    signer = signer_of(rows, paper, today)
    if signer.person_id == actor.person_id:
        raise NotAllowed(_("Your own approval is given in the system, not recorded as paper."))
    evidence = store_evidence(actor, paper.payload, paper.file_name)
    hand = Hand(
        post_id=signer.post_id,
        is_deputy=signer.is_deputy,
        signed_by=signer.person_id,
        signed_on=paper.signed_on,
        evidence=evidence,
    )
    passed = Passed(
        act="check_in.approve_on_paper",
        hands={row.pk: hand for row in rows},
        words=paper.words,
        files=[evidence_change(evidence)],
    )
    pass_on(actor, rows, today, passed)
    return len(picks)


def check_may_record(actor: Actor, rows: Sequence[CheckIn], leads: Leads) -> None:
    for row in rows:
        check_waits(row)
        step = step_of(row.state, row.role) or Step.OFFICE
        if not can_record_paper(actor, step, reviewable(row, leads.get(row.entry_id, ()))):
            raise NotAllowed(_("Your post does not allow this."))
    check_one_sheet(rows)


def check_one_sheet(rows: Sequence[CheckIn]) -> None:
    """Refuse lines that no single signature answers for."""
    if len({step_of(row.state, row.role) for row in rows}) > 1:
        raise InvalidState(_("One sheet holds the lines of one step."))
    if len({row.round.campaign_id for row in rows}) > 1:
        raise InvalidState(_("One sheet holds the lines of one campaign."))


def signer_of(rows: Sequence[CheckIn], paper: Paper, today: date) -> Appointment:
    """Return the appointment under which a sheet was signed; a deputy's ends by itself."""
    came = max(timezone.localdate(row.received_at) for row in rows)
    if not came <= paper.signed_on <= today:
        raise InvalidState(_("The sheet is signed after its lines came in and not after today."))
    signer = signers_on(rows, paper.signed_on).filter(pk=paper.appointment_id).first()
    if signer is None:
        raise InvalidState(
            _("Nobody held this post on the day of the signature, or it is whoever submitted.")
        )
    return signer

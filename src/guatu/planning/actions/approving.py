"""领导审定 (T2, T4): by a leader in the system, or on paper with the signed sheet; or sent back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.audit.actions import evidence_change, record, store_evidence
from guatu.core.actors import Actor, Grant, Role
from guatu.core.paths import is_within
from guatu.planning import policies
from guatu.planning.actions.issuing import refuse_open
from guatu.planning.actions.issuing_steps import Passed, Signature, held, hold, take_step
from guatu.planning.models import Issuance, StepCode
from guatu.planning.queries.issuing import drafters_of, leaders_on
from guatu.shell.errors import InvalidState, NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet signed off-line: whose signature (an appointment), on which day, and its scan."""

    appointment_id: int
    signed_on: date
    payload: bytes
    file_name: str


@transaction.atomic
def approve(actor: Actor, issuance: Issuance, *, version: int, today: date) -> None:
    """Approve the lines as the leader who is signed in."""
    grant = grant_of(actor, issuance)
    hold(issuance, version, StepCode.SUBMIT)
    refuse_open(issuance)
    person_id = actor.person_id or 0
    refuse_own(issuance, person_id)
    holder = Appointment.objects.filter(
        in_force(today), person_id=person_id, post_id=grant.post_id
    ).order_by("is_deputy")
    is_deputy = holder.values_list("is_deputy", flat=True).first() or False
    by = Signature(post_id=grant.post_id, person_id=person_id, is_deputy=is_deputy)
    changes = take_step(actor, issuance, version, Passed(code=StepCode.APPROVE, on=today, by=by))
    record(actor, "issuance.approve", of=issuance, changes=changes)


def grant_of(actor: Actor, issuance: Issuance) -> Grant:
    """Return the leader's post through which the actor approves in this campaign."""
    path = issuance.campaign.unit.path
    for grant in actor.grants:
        if grant.role is Role.LEADER and is_within(path, grant.scope_path):
            return grant
    raise NotAllowed(_("Your post does not allow this."))


def refuse_own(issuance: Issuance, person_id: int) -> None:
    """Let nobody approve what nobody but he has drafted: persons are compared, not posts (D6)."""
    if drafters_of(issuance) == {person_id}:
        raise NotAllowed(
            _("Whoever drafted this alone does not approve it: let another leader do so.")
        )


@transaction.atomic
def approve_on_paper(
    actor: Actor, issuance: Issuance, *, version: int, paper: Paper, today: date
) -> None:
    """Record a leader's signature under the printed sheet (线下审签): both names stay, and the scan."""
    held(actor, issuance, version, StepCode.SUBMIT)
    refuse_open(issuance)
    signer = signer_of(issuance, paper, today)
    if signer.person_id == actor.person_id:
        raise NotAllowed(_("Your own approval is given in the system, not recorded as paper."))
    refuse_own(issuance, signer.person_id)
    evidence = store_evidence(actor, paper.payload, paper.file_name)
    by = Signature(
        post_id=signer.post_id,
        person_id=signer.person_id,
        is_deputy=signer.is_deputy,
        evidence=evidence,
    )
    passed = Passed(code=StepCode.APPROVE, on=paper.signed_on, by=by)
    changes = take_step(actor, issuance, version, passed)
    record(
        actor,
        "issuance.approve_on_paper",
        of=issuance,
        changes=[*changes, evidence_change(evidence)],
    )


def signer_of(issuance: Issuance, paper: Paper, today: date) -> Appointment:
    """Return the leader's appointment under which the sheet was signed; a deputy's ends by itself."""
    first = timezone.localdate(issuance.created_at)
    if not first <= paper.signed_on <= today:
        raise InvalidState(_("The sheet is signed after its draft and not after today."))
    signer = leaders_on(issuance.campaign, paper.signed_on).filter(pk=paper.appointment_id).first()
    if signer is None:
        raise InvalidState(_("Nobody held this post on the day of the signature."))
    return signer


@transaction.atomic
def send_back(actor: Actor, issuance: Issuance, *, version: int, reason: str, today: date) -> None:
    """Return the draft with a reason: the office amends it and puts it before the leader again."""
    is_office = policies.can_issue_in(actor, issuance.campaign)
    if not is_office and not policies.can_approve_in(actor, issuance.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    hold(issuance, version, StepCode.SUBMIT)
    if not reason.strip():
        raise InvalidState(_("Say what is to be amended."))
    passed = Passed(code=StepCode.RETURN, on=today, reason=reason.strip())
    changes = take_step(actor, issuance, version, passed, state=StepCode.DRAFT)
    record(actor, "issuance.return", of=issuance, changes=changes)

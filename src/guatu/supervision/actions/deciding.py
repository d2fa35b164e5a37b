"""Whose word a decision is (T4): one's own, given here, or a signature on paper with both names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.audit.actions import Change, evidence_change, store_evidence
from guatu.audit.models import Evidence
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet signed off-line: whose signature (an appointment), on which day, and its scan."""

    appointment_id: int
    signed_on: date
    payload: bytes
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A decision's author: the columns of `Decided`, and the change that ties the scan to the act."""

    person_id: int
    post_id: int
    is_deputy: bool
    on: date
    recorded_by: int | None = None
    sheet: Evidence | None = None

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "decided_by": self.person_id,
            "decided_post_id": self.post_id,
            "is_deputy": self.is_deputy,
            "decided_on": self.on,
            "recorded_by": self.recorded_by,
            "sheet": self.sheet,
        }

    @property
    def changes(self) -> list[Change]:
        return [evidence_change(self.sheet)] if self.sheet is not None else []


def own_word(actor: Actor, deciders: QuerySet[Appointment], today: date) -> Word:
    """Return the actor's own word, by the post through which it decides.

    Raises
    ------
    NotAllowed
        If no post of the actor's decides this.
    """
    held = deciders.filter(person_id=actor.person_id or 0).order_by("is_deputy", "pk").first()
    if held is None:
        raise NotAllowed(
            _(
                "Your post does not decide this; a leader's decision is recorded here with its "
                "signed sheet."
            )
        )
    return Word(person_id=held.person_id, post_id=held.post_id, is_deputy=held.is_deputy, on=today)


def paper_word(
    actor: Actor, deciders: QuerySet[Appointment], paper: Paper, *, first: date, today: date
) -> Word:
    """Return the word of whoever signed a sheet; who records it and who signed are two persons."""
    if not first <= paper.signed_on <= today:
        raise InvalidState(
            _("The sheet is signed on %(first)s at the earliest and not after today.")
            % {"first": first.isoformat()}
        )
    signer = deciders.filter(pk=paper.appointment_id).first()
    if signer is None:
        raise InvalidState(
            _("Nobody held this post on the day of the signature: choose who signed, and the day.")
        )
    if signer.person_id == actor.person_id:
        raise NotAllowed(_("Your own decision is given in the system, not recorded as paper."))
    return Word(
        person_id=signer.person_id,
        post_id=signer.post_id,
        is_deputy=signer.is_deputy,
        on=paper.signed_on,
        recorded_by=actor.person_id,
        sheet=store_evidence(actor, paper.payload, paper.file_name),
    )

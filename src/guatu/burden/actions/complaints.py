"""The complaint box: a word comes in, with or without a name; the office answers it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.accounts.queries import office_posts
from guatu.audit.actions import Change, plain, record
from guatu.burden.models import Complaint
from guatu.burden.policies import can_answer
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.notices.actions import Notice, tell
from guatu.shell.errors import InvalidState, NotAllowed, TooMany
from guatu.shell.versions import update_at_version

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
CODE_LENGTH = 10
ANSWERED = "complaint-answer"
DAY_LIMIT = 200  # of the whole installation: a box that a script fills is no box
SHOWN = ("about", "state", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """What somebody writes; `is_named` says that the office may know who.

    `nonce` came with the empty form: sent twice it is one word.
    """

    nonce: str
    about: str
    words: str
    asked_by_whom: str = ""
    campaign: Campaign | None = None
    is_named: bool = False
    unit: Unit | None = None


@transaction.atomic
def leave_complaint(actor: Actor, new: NewComplaint, today: date) -> Complaint:
    """Keep a word for the office and tell the office that one came.

    One without a name is kept without person, account, unit and hour, and recorded as guatu's own act.
    """
    code = code_of(new.nonce)
    if (known := Complaint.objects.filter(code=code).first()) is not None:
        return known
    if Complaint.objects.filter(received_on=today).count() >= DAY_LIMIT:
        raise TooMany(_("Too many words came in today. Come back tomorrow, or call the office."))
    is_named = new.is_named and actor.is_person
    complaint = Complaint.objects.create(
        code=code,
        campaign=new.campaign,
        about=new.about,
        words=new.words.strip(),
        asked_by_whom=new.asked_by_whom.strip(),
        received_on=today,
        person_id=actor.person_id if is_named else None,
        unit=new.unit if is_named else None,
    )
    tell_office(complaint)
    # the code opens the answer: it is no business of the record
    record(actor if is_named else SYSTEM, "complaint.leave", details={"about": complaint.about})
    return complaint


def code_of(nonce: str) -> str:
    """Return the code that belongs to a form: nobody can choose one, or guess another's."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), nonce.encode(), hashlib.sha256)
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:CODE_LENGTH])


def tell_office(complaint: Complaint) -> None:
    tell(
        Notice(
            key=f"complaint:{complaint.pk}",
            sort="complaint",
            campaign=complaint.campaign,
            subject=gettext_lazy("A word on repeated asks came in"),
            text="",
            address=reverse("burden:complaint", args=[complaint.pk]),
            post_ids=office_posts(complaint.campaign.unit.path if complaint.campaign else None),
        )
    )


def tell_writer(complaint: Complaint) -> None:
    """Tell whoever wrote under a name that there is an answer, once for each; a nameless one reads it."""
    if complaint.person_id is None:
        return
    tell(
        Notice(
            key=f"{ANSWERED}:{complaint.pk}:{complaint.version}",
            sort=ANSWERED,
            campaign=complaint.campaign,
            subject=gettext_lazy("The office answered your word on repeated asks"),
            text="",
            address=reverse("burden:leave"),
            person_ids=[complaint.person_id],
        )
    )


@transaction.atomic
def answer_complaint(
    actor: Actor, complaint: Complaint, version: int, *, state: str, answer: str, today: date
) -> Complaint:
    """Say what became of it. It may be answered again: the earlier answer stays in the record."""
    if not can_answer(actor):
        raise NotAllowed(_("Your post does not allow this."))
    if state not in set(Complaint.State) - {Complaint.State.NEW} or not answer.strip():
        raise InvalidState(_("Say what becomes of it, and why, in a sentence."))
    before = plain(complaint, *SHOWN)
    update_at_version(
        complaint,
        version,
        state=state,
        answer=answer.strip(),
        answered_on=today,
        answered_by=actor.person_id,
    )
    tell_writer(complaint)
    change = Change.of(complaint, before=before, after=plain(complaint, *SHOWN))
    record(actor, "complaint.answer", of=complaint, changes=[change])
    return complaint

"""定表: the list of a week is settled, in the system or by its signed print (T4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.worklists.actions.steps import Hand, Pick, picked, put, take
from guatu.worklists.models import ItemStep, WeekItem, WeekList
from guatu.worklists.policies import can_keep_list, can_settle_list, place_of

SETTLED = ("settled_at", "settled_by", "signed_by", "signed_on", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet signed off-line: whose signature (an appointment), on which day, and its scan."""

    appointment_id: int
    signed_on: date
    payload: bytes
    file_name: str


@transaction.atomic
def settle_list(actor: Actor, one: WeekList, *, version: int) -> WeekList:
    """Settle a list; what is added or changed from then on is marked."""
    if not can_settle_list(actor, place_of(one.post)):
        raise NotAllowed(_("The office or the post itself settles the list."))
    check_unsettled(one)
    before = plain(one, *SETTLED)
    update_at_version(one, version, settled_at=timezone.now(), settled_by=actor.person_id)
    change = Change.of(one, before=before, after=plain(one, *SETTLED))
    record(actor, "worklist.settle", of=one, changes=[change])
    return one


def check_unsettled(one: WeekList) -> None:
    if one.settled_at is not None:
        raise InvalidState(_("This list is settled already."))
    if not one.items.exclude(state=WeekItem.State.DROPPED).exists():
        raise InvalidState(_("An empty list is not settled."))


@transaction.atomic
def settle_on_paper(
    actor: Actor, one: WeekList, paper: Paper, today: date, *, version: int
) -> WeekList:
    """Record the signed print of a list: the leader settled it without signing in."""
    if not can_keep_list(actor, place_of(one.post)):
        raise NotAllowed(_("Your post does not allow this."))
    check_unsettled(one)
    made_on = timezone.localdate(one.made_at)
    signer = signer_of(actor, one.post_id, paper, first=made_on, today=today)
    evidence = store_evidence(actor, paper.payload, paper.file_name)
    before = plain(one, *SETTLED)
    update_at_version(
        one,
        version,
        settled_at=timezone.now(),
        settled_by=actor.person_id,
        signed_by=signer.person_id,
        signed_on=paper.signed_on,
        evidence=evidence,
    )
    changes = [Change.of(one, before=before, after=plain(one, *SETTLED)), evidence_change(evidence)]
    record(actor, "worklist.settle-on-paper", of=one, changes=changes)
    return one


@transaction.atomic
def confirm_on_paper(actor: Actor, picks: list[Pick], paper: Paper, today: date) -> int:
    """Record the signature of the leader in charge under the day's lines: they are struck off.

    The lines are of one leader; who signed is none of those who said that they were done, nor the
    one who records it.
    """
    rows = picked(actor, picks)
    posts = {row.week_list.post_id for row in rows}
    if len(posts) > 1:
        raise InvalidState(_("One sheet holds the lines of one leader."))
    if not can_keep_list(actor, place_of(rows[0].week_list.post)):
        raise NotAllowed(_("Your post does not allow this."))
    said = [timezone.localdate(row.said_at) for row in rows if row.said_at is not None]
    if any(row.state != WeekItem.State.DONE for row in rows) or not said:
        raise InvalidState(_("Only lines that were said to be done are struck off."))
    signer = signer_of(actor, posts.pop(), paper, first=max(said), today=today)
    if any(row.said_by == signer.person_id for row in rows):
        raise NotAllowed(_("Striking off needs a second person: the signer said it was done."))
    evidence = store_evidence(actor, paper.payload, paper.file_name)
    hand = Hand(
        post_id=signer.post_id,
        is_deputy=signer.is_deputy,
        signed_by=signer.person_id,
        signed_on=paper.signed_on,
        evidence=evidence,
    )
    now, changes = timezone.now(), []
    for row in rows:
        changes.append(put(row, row.version, state=WeekItem.State.CONFIRMED))
        take(actor, row, ItemStep.Act.CONFIRMED, now, hand=hand)
    record(
        actor,
        "worklist.confirm-on-paper",
        changes=[*changes, evidence_change(evidence)],
        details={"count": len(rows)},
    )
    return len(rows)


def signer_of(actor: Actor, post_id: int, paper: Paper, *, first: date, today: date) -> Appointment:
    """Return the appointment under which a sheet was signed; a deputy's ends by itself (T4)."""
    if not first <= paper.signed_on <= today:
        raise InvalidState(_("The day of the signature lies between the print and today."))
    found = (
        Appointment.objects.filter(
            in_force(paper.signed_on), pk=paper.appointment_id, post_id=post_id
        )
        .select_related("person")
        .first()
    )
    if found is None:
        raise InvalidState(_("Nobody held this post on the day of the signature."))
    if found.person_id == actor.person_id:
        raise NotAllowed(_("Your own word is given in the system, not recorded as paper."))
    return found

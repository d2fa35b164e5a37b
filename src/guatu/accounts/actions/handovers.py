"""Handing a post over: the old term ends, the successor's begins, and what was owed is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.actions.posts import TERM_FIELDS, Term, end_term, insert_appointment
from guatu.accounts.handover import Fate, Held, Owed, Sort, sorts
from guatu.accounts.models import Appointment, Handover, HandoverItem, Person
from guatu.accounts.queries.handovers import held, owed_of
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

FIELDS = ("post", "leaver", "successor", "last_day", "reason", "note")
LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What a handover is asked to do; without a successor the post stands empty from then on."""

    last_day: date
    successor: Person | None = None
    reason: str = ""
    note: str = ""


@transaction.atomic
def hand_over(
    actor: Actor, appointment: Appointment, leaving: Leaving, *, version: int
) -> Handover:
    """End an appointment, appoint the successor from the next day, write down all that is owed.

    What belongs to the post moves because duties belong to posts; what hangs on the person is
    given to the successor where it can be, and named where it cannot.

    Raises
    ------
    InvalidState
        If a deputy is to be followed, the days do not fit, or the successor is the leaver.
    Stale
        If the appointment was changed since it was read.
    """
    post = appointment.post
    refuse_unfit(appointment, leaving)
    one = held(post, appointment.person_id, timezone.localdate())
    found = owed_of(one)
    changes = [
        end_term(
            actor, appointment, ended_on=leaving.last_day, version=version, reason=leaving.reason
        )
    ]
    if leaving.successor is not None:
        term = Term(started_on=leaving.last_day + timedelta(days=1), reason=leaving.reason)
        follower = insert_appointment(actor, leaving.successor, post, term)
        changes.append(Change.of(follower, after=plain(follower, *TERM_FIELDS)))
    moved = move_own(one, leaving.successor)
    row = Handover.objects.create(
        post=post,
        leaver=appointment.person,
        successor=leaving.successor,
        last_day=leaving.last_day,
        reason=leaving.reason,
        note=leaving.note,
        recorded_by=actor.person_id,
        recorded_at=timezone.now(),
    )
    items = write_items(row, found, frozenset(moved))
    changes += [
        Change.of(row, after=plain(row, *FIELDS)),
        *(change for own in moved.values() for change in own),
    ]
    record(actor, "post.hand_over", of=post, changes=changes, details={"count": items})
    return row


def refuse_unfit(appointment: Appointment, leaving: Leaving) -> None:
    if appointment.is_deputy:
        raise InvalidState(_("A deputy's authority ends by itself; there is nothing to hand over."))
    if leaving.successor is not None and leaving.successor.pk == appointment.person_id:
        raise InvalidState(_("The successor is the one who leaves."))
    follower = follower_of(appointment) if leaving.successor is not None else None
    if follower is not None:
        raise InvalidState(
            _("This was handed over already: %(person)s follows. End that appointment first.")
            % {"person": follower.person.name}
        )


def follower_of(appointment: Appointment) -> Appointment | None:
    """Return who follows by a handover of this very term, unless that appointment was taken back."""
    given = Handover.objects.filter(
        post_id=appointment.post_id,
        leaver_id=appointment.person_id,
        last_day__gte=appointment.started_on,
    ).values("successor")
    rows = Appointment.objects.filter(post_id=appointment.post_id, person__in=given)
    return (
        rows.filter(is_deputy=False, started_on__gt=timezone.localdate())
        .select_related("person")
        .order_by("pk")
        .first()
    )


def move_own(one: Held, successor: Person | None) -> dict[str, Sequence[Change]]:
    """Give what hangs on the leaver to the successor; return what changed by the sorts that moved."""
    if successor is None:
        return {}
    movers = [(sort.code, sort.move) for sort in sorts() if sort.move is not None]
    moved = {code: move(one, successor.pk) for code, move in movers}
    return {code: changes for code, changes in moved.items() if changes}


def write_items(row: Handover, found: list[tuple[Sort, list[Owed]]], moved: frozenset[str]) -> int:
    """Keep what was owed as it stood; return how many things that were."""
    items = [
        HandoverItem(
            handover=row,
            sort=sort.code,
            title=one.title[:LONGEST],
            detail=one.detail[:LONGEST],
            due_on=one.due_on,
            fate=fate_of(one, is_moved=sort.code in moved),
            object_type=sort.object_type,
            object_id=one.object_id,
        )
        for sort, rows in found
        for one in rows
    ]
    for ordinal, item in enumerate(items, start=1):
        item.ordinal = ordinal
    HandoverItem.objects.bulk_create(items, batch_size=500)
    return len(items)


def fate_of(one: Owed, *, is_moved: bool) -> Fate:
    """Return what became of a thing: what was to be given and found no taker stays with the person."""
    if is_moved:
        return Fate.MOVED
    return Fate.LISTED if one.fate == Fate.MOVED else one.fate


@transaction.atomic
def attach_signed(
    actor: Actor, row: Handover, payload: bytes, name: str, *, version: int
) -> Handover:
    """Keep the scan of the sheet that both signed (T4)."""
    if row.signed_id is not None:
        raise InvalidState(_("The signed sheet is here already."))
    evidence = store_evidence(actor, payload, name)
    before = plain(row, "signed")
    update_at_version(row, version, signed_id=evidence.pk)
    row.signed = evidence
    changes = [
        evidence_change(evidence),
        Change.of(row, before=before, after=plain(row, "signed")),
    ]
    record(actor, "post.sign_handover", of=row.post, changes=changes)
    return row

"""督查立项 by the office, 立项监督 by discipline supervision: the second reads, and every opening is recorded."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor, Role
from guatu.dispatch.policies import can_run_rounds
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.supervision.models import SupervisedItem, Watch
from guatu.supervision.policies.watches import can_put_under_watch, watching_units

LONGEST = 1000


@transaction.atomic
def put_on_list(
    actor: Actor, entry: Entry, *, ground: str, limit_on: date, today: date
) -> SupervisedItem:
    """督查立项: put an entry on the supervision list, with ground and limit."""
    refuse_others(actor, entry.campaign.unit.path)
    check_ground(ground)
    if limit_on < today:
        raise InvalidState(_("The limit lies before today; give a day that is not over."))
    row = SupervisedItem(
        campaign=entry.campaign,
        entry=entry,
        ground=ground.strip(),
        limit_on=limit_on,
        opened_by=actor.person_id,
        opened_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidState(_("It is on the list already; conclude that one first.")) from error
    after = plain(row, "campaign", "entry", "ground", "limit_on")
    record(actor, "supervised.open", of=entry, changes=[Change.of(row, after=after)])
    return row


@transaction.atomic
def conclude(actor: Actor, row: SupervisedItem, version: int, *, conclusion: str) -> SupervisedItem:
    """Take an entry off the list with what came of it."""
    refuse_others(actor, row.campaign.unit.path)
    if row.state != SupervisedItem.State.OPEN:
        raise InvalidState(_("It is concluded already; put it on the list anew if it is back."))
    if not 0 < len(conclusion.strip()) <= LONGEST:
        raise InvalidState(_("Say what came of it, in 1 to 1000 characters."))
    before = plain(row, "state", "conclusion")
    update_at_version(
        row,
        version,
        state=SupervisedItem.State.CLOSED,
        conclusion=conclusion.strip(),
        closed_by=actor.person_id,
        closed_at=timezone.now(),
    )
    change = Change.of(row, before=before, after=plain(row, "state", "conclusion"))
    record(actor, "supervised.close", of=row.entry, changes=[change])
    return row


def refuse_others(actor: Actor, campaign_path: str) -> None:
    if not actor.is_person or not can_run_rounds(actor, campaign_path):
        raise NotAllowed(_("The supervision list is the campaign office's."))


def check_ground(ground: str) -> None:
    if not 0 < len(ground.strip()) <= LONGEST:
        raise InvalidState(_("Say on what ground, in 1 to 1000 characters."))


@transaction.atomic
def put_under_watch(actor: Actor, entry: Entry, *, ground: str) -> Watch:
    """立项监督: put an entry under watch. Nobody is told, and nothing of the entry changes."""
    unit_id = watching_unit(actor, entry)
    check_ground(ground)
    row = Watch(
        unit_id=unit_id,
        entry=entry,
        ground=ground.strip(),
        opened_by=actor.person_id,
        opened_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidState(_("It is under watch already; open it from the list.")) from error
    after = plain(row, "unit", "entry", "ground")
    record(actor, "watch.open", of=row, changes=[Change.of(row, after=after)])
    return row


def watching_unit(actor: Actor, entry: Entry) -> int:
    if not can_put_under_watch(actor, entry.unit.path):
        raise NotAllowed(_("Discipline supervision alone puts under watch, within its scope."))
    held = [g.unit_id for g in actor.grants if g.role is Role.DISCIPLINE]
    return held[0]


@transaction.atomic
def note_opening(actor: Actor, row: Watch) -> None:
    """Record that what is watched was opened: each time, by whom."""
    refuse_outsiders(actor, row)
    if row.ended_at is not None:
        raise InvalidState(_("This watch has ended; put the entry under watch anew to read it."))
    record(actor, "watch.read", of=row, details={"entry": row.entry_id})


@transaction.atomic
def end_watch(actor: Actor, row: Watch, version: int, *, reason: str) -> Watch:
    """End a watch with the reason; the entry is no longer read."""
    refuse_outsiders(actor, row)
    if row.ended_at is not None:
        raise InvalidState(_("This watch has ended already."))
    if not 0 < len(reason.strip()) <= 500:  # noqa: PLR2004 the column's length
        raise InvalidState(_("Say why it ends, in 1 to 500 characters."))
    before = plain(row, "end_reason")
    update_at_version(
        row, version, ended_by=actor.person_id, ended_at=timezone.now(), end_reason=reason.strip()
    )
    change = Change.of(row, before=before, after=plain(row, "end_reason"))
    record(actor, "watch.end", of=row, changes=[change])
    return row


def refuse_outsiders(actor: Actor, row: Watch) -> None:
    if row.unit_id not in watching_units(actor):
        raise NotAllowed(_("What is watched is read by the unit that watches it alone."))

"""每日销号: the one responsible says what became of a line, the leader in charge confirms it (T10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import record
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.worklists.actions.following import follow_on
from guatu.worklists.actions.steps import (
    REASON_LENGTH,
    Hand,
    Pick,
    hand_of,
    picked,
    put,
    reason_of,
    take,
)
from guatu.worklists.models import ItemStep, WeekItem
from guatu.worklists.policies import can_confirm, can_reopen, can_say
from guatu.worklists.queries.lists import holders_of

State = WeekItem.State
UNDONE = (State.OPEN, State.MISSED)
SAYABLE = frozenset({*UNDONE, State.DONE})


@transaction.atomic
def say(actor: Actor, pick: Pick, *, is_done: bool, word: str = "") -> WeekItem:
    """Say that a line is done, or that it is not and why; until it is confirmed it may be said anew."""
    row = picked(actor, [pick])[0]
    if not can_say(actor, row):
        raise NotAllowed(_("Your post does not allow this."))
    if row.state not in SAYABLE:
        raise InvalidState(_("This line is settled; nothing is said of it any more."))
    word = word.strip()
    if len(word) > REASON_LENGTH:
        raise InvalidState(_("At most 500 characters: write the essence."))
    if not is_done and not word:
        raise InvalidState(_("Say in a word why it is not done."))
    now = timezone.now()
    to = State.DONE if is_done else State.MISSED
    said = {"state": to, "word": word, "said_by": actor.person_id, "said_at": now}
    act = ItemStep.Act.DONE if is_done else ItemStep.Act.MISSED
    changes = [put(row, pick.version, **said)]
    take(actor, row, act, now, reason=word)
    for other in same_elsewhere(row):
        changes.append(put(other, other.version, **said))
        take(actor, other, act, now, reason=word)
    record(actor, "worklist.say", of=row, changes=changes)
    return row


def same_elsewhere(row: WeekItem) -> list[WeekItem]:
    """Return the open lines of the same matter on the same day under other leaders: it is said once.

    Each leader strikes off its own.
    """
    if not row.source_key:
        return []
    rows = WeekItem.objects.select_for_update(of=("self",)).filter(
        source_key=row.source_key, day=row.day, unit=row.unit, state__in=UNDONE
    )
    return list(rows.exclude(pk=row.pk).order_by("pk"))


@transaction.atomic
def confirm(actor: Actor, picks: Sequence[Pick], today: date) -> int:
    """Strike lines off: each was said to be done by another person than the one who confirms."""
    rows = picked(actor, picks)
    check_confirmable(actor, rows, today)
    now, changes = timezone.now(), []
    for row in rows:
        changes.append(put(row, row.version, state=State.CONFIRMED))
        hand = hand_of(actor, row.week_list.post_id, today)
        take(actor, row, ItemStep.Act.CONFIRMED, now, hand=hand)
    record(actor, "worklist.confirm", changes=changes, details={"count": len(rows)})
    return len(rows)


def check_confirmable(actor: Actor, rows: Sequence[WeekItem], today: date) -> None:
    holders = holders_of({row.week_list.post_id for row in rows}, today)
    for row in rows:
        if row.said_by is not None and row.said_by == actor.person_id:
            raise NotAllowed(_("Striking off needs a second person: you said it was done."))
        if not can_confirm(actor, row, holders.get(row.week_list.post_id, frozenset())):
            raise NotAllowed(_("Only the leader in charge strikes this off."))
        if row.state != State.DONE:
            raise InvalidState(_("“%(title)s” was not said to be done.") % {"title": row.content})


@transaction.atomic
def give_back(actor: Actor, pick: Pick, reason: str, today: date) -> WeekItem:
    """退回: what was said to be done is not; it stands open again, with the reason."""
    reason = reason_of(reason)
    row = picked(actor, [pick])[0]
    check_confirmable(actor, [row], today)
    change = put(row, pick.version, state=State.OPEN, said_by=None, said_at=None)
    hand = hand_of(actor, row.week_list.post_id, today)
    take(actor, row, ItemStep.Act.RETURNED, timezone.now(), reason=reason, hand=hand)
    record(actor, "worklist.return", of=row, changes=[change], details={"reason": reason})
    return row


@transaction.atomic
def reopen(actor: Actor, pick: Pick, reason: str, today: date) -> WeekItem:
    """反弹重开: what was struck off came back; its row stays, and another stands open today."""
    reason = reason_of(reason)
    row = picked(actor, [pick])[0]
    if not can_reopen(actor, row):
        raise NotAllowed(_("Only the leader in charge, or the office, opens this again."))
    if row.state != State.CONFIRMED:
        raise InvalidState(_("Only what was struck off is opened again."))
    hand: Hand = hand_of(actor, row.week_list.post_id, today)
    now = timezone.now()
    change = put(row, pick.version, state=State.REOPENED)
    step = take(actor, row, ItemStep.Act.REOPENED, now, reason=reason, hand=hand)
    after, made = follow_on(row, today, WeekItem.FollowsAs.REOPENED, now)
    step.from_on, step.to_on = row.day, after.day
    step.save(update_fields=["from_on", "to_on"])
    record(actor, "worklist.reopen", of=row, changes=[change, made], details={"reason": reason})
    return after

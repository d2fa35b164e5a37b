"""Lines by hand: what the office, the post or its secretary adds, changes, moves and strikes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.worklists.actions.steps import Pick, picked, put, reason_of, take
from guatu.worklists.models import ItemStep, WeekItem, WeekList
from guatu.worklists.policies import can_keep_list, place_of
from guatu.worklists.queries.lines import LONGEST, owners_of, week_of

WRITTEN = ("day", "due_on", "content", "requirement", "measures", "unit_id", "campaign_id")
State = WeekItem.State


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as a person writes it: the wall's columns, and its day."""

    day: date
    content: str
    due_on: date | None = None
    requirement: str = ""
    measures: str = ""
    unit_id: int | None = None
    campaign_id: int | None = None

    def columns(self) -> dict[str, object]:
        """Return the columns of the row.

        Raises
        ------
        InvalidState
            If it says nothing, says too much, or is due before its own day.
        """
        texts = {name: " ".join(getattr(self, name).split()) for name in LONGEST}
        if not texts["content"]:
            raise InvalidState(_("Say what is to be done."))
        for name, most in LONGEST.items():
            if len(texts[name]) > most:
                raise InvalidState(_("Shorten it: at most %(most)d characters.") % {"most": most})
        due_on = self.due_on or self.day
        if due_on < self.day:
            raise InvalidState(_("The limit lies before the day of the line."))
        owner = owners_of([self.unit_id]).get(self.unit_id) if self.unit_id else None
        return {**texts, "day": self.day, "due_on": due_on, "unit_id": self.unit_id,
                "owner_id": owner, "campaign_id": self.campaign_id}  # fmt: skip


@transaction.atomic
def add_line(actor: Actor, post: Post, new: NewLine) -> WeekItem:
    """Add a line of one's own to the week of a post; the list is made if it has none."""
    if not can_keep_list(actor, place_of(post)):
        raise NotAllowed(_("Your post does not allow this."))
    one, _is_new = WeekList.objects.get_or_create(
        post=post, starts_on=week_of(new.day), defaults={"made_at": timezone.now()}
    )
    row = WeekItem.objects.create(
        week_list=one,
        source=WeekItem.Source.OWN,
        is_hand_made=True,
        is_added=one.settled_at is not None,
        **new.columns(),
    )
    record(actor, "worklist.add-line", of=row, changes=[Change.of(row, after=plain(row, *WRITTEN))])
    return row


@transaction.atomic
def edit_line(actor: Actor, pick: Pick, new: NewLine, *, reason: str = "") -> WeekItem:
    """Change an open line; another day is a row with its reason, and the line is kept by hand from then on."""
    row = picked(actor, [pick])[0]
    if not can_keep_list(actor, place_of(row.week_list.post)):
        raise NotAllowed(_("Your post does not allow this."))
    if row.state not in (State.OPEN, State.MISSED):
        raise InvalidState(_("Only an open line is changed."))
    columns = new.columns()
    if week_of(new.day) != row.week_list.starts_on:
        raise InvalidState(_("A line stays in its week; what is not done goes on by itself."))
    if row.source != WeekItem.Source.OWN:
        # whose the work is and of which campaign, the entry says
        for name in ("unit_id", "owner_id", "campaign_id"):
            columns.pop(name)
    before, day = plain(row, *WRITTEN), row.day
    is_moved = new.day != day
    why = reason_of(reason) if is_moved else reason.strip()[:500]
    update_at_version(
        row,
        pick.version,
        **columns,
        is_hand_made=True,
        is_changed=row.is_changed or row.week_list.settled_at is not None,
    )
    act = ItemStep.Act.MOVED if is_moved else ItemStep.Act.CHANGED
    step = take(actor, row, act, timezone.now(), reason=why)
    if is_moved:
        step.from_on, step.to_on = day, row.day
        step.save(update_fields=["from_on", "to_on"])
    change = Change.of(row, before=before, after=plain(row, *WRITTEN))
    record(actor, "worklist.edit-line", of=row, changes=[change], details={"reason": why})
    return row


@transaction.atomic
def drop_line(actor: Actor, pick: Pick, reason: str) -> WeekItem:
    """Strike an open line out of a list, with the reason; its row stays."""
    reason = reason_of(reason)
    row = picked(actor, [pick])[0]
    if not can_keep_list(actor, place_of(row.week_list.post)):
        raise NotAllowed(_("Your post does not allow this."))
    if row.state not in (State.OPEN, State.MISSED):
        raise InvalidState(_("Only an open line is changed."))
    change = put(row, pick.version, state=State.DROPPED)
    take(actor, row, ItemStep.Act.DROPPED, timezone.now(), reason=reason)
    record(actor, "worklist.drop-line", of=row, changes=[change], details={"reason": reason})
    return row

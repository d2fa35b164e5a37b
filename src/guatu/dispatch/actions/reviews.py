"""The next word on check-ins: approved or returned, never by the person who submitted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.imprints import put_on_entries, take_off_entry
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.submissions import log_moves
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import APPROVED, NEXT_STATE, can_review, step_of
from guatu.dispatch.queries.checkins import leads_of, reviewable, visible_check_ins
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A check-in at the version that the reviewer saw."""

    id: int
    version: int


def picked(actor: Actor, picks: Sequence[Pick]) -> list[CheckIn]:
    """Return the check-ins that `actor` may speak on, locked; one that may not refuses them all."""
    wanted = {pick.id: pick.version for pick in picks}
    if not wanted:
        raise InvalidState(_("Nothing is chosen."))
    chosen = visible_check_ins(actor).filter(pk__in=wanted)
    hold_rounds(set(chosen.order_by().values_list("round_id", flat=True)))
    rows = list(
        chosen.select_for_update(of=("self",))
        .select_related("round__campaign__unit", "unit", "entry__kind", "milestone")
        .order_by("pk")
    )
    if len(rows) != len(wanted):
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    stale = [row for row in rows if row.version != wanted[row.pk]]
    if stale:
        raise Stale(
            _("“%(title)s” of %(unit)s was changed in the meantime. Look at it again.")
            % {"title": stale[0].entry.title, "unit": stale[0].unit.label}
        )
    if any(row.round.state == Round.State.FROZEN for row in rows):
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    check_may_review(actor, rows)
    return rows


def check_may_review(actor: Actor, rows: Sequence[CheckIn]) -> None:
    leads = leads_of({row.entry_id for row in rows})
    for row in rows:
        if step_of(row.state, row.role) is None:
            raise InvalidState(
                _("“%(title)s” is not waiting for a review.") % {"title": row.entry.title}
            )
        if row.submitted_by == actor.person_id:
            raise NotAllowed(_("Whoever submitted a report may not review it."))
        if not can_review(actor, reviewable(row, leads.get(row.entry_id, ()))):
            raise NotAllowed(_("Your post does not allow this."))


@transaction.atomic
def approve_check_ins(actor: Actor, picks: Sequence[Pick], today: date) -> int:
    """Approve check-ins, each by one step; the first approval puts them on their entries."""
    rows = picked(actor, picks)
    before = {row.pk: row.state for row in rows}
    changes = []
    for state in NEXT_STATE.values():
        group = [row for row in rows if NEXT_STATE[step_of(before[row.pk], row.role)] == state]  # type: ignore[index]  # checked in picked
        changes += move(group, state)
    first = [row for row in rows if before[row.pk] == CheckIn.State.SUBMITTED]
    changes += put_on_entries(first, today)
    relight(rows, today)
    event = record(
        actor, "check_in.approve", of=rows[0], changes=changes, details={"count": len(rows)}
    )
    log_moves(rows, before, event, now=timezone.now())
    return len(rows)


@transaction.atomic
def return_check_in(actor: Actor, pick: Pick, reason: str, today: date) -> CheckIn:
    """Give a check-in back to its liaison with the reason; what it left on its entry comes off."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    (row,) = picked(actor, [pick])
    before = {row.pk: row.state}
    changes = move([row], CheckIn.State.RETURNED)
    if before[row.pk] in APPROVED:
        changes += take_off_entry(row)
    relight([row], today)
    event = record(actor, "check_in.return", of=row, changes=changes, details={"reason": reason})
    log_moves([row], before, event, now=timezone.now(), reason=reason)
    return row


def move(rows: Sequence[CheckIn], state: str) -> list[Change]:
    changes = []
    CheckIn.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, version=F("version") + 1
    )
    for row in rows:
        before = plain(row, "state")
        row.state = state
        row.version += 1
        changes.append(Change.of(row, before=before, after=plain(row, "state")))
    return changes


def relight(rows: Sequence[CheckIn], today: date) -> None:
    """Light what the reports changed. Called before the act's own row: the head is locked last."""
    entries: dict[Campaign, set[int]] = {}
    for row in rows:
        entries.setdefault(row.round.campaign, set()).add(row.entry_id)
    for campaign, ids in entries.items():
        recompute_lamps(SYSTEM, campaign, today, entry_ids=ids)

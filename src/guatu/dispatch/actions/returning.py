"""Sending a check-in back with a reason: to its liaison, or one step down the chain (T3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import record
from guatu.core.actors import Actor
from guatu.dispatch.actions.cascading import answer_above
from guatu.dispatch.actions.imprints import take_off_entry
from guatu.dispatch.actions.reviews import Pick, hands_at, move, picked, relight
from guatu.dispatch.actions.submissions import Words, log_moves
from guatu.dispatch.actions.telling import tell_returned
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import APPROVED, Place, can_send_back, states_behind
from guatu.dispatch.queries.checkins import leads_of, reviewable
from guatu.shell.errors import InvalidState, NotAllowed

REASON_LENGTH = 500


@transaction.atomic
def return_check_in(
    actor: Actor, pick: Pick, reason: str, today: date, *, to: str = CheckIn.State.RETURNED
) -> CheckIn:
    """Give a check-in back with the reason; what it left on its entry comes off.

    It goes to its liaison, or to whoever gave the last word on it: a summary to the approver of
    the lead, a support unit's report to the lead.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    (row,) = picked(actor, [pick])
    leads = leads_of({row.entry_id})
    check_may_send_back(actor, row, leads.get(row.entry_id, ()), to=to)
    hands = hands_at(actor, [row], leads, today)
    before = {row.pk: row.state}
    changes = move([row], to)
    if before[row.pk] in APPROVED and to not in APPROVED:
        changes += take_off_entry(actor, row)
    relight([row], today)
    above = answer_above([row], today)
    if to == CheckIn.State.RETURNED:
        tell_returned(row)
    changes += above.changes
    event = record(
        actor, "check_in.return", of=row, changes=changes, details={"reason": reason, "to": to}
    )
    words = Words(reason=reason)
    log_moves([row], before, event, now=timezone.now(), words=words, hands=hands)
    log_moves(above.rows, above.before, event, now=timezone.now(), words=words)
    return row


def check_may_send_back(actor: Actor, row: CheckIn, leads: Sequence[Place], *, to: str) -> None:
    ways = states_behind(row.state, row.role)
    if not ways:
        raise InvalidState(
            _("“%(title)s” is not waiting for a review.") % {"title": row.entry.title}
        )
    if row.taken_from_id is not None:
        raise InvalidState(
            _("This report is taken from the unit's own campaign: it is returned there.")
        )
    if row.submitted_by == actor.person_id:
        raise NotAllowed(_("Whoever submitted a report may not review it."))
    if not can_send_back(actor, reviewable(row, leads)):
        raise NotAllowed(_("Your post does not allow this."))
    if to not in ways:
        raise InvalidState(_("It cannot go back there from where it stands."))

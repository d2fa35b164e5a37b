"""任务调整 (T12): asking to change an issued line, taking that back. Deciding stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Target, Validity
from guatu.core.actors import Actor
from guatu.core.stored import store_figure
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Entry
from guatu.planning import policies
from guatu.planning.lines import (
    FIGURE,
    LEADS,
    Line,
    Values,
    figure_of,
    figure_values,
    lead_ids,
    values_of,
)
from guatu.planning.models import Adjustment
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

Kind = Adjustment.Kind
State = Adjustment.State
LONGEST_REASON = 500
LEFT = frozenset({Validity.SUSPENDED, Validity.MERGED, Validity.MOVED_OUT})
ASKED = (
    "campaign", "entry", "target", "unit", "kind", "state", "reason", "before", "after",
    "into_entry", "into_target", "to_unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for. Which of the fields count depends on the kind.

    `figure` is a new target value in `measure`, `written` its words; `to_unit` None takes the
    line out of the campaign altogether.
    """

    kind: str
    reason: str
    due_on: date | None = None
    standard: str = ""
    amount_fen: int | None = None
    figure: Decimal | None = None
    measure: str | None = None
    written: str = ""
    into: Line | None = None
    to_unit: Unit | None = None
    evidence: Proof | None = None


@transaction.atomic
def ask_adjustment(actor: Actor, line: Line, wish: Wish) -> Adjustment:
    """Ask to change a line; nothing of it changes before whoever approved it says so.

    Raises
    ------
    InvalidState
        If the line cannot change in this way, or another request waits already.
    """
    leads = frozenset(lead_ids(line)) if isinstance(line, Entry) else frozenset()
    if not policies.can_ask(actor, line, leads):
        raise NotAllowed(_("Only the unit that leads, or the campaign office, asks for this."))
    check(line, wish)
    after = WISHES[Kind(wish.kind)](line, wish)
    evidence = wish.evidence
    kept = store_evidence(actor, evidence.payload, evidence.file_name) if evidence else None
    row = Adjustment(
        campaign=line.campaign,
        **tie_of(line),
        unit_id=line.unit_id,
        kind=wish.kind,
        reason=wish.reason.strip(),
        evidence=kept,
        before=values_of(line, after),
        after=after,
        into_entry=wish.into if isinstance(wish.into, Entry) else None,
        into_target=wish.into if isinstance(wish.into, Target) else None,
        to_unit=wish.to_unit if wish.kind == Kind.MOVE_OUT else None,
        asked_by=actor.person_id,
        asked_at=timezone.now(),
    )
    insert_once(row)
    changes = [Change.of(row, after=plain(row, *ASKED))]
    changes += [evidence_change(kept)] if kept else []
    record(actor, "adjustment.ask", of=line, changes=changes, details={"kind": row.kind})
    return row


def tie_of(line: Line) -> dict[str, Line]:
    return {"entry": line} if isinstance(line, Entry) else {"target": line}


def insert_once(row: Adjustment) -> None:
    """Write the request unless one waits already: of two at once, the database lets one through."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidState(
            _("A request for this line waits already; it is decided or withdrawn first.")
        ) from error


def check(line: Line, wish: Wish) -> None:
    if wish.kind not in Kind.values:
        raise InvalidState(_("Choose what is to change."))
    if not wish.reason.strip() or len(wish.reason) > LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    if wish.kind == Kind.RESUME:
        if line.validity not in LEFT:
            raise InvalidState(_("Only what was suspended, merged or moved out is resumed."))
    elif line.validity != Validity.IN_FORCE:
        raise InvalidState(_("Only a line in force is adjusted."))
    if isinstance(line, Entry) and line.closed_on is not None:
        raise InvalidState(_("This entry is done; open it again first."))


def amended(line: Line, wish: Wish) -> Values:
    """调增, 调减: another figure of a target, another standard or amount of an entry."""
    return figure_after(line, wish) if isinstance(line, Target) else work_after(line, wish)


def figure_after(target: Target, wish: Wish) -> Values:
    if wish.figure is None:
        raise InvalidState(_("Write the new target value."))
    if wish.measure != target.measure:
        raise InvalidState(
            _("Write the new value in %(measure)s, as the old one is.")
            % {"measure": target.measure or "—"}
        )
    old = figure_of(values_of(target, FIGURE)).value
    is_more = old is not None and wish.figure > old
    check_direction(wish, is_more=is_more, is_same=wish.figure == old)
    try:
        stored = store_figure(wish.figure, target.measure)
    except ValueError as error:
        raise InvalidState(
            _("This number cannot be kept exactly: check its digits and its unit.")
        ) from error
    after = values_of(target, FIGURE) | figure_values(stored) | {"written": wish.written[:200]}
    # a range becomes the one value that was approved: its other end was not asked about
    return after | {"high_amount_fen": None, "high_mantissa": None, "high_scale": 0}


def work_after(entry: Entry, wish: Wish) -> Values:
    after: Values = {}
    if wish.standard.strip() and wish.standard.strip() != entry.standard:
        after["standard"] = wish.standard.strip()
    if wish.amount_fen is not None and wish.amount_fen != entry.amount_fen:
        is_more = wish.amount_fen > (entry.amount_fen or 0)
        check_direction(wish, is_more=is_more, is_same=False)
        after["amount_fen"] = wish.amount_fen
    if not after:
        raise InvalidState(_("Write the new standard of completion, or the new amount."))
    return after


def check_direction(wish: Wish, *, is_more: bool, is_same: bool) -> None:
    if is_same:
        raise InvalidState(_("The new value is the one that stands already."))
    if is_more != (wish.kind == Kind.RAISE):
        raise InvalidState(
            _("A raise is more than what stands, a reduction is less: check kind and value.")
        )


def postponed(line: Line, wish: Wish) -> Values:
    standing = line.due_on or line.campaign.ends_on
    if wish.due_on is None or wish.due_on <= standing:
        raise InvalidState(_("Give a day later than the one that stands."))
    return {"due_on": wish.due_on.isoformat()}


def suspended(_line: Line, _wish: Wish) -> Values:
    return {"validity": Validity.SUSPENDED.value}


def merged(line: Line, wish: Wish) -> Values:
    into = wish.into
    if into is None or type(into) is not type(line):
        raise InvalidState(_("Choose the line that this one goes into."))
    if into.pk == line.pk or into.campaign_id != line.campaign_id:
        raise InvalidState(_("Choose another line of the same campaign."))
    if into.validity != Validity.IN_FORCE:
        raise InvalidState(_("A line goes only into one that is in force."))
    return {"validity": Validity.MERGED.value}


def moved_out(line: Line, wish: Wish) -> Values:
    if wish.to_unit is None:
        return {"validity": Validity.MOVED_OUT.value}
    if wish.to_unit.valid_to is not None:
        raise InvalidState(_("%(unit)s is closed.") % {"unit": wish.to_unit.name})
    if isinstance(line, Target):
        if wish.to_unit.pk == line.unit_id:
            raise InvalidState(_("This unit owes it already."))
        return {"unit_id": wish.to_unit.pk}
    leads = lead_ids(line)
    if leads[0] == wish.to_unit.pk:
        raise InvalidState(_("This unit owes it already."))
    rest = [pk for pk in leads[1:] if pk != wish.to_unit.pk]
    return {LEADS: [wish.to_unit.pk, *rest]}


def resumed(_line: Line, _wish: Wish) -> Values:
    return {"validity": Validity.IN_FORCE.value}


WISHES: dict[Kind, Callable[[Line, Wish], Values]] = {
    Kind.RAISE: amended,
    Kind.LOWER: amended,
    Kind.POSTPONE: postponed,
    Kind.SUSPEND: suspended,
    Kind.MERGE: merged,
    Kind.MOVE_OUT: moved_out,
    Kind.RESUME: resumed,
}


@transaction.atomic
def withdraw_adjustment(actor: Actor, row: Adjustment, version: int) -> None:
    """Take a request back: whoever asked, or another person of those who may ask."""
    line = row.line
    leads = frozenset(lead_ids(line)) if isinstance(line, Entry) else frozenset()
    if not policies.can_ask(actor, line, leads):
        raise NotAllowed(_("Only the unit that leads, or the campaign office, asks for this."))
    if row.state != State.ASKED:
        raise InvalidState(_("This request is decided already."))
    before = plain(row, "state")
    update_at_version(
        row,
        version,
        state=State.WITHDRAWN,
        decided_by=actor.person_id,
        recorded_by=actor.person_id,
        decided_at=timezone.now(),
    )
    changes = [Change.of(row, before=before, after=plain(row, "state"))]
    record(actor, "adjustment.withdraw", of=line, changes=changes, details={"kind": row.kind})

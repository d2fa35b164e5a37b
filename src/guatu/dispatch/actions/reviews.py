"""The next word on check-ins: approved or returned, never by the person who submitted them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.actions.cascading import answer_above
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.imprints import put_on_entries
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.signing import ROLE_OF, Hand, Hands
from guatu.dispatch.actions.submissions import SILENT, Words, log_moves
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import NEXT_STATE, Place, Step, can_review, step_of
from guatu.dispatch.queries.checkins import leads_of, reviewable, visible_check_ins
from guatu.dispatch.queries.summaries import is_first
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A check-in at the version that the reviewer saw."""

    id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A word given on check-ins: by which act, with what, under which posts, on which paper."""

    act: str
    hands: Mapping[int, Hand]
    words: Words = SILENT
    files: Sequence[Change] = ()


def picked(actor: Actor, picks: Sequence[Pick]) -> list[CheckIn]:
    """Return check-ins that `actor` sees, locked, as it saw them; one that changed refuses them all."""
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
        raise NotFound
    stale = [row for row in rows if row.version != wanted[row.pk]]
    if stale:
        raise Stale(
            _("“%(title)s” of %(unit)s was changed in the meantime. Look at it again.")
            % {"title": stale[0].entry.title, "unit": stale[0].unit.label}
        )
    if any(row.round.state == Round.State.FROZEN for row in rows):
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    return rows


Leads = Mapping[int, Sequence[Place]]


def check_may_review(actor: Actor, rows: Sequence[CheckIn], leads: Leads) -> None:
    for row in rows:
        check_waits(row)
        if row.submitted_by == actor.person_id:
            raise NotAllowed(_("Whoever submitted a report may not review it."))
        if not can_review(actor, reviewable(row, leads.get(row.entry_id, ()))):
            raise NotAllowed(_("Your post does not allow this."))


def check_waits(row: CheckIn) -> None:
    is_below = row.taken_from_id is not None and row.state == CheckIn.State.SUBMITTED
    if step_of(row.state, row.role) is None or is_below:
        raise InvalidState(
            _("“%(title)s” is not waiting for a review.") % {"title": row.entry.title}
        )


def hands_at(actor: Actor, rows: Sequence[CheckIn], leads: Leads, today: date) -> dict[int, Hand]:
    """Return under which post `actor` speaks on each check-in at its present step."""
    hands = Hands.of(actor, today)
    found = {}
    for row in rows:
        step = step_of(row.state, row.role) or Step.OFFICE
        found[row.pk] = hands.hand(ROLE_OF[step], units_at(step, row, leads))
    return found


def units_at(step: Step, row: CheckIn, leads: Leads) -> Sequence[Place]:
    """Return the units whose word a step is."""
    if step is Step.UNIT:
        return [Place(id=row.unit_id, path=row.unit.path)]
    if step is Step.LEAD:
        return leads.get(row.entry_id, ())
    unit = row.round.campaign.unit
    return [Place(id=unit.pk, path=unit.path)]


@transaction.atomic
def approve_check_ins(
    actor: Actor, picks: Sequence[Pick], today: date, *, words: Words = SILENT
) -> int:
    """Approve check-ins, each by one step; the first approval puts them on their entries.

    What the office verifies carries how it did so (`words`), also with the parts of a summary.
    """
    rows = picked(actor, picks)
    leads = leads_of({row.entry_id for row in rows})
    check_may_review(actor, rows, leads)
    hands = hands_at(actor, rows, leads, today)
    passed = Passed(act="check_in.approve", words=words, hands=hands)
    pass_on(actor, rows, today, passed)
    return len(rows)


def pass_on(actor: Actor, rows: list[CheckIn], today: date, passed: Passed) -> None:
    """Bring check-ins one step on; whoever may do so was asked before."""
    rows = rows + parts_verified(actor, rows)
    before = {row.pk: row.state for row in rows}
    changes = list(passed.files)
    for state in NEXT_STATE.values():
        group = [row for row in rows if NEXT_STATE[step_of(before[row.pk], row.role)] == state]  # type: ignore[index]  # checked before
        changes += move(group, state)
    first = [row for row in rows if before[row.pk] == CheckIn.State.SUBMITTED]
    changes += put_on_entries(actor, first, today)
    relight(rows, today)
    above = answer_above(rows, today)
    changes += above.changes
    event = record(actor, passed.act, of=rows[0], changes=changes, details={"count": len(rows)})
    hands = hands_for(rows, passed.hands)
    log_moves(rows, before, event, now=timezone.now(), words=passed.words, hands=hands)
    log_moves(above.rows, above.before, event, now=timezone.now())


def hands_for(rows: Sequence[CheckIn], hands: Mapping[int, Hand]) -> dict[int, Hand]:
    """Return the hands of `rows`; a part of a summary is verified by the hand that verified that."""
    by_entry = {(row.round_id, row.entry_id): hands[row.pk] for row in rows if row.pk in hands}
    return {row.pk: hands.get(row.pk) or by_entry[row.round_id, row.entry_id] for row in rows}


def parts_verified(actor: Actor, rows: Sequence[CheckIn]) -> list[CheckIn]:
    """Return the support reports that are verified with the summaries among `rows`, locked.

    The office reads one 汇总进展 (T3): what the lead let through into it goes with it, but for what
    the verifying person handed in.
    """
    summaries = [row for row in rows if row.state == CheckIn.State.UNIT_APPROVED and is_first(row)]
    pairs = {(row.round_id, row.entry_id) for row in summaries}
    chosen = {row.pk for row in rows}
    found = (
        CheckIn.objects.filter(
            round__in={pair[0] for pair in pairs},
            entry__in={pair[1] for pair in pairs},
            state=CheckIn.State.LEAD_APPROVED,
        )
        .exclude(submitted_by=actor.person_id)
        .select_for_update(of=("self",))
        .select_related("round__campaign__unit", "unit", "entry__kind", "milestone")
        .order_by("pk")
    )
    return [row for row in found if row.pk not in chosen and (row.round_id, row.entry_id) in pairs]


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

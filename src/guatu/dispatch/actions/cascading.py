"""承接 in the rhythm (D7): a unit reports once below, and the round above has its answer.

A check-in above that is answered from below is made with the round, filled by what is handed in
below, sent back with it, and goes its own way through the lead and the office above. No unit is
asked twice. Callers write what comes back into the row of their own act.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from guatu.audit.actions import Change, plain
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.imprints import put_on_entries, take_off_entry
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.models import CheckIn, Correction, Round
from guatu.dispatch.policies import APPROVED
from guatu.dispatch.queries.below import (
    Leaf,
    answering_rows,
    answers_to,
    due_below,
    lead_roles,
    words_of,
)
from guatu.dispatch.queries.lateness import extensions_of
from guatu.ledgers.models import Duty, Milestone

State = CheckIn.State
EVERY = Q()
Goals = Callable[[Sequence[int]], Mapping[int, Milestone]]
ANSWERED = (
    "entry", "unit", "state", "said", "problem", "is_unchanged", "outcome", "progress",
    "reported_lamp", "received_at", "is_late", "taken_from",
)  # fmt: skip


@dataclass(slots=True)
class Answered:
    """What became of the rounds above: the changes, and the moves to be logged with the act's row."""

    changes: list[Change] = field(default_factory=list)
    rows: list[CheckIn] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)


def ask_below(one: Round, goals_of: Goals, among: Q = EVERY) -> int:
    """Make the check-ins of a round that are answered from below; return how many are new.

    `among` narrows the entries above to those that the round's cadence covers.
    """
    leaves = due_below(one, among)
    if not leaves:
        return 0
    take_on(one, leaves)
    tops = sorted({leaf.top_id for leaf in leaves})
    asked = CheckIn.objects.filter(round=one, entry__in=tops)
    known = set(asked.values_list("entry_id", "unit_id"))
    leads = lead_roles(leaves)
    goals = goals_of(sorted({top for top, _unit in leads}))
    rows: list[CheckIn] = []
    for leaf in leaves:
        pair = (leaf.top_id, leaf.unit_id)
        if pair in known:
            continue
        known.add(pair)
        is_lead = pair in leads
        rows.append(
            CheckIn(
                round=one,
                entry_id=leaf.top_id,
                unit_id=leaf.unit_id,
                role=Duty.Role.LEAD if is_lead else Duty.Role.SUPPORT,
                milestone=goals.get(leaf.top_id) if is_lead else None,
                below_id=leaf.entry_id,
                saved_at=timezone.now(),
            )
        )
    CheckIn.objects.bulk_create(rows, batch_size=500)
    answer(
        answering_rows({leaf.entry_id for leaf in leaves}).filter(round=one), timezone.localdate()
    )
    return len(rows)


def take_on(one: Round, leaves: Sequence[Leaf]) -> None:
    """Let what was asked here and not begun yet be answered from below: taken on in mid-round."""
    for leaf in leaves:
        CheckIn.objects.filter(
            round=one, entry=leaf.top_id, unit=leaf.unit_id, role=Duty.Role.SUPPORT,
            state=State.DRAFT, received_at__isnull=True, version=1, below__isnull=True,
        ).update(below=leaf.entry_id)  # fmt: skip


def answer_above(reports: Collection[CheckIn], today: date) -> Answered:
    """Let rounds above take over what became of reports below; nothing if there are none above."""
    return answer(answering_rows({row.entry_id for row in reports}), today)


def answer(waiting: QuerySet[CheckIn], today: date) -> Answered:
    done = Answered()
    rows = held(waiting)
    taken = answers_to(rows)
    for row in rows:
        if (source := taken.get(row.pk)) is None or is_same(row, source):
            continue
        done.before[row.pk] = row.state
        done.changes += take_over(row, source, today)
        done.rows.append(row)
    relight_above(done.rows, today)
    return done


def held(waiting: QuerySet[CheckIn]) -> list[CheckIn]:
    """Return check-ins above with their rounds held, so that none is frozen meanwhile."""
    rounds = set(waiting.order_by().values_list("round_id", flat=True))
    if not rounds:
        return []
    hold_rounds(rounds)
    return list(waiting.select_for_update(of=("self",)))


def is_late_above(row: CheckIn, source: CheckIn) -> bool:
    """Say whether an answer is late above: late below, or received after the time above."""
    assert source.received_at is not None  # noqa: S101 the query asks for it
    granted = extensions_of([row.round_id])
    until = granted.get((row.round_id, row.unit_id), row.round.late_from)
    return source.is_late or source.received_at >= until


def state_above(row: CheckIn, source: CheckIn) -> str:
    """Return the state above: the unit's word is given below, the next words above are kept."""
    if source.state == State.RETURNED:
        return State.RETURNED
    if source.state == State.SUBMITTED:
        return State.SUBMITTED
    is_further = row.taken_from_id == source.pk and row.state in APPROVED
    return row.state if is_further else State.UNIT_APPROVED


def is_same(row: CheckIn, source: CheckIn) -> bool:
    if row.taken_from_id != source.pk or state_above(row, source) != row.state:
        return False
    return all(getattr(row, name) == value for name, value in words_of(source).items())


def take_over(row: CheckIn, source: CheckIn, today: date) -> list[Change]:
    """Write onto a check-in above what its source below says, and what follows from its state."""
    before, was_approved = plain(row, *ANSWERED), row.state in APPROVED
    changes = take_off_entry(SYSTEM, row) if was_approved else []
    state = state_above(row, source)
    late = is_late_above(row, source)
    values = words_of(source) | {
        "state": state,
        "outcome": outcome_above(row, source),
        "missed_reason": source.missed_reason,
        "received_at": source.received_at,
        "is_late": late,
        "submitted_by": source.submitted_by,
        "taken_from_id": source.pk,
        "saved_at": timezone.now(),
    }
    CheckIn.objects.filter(pk=row.pk).update(**values, version=F("version") + 1)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    changes.append(Change.of(row, before=before, after=plain(row, *ANSWERED)))
    if state in APPROVED:
        changes += put_on_entries(SYSTEM, [row], today)
    return changes


def outcome_above(row: CheckIn, source: CheckIn) -> str:
    """Return what is said of the goal above: what is said of the same goal below."""
    above, below = row.milestone, source.milestone
    if above is None or below is None:
        return CheckIn.Outcome.NONE
    is_same_goal = (above.title, above.due_on) == (below.title, below.due_on)
    return source.outcome if is_same_goal else CheckIn.Outcome.NONE


def relight_above(rows: Sequence[CheckIn], today: date) -> None:
    entries: dict[object, set[int]] = {}
    for row in rows:
        entries.setdefault(row.round.campaign, set()).add(row.entry_id)
    for campaign, ids in entries.items():
        recompute_lamps(SYSTEM, campaign, today, entry_ids=ids)  # type: ignore[arg-type]


def correct_above(correction: Correction) -> list[Change]:
    """Let a correction approved below stand beside the frozen reports above that it answers.

    The same two persons asked and approved; what above is not frozen takes over the new words.
    """
    row = correction.check_in
    ends_on = row.round.ends_on
    frozen = CheckIn.objects.filter(
        Q(taken_from=row.pk) | Q(below=row.entry_id, received_at__isnull=True),
        round__state=Round.State.FROZEN,
        round__starts_on__lte=ends_on,
        round__ends_on__gte=ends_on,
        below__isnull=False,
    ).exclude(corrections__state=Correction.State.ASKED)
    changes = []
    for above in frozen.select_related("round").order_by("pk"):
        made = Correction.objects.create(
            check_in=above,
            state=Correction.State.APPROVED,
            was_silent=above.received_at is None,
            before=correction.before,
            reason=correction.reason,
            asked_by=correction.asked_by,
            asked_for=correction.asked_for,
            asked_at=correction.asked_at,
            decided_by=correction.decided_by,
            decided_at=correction.decided_at,
            answer=correction.answer,
            **{name: getattr(correction, name) for name in ("said", "problem", "progress")},
        )
        changes.append(
            Change.of(made, after=plain(made, "check_in", "state", "was_silent", "said"))
        )
    return [*changes, *answer_above([row], timezone.localdate()).changes]

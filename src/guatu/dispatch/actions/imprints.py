"""What an approved check-in leaves on its entry, and takes off again when it is returned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from guatu.audit.actions import Change, plain
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import CheckIn, CheckInMove
from guatu.dispatch.policies import APPROVED
from guatu.ledgers.actions import Report, apply_report
from guatu.ledgers.actions.goals import Asked, Decided, decide_milestone, propose_move
from guatu.ledgers.actions.reports import REPORTED, shortened
from guatu.ledgers.models import Duty, Entry, Milestone
from guatu.shell.wording import in_the_language_of_the_house

NO_NEWS = gettext_lazy("No news this time")


def put_on_entries(actor: Actor, rows: Sequence[CheckIn], today: date) -> list[Change]:
    """Put what the first lead said on its entry, and decide the milestone it spoke of.

    A late report of an earlier round does not overwrite what a later one said.
    """
    own = [row for row in rows if row.role == Duty.Role.LEAD and row.unit_id == row.entry.unit_id]
    spoken = set(
        CheckIn.objects.filter(
            entry__in=[row.entry_id for row in own],
            state__in=APPROVED,
            unit=F("entry__unit"),
        ).values_list("entry_id", "round__starts_on")
    )
    changes = []
    for row in sorted(own, key=lambda r: r.round.starts_on):
        later = any(entry == row.entry_id and day > row.round.starts_on for entry, day in spoken)
        if row.outcome != CheckIn.Outcome.NONE and row.milestone is not None:
            said = Decided(outcome=row.outcome, on=today, reason=row.missed_reason)
            changes += decide_milestone(actor, row.milestone, said)
            if row.goal_moves_to is not None:
                changes += propose_move(actor, row.milestone, asked_by(row))
        if not later and (change := apply_report(row.entry, report_of(row))) is not None:
            changes.append(change)
    return changes


def report_of(row: CheckIn) -> Report:
    assert row.received_at is not None  # noqa: S101 the constraint dispatch_checkin_received
    return Report(
        reported_at=row.received_at,
        said=words_of(row),
        progress=row.progress,
        reported_lamp=Lamp(row.reported_lamp) if row.reported_lamp else None,
    )


def words_of(row: CheckIn) -> str:
    return in_the_language_of_the_house(NO_NEWS) if row.is_unchanged else row.said


def asked_by(row: CheckIn) -> Asked:
    assert row.goal_moves_to is not None  # noqa: S101 asked before
    return Asked(
        unit_id=row.unit_id,
        person_id=row.submitted_by,
        due_on=row.goal_moves_to,
        reason=row.missed_reason,
    )


def take_off_entry(actor: Actor, row: CheckIn) -> list[Change]:
    """Let the entry and the milestone stand as the other approved check-ins say."""
    entry = Entry.objects.select_for_update().get(pk=row.entry_id)
    is_its_word = row.unit_id == entry.unit_id or row.received_at == entry.reported_at
    if row.role != Duty.Role.LEAD or not is_its_word:
        return []
    others = (
        CheckIn.objects.filter(
            entry=entry, role=Duty.Role.LEAD, unit__in=[entry.unit_id, row.unit_id],
            state__in=APPROVED,
        )
        .exclude(pk=row.pk)
        .order_by("round__starts_on", "received_at")
    )  # fmt: skip
    return [*reopen(actor, row, others), *restore(entry, list(others))]


def reopen(actor: Actor, row: CheckIn, others: QuerySet[CheckIn]) -> list[Change]:
    """Undo what `row` decided of its milestone, unless a later report decided otherwise."""
    milestone = row.milestone
    if milestone is None or row.outcome == CheckIn.Outcome.NONE:
        return []
    if milestone.outcome != row.outcome:
        return []
    said = others.filter(milestone=milestone).exclude(outcome=CheckIn.Outcome.NONE).last()
    if said is None:
        return decide_milestone(actor, milestone, Decided(outcome=Milestone.Outcome.OPEN))
    again = Decided(outcome=said.outcome, on=approved_on(said), reason=said.missed_reason)
    return decide_milestone(actor, milestone, again)


def approved_on(row: CheckIn) -> date:
    steps = CheckInMove.objects.filter(check_in=row, to_state=CheckIn.State.UNIT_APPROVED)
    move = steps.exclude(from_state=CheckIn.State.UNIT_APPROVED).last()
    return timezone.localdate(move.moved_at if move is not None else row.received_at)


def restore(entry: Entry, others: Sequence[CheckIn]) -> list[Change]:
    """Write onto `entry` what `others`, in the order of their rounds, leave on it."""
    before = plain(entry, *REPORTED)
    last = others[-1] if others else None
    numbers = [row.progress for row in others if row.progress is not None]
    lamps = [row.reported_lamp for row in others if row.reported_lamp]
    values = {
        "reported_at": last.received_at if last is not None else None,
        "last_said": shortened(words_of(last)) if last is not None else "",
        "progress": numbers[-1] if numbers else None,
        "reported_lamp": lamps[-1] if lamps else None,
    }
    for name, value in values.items():
        setattr(entry, name, value)
    after = plain(entry, *REPORTED)
    if after == before:
        return []
    Entry.objects.filter(pk=entry.pk).update(**values)
    return [Change.of(entry, before=before, after=after)]

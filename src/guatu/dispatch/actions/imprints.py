"""What an approved check-in leaves on its entry, and takes off again when it is returned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from guatu.audit.actions import Change, plain
from guatu.core.lamps import Lamp
from guatu.dispatch.actions.wording import in_the_language_of_the_house
from guatu.dispatch.models import CheckIn, CheckInMove
from guatu.dispatch.policies import APPROVED
from guatu.ledgers.actions import Report, apply_report
from guatu.ledgers.actions.reports import REPORTED, shortened
from guatu.ledgers.models import Duty, Entry, Milestone

NO_NEWS = gettext_lazy("No news this time")
DECIDED = ("outcome", "decided_on")


def put_on_entries(rows: Sequence[CheckIn], today: date) -> list[Change]:
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
            changes += decide(row.milestone, row.outcome, today)
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


def decide(milestone: Milestone, outcome: str, day: date | None) -> list[Change]:
    if milestone.outcome == outcome:
        return []
    before = plain(milestone, *DECIDED)
    Milestone.objects.filter(pk=milestone.pk).update(
        outcome=outcome, decided_on=day, version=F("version") + 1
    )
    milestone.outcome, milestone.decided_on = outcome, day
    return [Change.of(milestone, before=before, after=plain(milestone, *DECIDED))]


def take_off_entry(row: CheckIn) -> list[Change]:
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
    return [*reopen(row, others), *restore(entry, list(others))]


def reopen(row: CheckIn, others: QuerySet[CheckIn]) -> list[Change]:
    """Undo what `row` decided of its milestone, unless a later report decided otherwise."""
    milestone = row.milestone
    if milestone is None or row.outcome == CheckIn.Outcome.NONE:
        return []
    if milestone.outcome != row.outcome:
        return []
    said = others.filter(milestone=milestone).exclude(outcome=CheckIn.Outcome.NONE).last()
    if said is None:
        return decide(milestone, Milestone.Outcome.OPEN, None)
    return decide(milestone, said.outcome, approved_on(said))


def approved_on(row: CheckIn) -> date:
    move = CheckInMove.objects.filter(check_in=row, to_state=CheckIn.State.UNIT_APPROVED).last()
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

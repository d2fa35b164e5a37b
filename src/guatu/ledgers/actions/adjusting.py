"""Changing an issued entry (T12): a building block of planning, which has policy and audit row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guatu.audit.actions import Change, plain
from guatu.ledgers.actions.duties import state
from guatu.ledgers.actions.insertion import Assigned, duty_rows
from guatu.ledgers.actions.shifts import ShiftNote, Source, keep_shift
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Duty, Entry, PostDuty
from guatu.shell.versions import update_at_version


def adjust_entry(
    entry: Entry,
    *,
    columns: Mapping[str, Any],
    leads: Sequence[int] | None = None,
    note: ShiftNote | None = None,
) -> Change:
    """Set columns, and the lead units if they change hands, at the version that `entry` has.

    Lamps are lit anew; what was reported late stays late. `note` says on whose word a due date
    changes.
    """
    old_due, note = entry.due_on, note or ShiftNote(source=Source.ADJUSTMENT)
    before = plain(entry, *columns) if columns else {}
    if leads is None:
        update_at_version(entry, entry.version, **columns)
        keep_shift(entry, old_due, note)
        tell_followers(entry)
        return Change.of(entry, before=before, after=plain(entry, *columns))
    before |= state(entry)
    update_at_version(entry, entry.version, **columns, unit_id=leads[0])
    hand_over(entry, leads)
    keep_shift(entry, old_due, note)
    tell_followers(entry)
    after = (plain(entry, *columns) if columns else {}) | state(entry)
    return Change.of(entry, before=before, after=after)


def hand_over(entry: Entry, leads: Sequence[int]) -> None:
    """Let these units lead; the posts of units that led before go, leaders stay."""
    old = Duty.objects.filter(entry=entry, role=Duty.Role.LEAD)
    gone = set(old.values_list("unit_id", flat=True)) - set(leads)
    written = dict(old.values_list("unit_id", "written"))
    old.delete()
    Duty.objects.filter(entry=entry, role=Duty.Role.SUPPORT, unit_id__in=leads).delete()
    Duty.objects.bulk_create(
        duty_rows(
            entry,
            Duty.Role.LEAD,
            [Assigned(unit_id=pk, written=written.get(pk, "")) for pk in leads],
        )
    )
    posts = PostDuty.objects.filter(entry=entry, post__unit_id__in=gone)
    posts.exclude(level=PostDuty.Level.LEADER).delete()

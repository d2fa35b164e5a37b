"""The nearest limit of an entry's course, kept on the entry so that lists and lamps need no course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.calendars import WorkCalendar
from guatu.core.kinds import KindDefinition, Standing, nearest_limit
from guatu.ledgers.followers import tell_of_limits
from guatu.ledgers.models import Entry, Kind, LogRow, StagePassage
from guatu.ledgers.queries import batches, definition_of
from guatu.shell.workdays import work_calendar

LIMITED = ("limit_at", "limit_for")


def set_limits(kind: KindDefinition, entries: Sequence[Entry]) -> None:
    """Write the nearest limit of `entries` (all of `kind`), in a number of queries that does not grow."""
    if not kind.has_limits:
        return
    calendar = work_calendar()
    for some in batches(entries):
        standings = standings_of(kind, some)
        before = {entry.pk: (entry.limit_at, entry.limit_for) for entry in some}
        for entry in some:
            set_limit(kind, entry, standings[entry.pk], calendar)
        changed = [entry for entry in some if before[entry.pk] != (entry.limit_at, entry.limit_for)]
        Entry.objects.bulk_update(changed, LIMITED)


def set_limit(
    kind: KindDefinition, entry: Entry, standing: Standing, calendar: WorkCalendar
) -> None:
    limit = None if entry.closed_on else nearest_limit(kind, standing, calendar)
    entry.limit_at = timezone.make_aware(limit.at) if limit else None
    entry.limit_for = limit.whose if limit else ""


def standings_of(kind: KindDefinition, entries: Sequence[Entry]) -> dict[int, Standing]:
    ids = [entry.pk for entry in entries]
    done = last_rows(ids) if kind.logs else {}
    moments = moments_of(ids) if any(stage.limit_hours for stage in kind.stages) else {}
    return {
        entry.pk: Standing(
            stage=entry.stage,
            since=since(entry),
            since_at=timezone.make_naive(moments.get(entry.pk, entry.created_at)),
            done_on=done.get(entry.pk, {}),
        )
        for entry in entries
    }


def since(entry: Entry) -> date:
    """Return the day on which an entry came to its stage: the first stage begins with the entry."""
    return entry.stage_since or entry.starts_on or timezone.localdate(entry.created_at)


def last_rows(ids: Sequence[int]) -> dict[int, dict[str, date]]:
    """Return by entry and log the last day on which the act was done."""
    found: defaultdict[int, dict[str, date]] = defaultdict(dict)
    rows = LogRow.objects.filter(entry_id__in=ids, struck_at=None).order_by()
    for entry_id, log, day in (
        rows.values("entry_id", "log")
        .annotate(last=Max("happened_on"))
        .values_list("entry_id", "log", "last")
    ):
        found[entry_id][log] = day
    return found


def moments_of(ids: Sequence[int]) -> dict[int, datetime]:
    """Return when the last passage of each entry was received: hours run from then (D1)."""
    rows = StagePassage.objects.filter(entry_id__in=ids).order_by()
    return dict(
        rows.values("entry_id").annotate(last=Max("recorded_at")).values_list("entry_id", "last")
    )


def refresh_limits(kind: Kind) -> list[Entry]:
    """Write the limits of all open entries of a kind anew, and return those whose limit moved.

    Called where what they rest on has changed: the kind itself, or the table of holidays.
    """
    entries = list(Entry.objects.filter(kind=kind, closed_on=None).order_by("pk"))
    definition = definition_of(kind)
    stood = {entry.pk: (entry.limit_at, entry.limit_for) for entry in entries}
    if not definition.has_limits:
        Entry.objects.filter(kind=kind).exclude(limit_at=None).update(limit_at=None, limit_for="")
        return [entry for entry in entries if entry.limit_at is not None]
    set_limits(definition, entries)
    return [entry for entry in entries if (entry.limit_at, entry.limit_for) != stood[entry.pk]]


def relight(moved: Sequence[Entry]) -> None:
    """Let the lamps of entries whose limit moved be lit anew, in the campaigns that run."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for entry in moved:
        found[entry.campaign_id].append(entry.pk)
    running = Campaign.objects.filter(pk__in=found, status=Campaign.Status.ACTIVE).order_by("pk")
    for campaign in running:
        tell_of_limits(campaign, found[campaign.pk])


def follow_calendar() -> None:
    """Move every limit that is counted in working days after the table of holidays."""
    for kind in Kind.objects.order_by("pk"):
        if definition_of(kind).has_working_days:
            relight(refresh_limits(kind))

"""Rounds that run by themselves: opened, reminded of, moved with the calendar, frozen by the clock.

Each act may be called any number of times, by any number of workers: it does what is left to do
and records nothing if there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.rounds import Dates, OffDays, moved
from guatu.dispatch.actions.freezing import freeze_round
from guatu.dispatch.actions.rounds import SHOWN, new_round, open_dates
from guatu.dispatch.models import Cadence, CheckIn, Round, RoundReminder
from guatu.dispatch.queries.due import (
    REMINDER,
    End,
    end_for_all,
    next_to_freeze,
    own_ends,
    step_at,
)
from guatu.dispatch.queries.rhythms import Clock, last_round, next_due, running_cadences
from guatu.notices.actions import Notice, tell
from guatu.shell.formatting import day, deadline
from guatu.shell.versions import update_at_version

BATCH = 500
NAMED = 30  # units in a message to a group: a robot takes some 600 characters
TO_GROUP = {
    "before": gettext_lazy(
        "Round %(number)d of %(campaign)s: the cut-off is %(until)s. Not reported yet: %(units)s."
    ),
    "after": gettext_lazy(
        "Round %(number)d of %(campaign)s was due by %(until)s. Not reported yet: %(units)s. "
        "What comes now counts as late."
    ),
}


def open_due(cadence_id: int, now: datetime, *, after_each: Callable[[int], None]) -> int:
    """Open all rounds of a cadence that should be open by now, in order; return how many were made.

    What passed altogether while nothing ran is written down as missed: nobody could have answered
    it, so nobody is asked and nobody counts as silent.
    """
    clock = Clock.at(now)
    made = 0
    while open_next(cadence_id, clock):
        made += 1
        after_each(made)
    return made


@transaction.atomic
def open_next(cadence_id: int, clock: Clock) -> bool:
    """Open the next round of a cadence if its time has come; say whether there was one."""
    cadence = running_cadences().select_for_update(of=("self",)).filter(pk=cadence_id).first()
    if cadence is None:
        return False
    last = last_round(cadence)
    dates = next_due(cadence, last, clock)
    if dates is None:
        return False
    if cadence.begins_on is None:
        Cadence.objects.filter(pk=cadence.pk).update(begins_on=dates.period.starts_on)
    if dates.late_at <= clock.now:
        note_missed(cadence, dates)
    else:
        open_dates(SYSTEM, cadence, dates, today=clock.today, now=clock.now)
    return True


def note_missed(cadence: Cadence, dates: Dates) -> None:
    last = Round.objects.filter(cadence=cadence).order_by("-ordinal").first()
    ordinal = last.ordinal + 1 if last is not None else 1
    one = new_round(cadence, dates, ordinal, is_missed=True)
    change = Change.of(one, before=None, after=plain(one, *SHOWN))
    record(SYSTEM, "round.miss", of=one, changes=[change])


@transaction.atomic
def remind(round_id: int, step: str, now: datetime) -> int:
    """Remind the units that have not reported, once a step; return how many were reminded.

    A unit that was granted more time is reminded by its own end, not by that of all.
    """
    one = (
        Round.objects.select_related("campaign", "cadence")
        .select_for_update(of=("self",))
        .filter(pk=round_id, campaign__status=Campaign.Status.ACTIVE)
        .first()
    )
    if one is None or not (silent := silent_at(one, step, now)):
        return 0
    rows = RoundReminder.objects.bulk_create(
        [
            RoundReminder(round=one, unit_id=unit_id, step=step, told_at=now, still_open=number)
            for units in silent.values()
            for unit_id, number in units.items()
        ],
        batch_size=BATCH,
    )
    for end, units in silent.items():
        tell(notice_of(one, step, end, list(units)))
    record(
        SYSTEM, "round.remind", of=one, details={"step": step, "units": len(rows)},
        changes=[Change.of(row, before=None, after=plain(row, "unit", "step", "still_open"))
                 for row in rows],
    )  # fmt: skip
    return len(rows)


def silent_at(one: Round, step: str, now: datetime) -> dict[End, dict[int, int]]:
    """Return by their end the silent units that are at a step and were not told at it, and what is open."""
    granted, for_all = own_ends([one]), end_for_all(one)
    told = set(one.reminders.filter(step=step).values_list("unit_id", flat=True))
    found: dict[End, dict[int, int]] = {}
    for unit_id, number in silent_units(one).items():
        end = granted.get((one.pk, unit_id), for_all)
        if unit_id not in told and step_at(one, end, now) == step:
            found.setdefault(end, {})[unit_id] = number
    return found


def silent_units(one: Round) -> dict[int, int]:
    """Return the units that owe reports of entries still in force, and how many."""
    rows = CheckIn.objects.filter(round=one, received_at__isnull=True, entry__validity="in_force")
    counted = rows.order_by().values("unit").annotate(n=Count("pk")).values_list("unit", "n")
    return dict(counted.order_by("unit__official_order", "unit__path"))


def notice_of(one: Round, step: str, end: End, unit_ids: list[int]) -> Notice:
    """Return what is told to units with this end, in the order of the units."""
    text = gettext_lazy("Round %(number)d of %(campaign)s: the cut-off is %(until)s.")
    if step.startswith("after"):
        text = gettext_lazy(
            "Round %(number)d of %(campaign)s was due by %(until)s. What comes now counts as late."
        )

    def facts() -> dict[str, object]:
        until = deadline(end.until) if end.is_own else cut_off(one)
        return {"number": one.ordinal, "campaign": str(one.campaign), "until": until}

    def group_text(units: Sequence[int]) -> str:
        return str(TO_GROUP[step.partition("-")[0]]) % {**facts(), "units": named(units)}

    return Notice(
        key=f"round-{one.pk}-{step}" + (f"-{end.until.isoformat()}" if end.is_own else ""),
        sort=REMINDER,
        campaign=one.campaign,
        subject=gettext_lazy("Still to report"),
        text=lambda: str(text) % facts(),
        group_text=group_text,
        address=reverse("dispatch:mine"),
        unit_ids=unit_ids,
        due_at=end.until,
    )


def named(unit_ids: Sequence[int]) -> str:
    """Return units by name in the order given, of many the first and how many there are."""
    units = Unit.objects.in_bulk(list(unit_ids[:NAMED]))
    names = _(", ").join(units[pk].label for pk in unit_ids[:NAMED])
    if len(unit_ids) <= NAMED:
        return names
    said = ngettext("%(names)s and others, %(num)d unit", "%(names)s and others, %(num)d units",
                    len(unit_ids))  # fmt: skip
    return said % {"names": names, "num": len(unit_ids)}


def cut_off(one: Round) -> str:
    return f"{day(one.last_day, weekday=True)} {one.last_hour}"


def freeze_due(round_id: int, now: datetime) -> bool:
    """Freeze a round whose days are over, if it is its cadence's turn; say whether it was."""
    with transaction.atomic():
        rows = Round.objects.select_related("cadence").select_for_update(of=("self",))
        one = rows.filter(pk=round_id).first()
        if one is None or next_to_freeze(one.cadence, now) != one.pk:
            return False
        freeze_round(SYSTEM, one.pk, one.version)
    return True


@transaction.atomic
def follow_calendar(round_id: int, clock: Clock) -> bool:
    """Move the cut-off of an open round whose day is worked no more, or is worked again.

    Only what lies ahead moves, and never to before now: what was late stays late.
    """
    rows = Round.objects.select_for_update(of=("self",)).filter(
        pk=round_id, state=Round.State.OPEN, due_at__gt=clock.now, nominal_on__isnull=False
    )
    if (one := rows.first()) is None or (shift := days_moved(one, clock)) == timedelta(0):
        return False
    before = plain(one, *SHOWN)
    late_by = one.late_from - one.until
    due_at = one.until + shift
    if due_at <= clock.now:
        return False
    update_at_version(
        one, one.version, due_at=due_at, late_at=due_at + late_by, due_on=one.last_day + shift
    )
    change = Change.of(one, before=before, after=plain(one, *SHOWN))
    record(SYSTEM, "round.move", of=one, changes=[change])
    return True


def days_moved(one: Round, clock: Clock) -> timedelta:
    """Return by how much the calendar of today puts a cut-off elsewhere than it stands."""
    if one.nominal_on is None or one.due_on is None:
        return timedelta(0)
    day = moved(one.nominal_on, OffDays(one.off_days), clock.calendar)
    return (one.nominal_on if day < one.starts_on else day) - one.due_on

"""What discipline supervision reads of an entry under watch: reports, lamps, put-off dates, steps; no persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.dispatch.models import CheckIn
from guatu.ledgers.models import Entry
from guatu.shell.formatting import day
from guatu.shell.lamps import word as lamp_word
from guatu.supervision.ladderwords import RUNG_WORDS
from guatu.supervision.models import Directive, LadderStep

LAST = 60  # reports of one entry: more than a year of weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedStep:
    """One thing that happened to the entry, with the unit it concerns."""

    at: datetime
    title: str
    text: str = ""
    meta: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An entry as it is read under watch."""

    steps: list[WatchedStep]
    put_off: str


def watched(entry: Entry) -> Watched:
    """Return what happened to an entry, oldest first; who may read it was decided by the watch."""
    steps = [*reports(entry), *lamps(entry), *shifts(entry), *taken(entry)]
    pushed = [one for one in entry.due_shifts.all() if (one.days or 0) > 0]
    put_off = ""
    if pushed:
        put_off = _("%(times)s times, %(days)s days in all") % {
            "times": len(pushed),
            "days": sum(one.days or 0 for one in pushed),
        }
    return Watched(steps=sorted(steps, key=lambda one: one.at), put_off=put_off)


def reports(entry: Entry) -> list[WatchedStep]:
    rows = CheckIn.objects.filter(entry=entry, received_at__isnull=False).select_related(
        "unit", "round"
    )
    return [
        WatchedStep(
            at=row.received_at or row.saved_at,
            title=_("Report of %(unit)s") % {"unit": row.unit.label},
            text=row.said or (_("no change") if row.is_unchanged else ""),
            meta=_("late") if row.is_late else "",
        )
        for row in rows.order_by("-round__starts_on", "-pk")[:LAST]
    ]


def lamps(entry: Entry) -> list[WatchedStep]:
    return [
        WatchedStep(
            at=timezone.make_aware(datetime.combine(row.from_on, time())),
            title=_("Lamp: %(lamp)s") % {"lamp": lamp_word(row.lamp)},
        )
        for row in entry.lamp_spells.order_by("from_on")
    ]


def shifts(entry: Entry) -> list[WatchedStep]:
    return [
        WatchedStep(
            at=row.recorded_at,
            title=_("Due date: %(before)s → %(after)s")
            % {"before": day(row.from_due_on, year=True), "after": day(row.to_due_on, year=True)},
            text=row.reason,
        )
        for row in entry.due_shifts.order_by("pk")
    ]


def taken(entry: Entry) -> list[WatchedStep]:
    found = [
        WatchedStep(
            at=row.issued_at,
            title=_("Directive %(number)s to %(unit)s")
            % {"number": row.label, "unit": row.unit.label},
            text=row.requirement,
        )
        for row in Directive.objects.filter(entry=entry).select_related("unit").order_by("pk")
    ]
    steps = LadderStep.objects.filter(entry=entry).select_related("unit").order_by("pk")
    found += [
        WatchedStep(
            at=row.taken_at,
            title=_("%(rung)s to %(unit)s")
            % {"rung": RUNG_WORDS[row.rung], "unit": row.unit.label},
            text=row.text,
        )
        for row in steps
    ]
    return found

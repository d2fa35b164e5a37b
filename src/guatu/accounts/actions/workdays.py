"""Holidays and make-up days: the table of one year, set in one act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.followers import tell_of_workdays
from guatu.audit.actions import Change, record
from guatu.core.actors import Actor
from guatu.core.calendars import SATURDAY
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import day as day_text
from guatu.shell.models import CalendarDay, CalendarYear
from guatu.shell.versions import update_at_version
from guatu.shell.workdays import SpecialDay, built_in_years, kept_years

EARLIEST, LATEST = 2000, 2100
MOST = 80  # special days of one year


@transaction.atomic
def set_workdays(
    actor: Actor, year: int, days: Sequence[SpecialDay], *, version: int, source: str = ""
) -> CalendarYear:
    """Let a year have these special days and no other; every limit of working days follows them.

    `version` is 0 for a year that the office has not kept until now.

    Raises
    ------
    InvalidState
        If a day lies in another year, stands twice, or is worked although its weekday is worked anyway.
    Stale
        If the year was changed since it was read.
    """
    if not policies.can_keep_workdays(actor):
        raise NotAllowed(_("Only the campaign office and the system administrator do this."))
    refuse_bad_days(year, days)
    row, is_new = CalendarYear.objects.get_or_create(year=year, defaults={"version": 0})
    before = shown(() if is_new else kept_years().get(year, ()), row.source)
    if is_new:
        before = shown(built_in_years().get(year, ()), "")
    update_at_version(row, version, source=source)
    CalendarDay.objects.filter(year=row).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=row, day=one.day, is_worked=one.is_worked, name=one.name) for one in days
    )
    tell_of_workdays()
    change = Change.of(row, before=before, after=shown(days, source))
    record(actor, "workdays.set", of=row, changes=[change], details={"year": year})
    return row


def shown(days: Sequence[SpecialDay], source: str) -> dict[str, object]:
    """Return a table as the record keeps it."""
    ordered = sorted(days, key=lambda one: one.day)
    return {
        "off": [one.day.isoformat() for one in ordered if not one.is_worked],
        "work": [one.day.isoformat() for one in ordered if one.is_worked],
        "source": source,
    }


def refuse_bad_days(year: int, days: Sequence[SpecialDay]) -> None:
    if not EARLIEST <= year <= LATEST:
        raise InvalidState(_("Name a year from 2000 to 2100."))
    if len(days) > MOST:
        raise InvalidState(_("A year has at most 80 special days; check the stretches."))
    seen = set()
    for one in days:
        told = {"day": day_text(one.day)}
        if one.day.year != year:
            raise InvalidState(_("%(day)s lies in another year.") % told)
        if one.day in seen:
            raise InvalidState(_("%(day)s stands in the table twice.") % told)
        if one.is_worked and one.day.weekday() < SATURDAY:
            raise InvalidState(
                _("%(day)s is worked anyway: a make-up day is a weekend day.") % told
            )
        seen.add(one.day)

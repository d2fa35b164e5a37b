"""Reminders as a text to copy into a work group: short, polite, naming units and never persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.shell.formatting import day, deadline, moment

MOST_UNITS = 60  # of one text; a work group reads no longer list


class Kind(StrEnum):
    """What a reminder is about."""

    UNREPORTED = "unreported"  # who has not reported in this round
    NEAR_LIMIT = "near_limit"  # what ends in the next days
    OVERDUE = "overdue"  # what is past its limit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit with how many items of it are meant (0: the unit itself) and the nearest limit."""

    unit: str
    count: int = 0
    limit_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What a text says. `subject` is the round's or campaign's name, `address` the page's in full."""

    kind: Kind
    subject: str
    lines: Sequence[UnitLine]
    as_of: datetime
    due_at: datetime | None = None
    address: str = ""
    is_simulated: bool = False  # said in front: a copied text has no page around it


def text_of(reminder: Reminder) -> str:
    """Return the text; "" where no unit is meant, for then there is nobody to remind."""
    if not reminder.lines:
        return ""
    parts = [
        f"{simulated(reminder)}【{heading(reminder.kind)}】{reminder.subject}",
        opening(reminder),
        *(
            line_of(number, one, reminder.kind)
            for number, one in enumerate(reminder.lines[:MOST_UNITS], 1)
        ),
    ]
    if (more := len(reminder.lines) - MOST_UNITS) > 0:
        parts.append(
            ngettext("and %(num)d more unit", "and %(num)d more units", more) % {"num": more}
        )
    parts.append(asking(reminder))
    if reminder.address:
        parts.append(_("Address: %(address)s") % {"address": reminder.address})
    parts.append(_("Whoever has done so already may disregard this. Thank you."))
    return "\n".join(parts)


def simulated(reminder: Reminder) -> str:
    return f"【{_('Simulated data')}】" if reminder.is_simulated else ""


def heading(kind: Kind) -> str:
    return {
        Kind.UNREPORTED: _("Reminder to report"),
        Kind.NEAR_LIMIT: _("Reminder of limits"),
        Kind.OVERDUE: _("Reminder of what is overdue"),
    }[kind]


def opening(reminder: Reminder) -> str:
    """Return the first sentence: how things stood when the text was made."""
    told = {
        "time": moment(reminder.as_of),
        "units": len(reminder.lines),
        "items": sum(one.count for one in reminder.lines),
    }
    if reminder.kind is Kind.UNREPORTED:
        return _("As of %(time)s, %(units)d units have not reported yet:") % told
    if reminder.kind is Kind.NEAR_LIMIT:
        return _("As of %(time)s, %(items)d items of %(units)d units are near their limit:") % told
    return _("As of %(time)s, %(items)d items of %(units)d units are past their limit:") % told


def line_of(number: int, one: UnitLine, kind: Kind) -> str:
    told = {"number": number, "unit": one.unit, "count": one.count, "day": day(one.limit_on)}
    if one.limit_on is not None and one.count == 1:
        return _("%(number)d. %(unit)s: 1 (limit %(day)s)") % told
    if one.limit_on is not None and kind is Kind.OVERDUE:
        return _("%(number)d. %(unit)s: %(count)d (earliest limit %(day)s)") % told
    if one.limit_on is not None:
        return _("%(number)d. %(unit)s: %(count)d (limit %(day)s)") % told
    if one.count:
        return _("%(number)d. %(unit)s: %(count)d") % told
    return _("%(number)d. %(unit)s") % told


def asking(reminder: Reminder) -> str:
    """Return what is asked for, with the time where there is one for all."""
    if reminder.kind is Kind.UNREPORTED:
        if reminder.due_at is not None:
            return _("Please report by %(time)s.") % {"time": deadline(reminder.due_at)}
        return _("Please report as soon as you can.")
    if reminder.kind is Kind.NEAR_LIMIT:
        return _("Please see to them in time; should there be difficulties, please say so early.")
    return _("Please say how they stand and when they will be done.")

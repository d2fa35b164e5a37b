"""What an approved report leaves on its entry; dispatch calls this inside its own act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain
from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import definition_of
from guatu.shell.errors import InvalidState

WHOLE = 1000
LONGEST_SAID = 200
REPORTED = ("progress", "reported_lamp", "reported_at", "last_said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was approved. None for `progress` and `reported_lamp` leaves what stands.

    `progress` is in thousandths, and only for kinds with a quantity (T9).
    """

    reported_at: datetime
    said: str = ""
    progress: int | None = None
    reported_lamp: Lamp | None = None


def apply_report(entry: Entry, report: Report) -> Change | None:
    """Write a report onto its entry and return the change for the caller's audit row.

    An older report than the one that stands changes nothing (None). The entry's version stays:
    no form writes these columns, and a report must not refuse an edit that is under way.

    Raises
    ------
    InvalidState
        If the kind has no quantity, or the share is not between nothing and the whole.
    """
    if report.progress is not None:
        check_progress(entry, report.progress)
    if entry.reported_at is not None and report.reported_at < entry.reported_at:
        return None
    before = plain(entry, *REPORTED)
    values = {
        "reported_at": report.reported_at,
        "last_said": shortened(report.said),
        "progress": entry.progress if report.progress is None else report.progress,
        "reported_lamp": report.reported_lamp or entry.reported_lamp,
    }
    Entry.objects.filter(pk=entry.pk).update(**values)
    for name, value in values.items():
        setattr(entry, name, value)
    return Change.of(entry, before=before, after=plain(entry, *REPORTED))


def check_progress(entry: Entry, progress: int) -> None:
    if not definition_of(entry.kind).has_quantity:
        raise InvalidState(_("This kind has no quantity; report goals met or missed instead."))
    if not 0 <= progress <= WHOLE:
        raise InvalidState(_("Progress lies between 0 and 100 %."))


def shortened(said: str) -> str:
    one_line = " ".join(said.split())
    return one_line if len(one_line) <= LONGEST_SAID else one_line[: LONGEST_SAID - 1] + "…"

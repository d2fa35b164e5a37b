"""What a counter gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from guatu.burden.models import Ask
from guatu.core.burden import Counts
from guatu.core.rounds import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one source asked of one unit in the month.

    `object_id` says which cadence, target, meeting … it was; 0 and no label: the source as a whole.
    """

    unit_id: int
    source: Ask.Source
    counts: Counts
    label: str = ""
    object_id: int = 0


def hours_of(month: Period) -> tuple[datetime, datetime]:
    """Return when a month begins and when it is over, in the installation's zone (D1)."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(month.starts_on, time.min, tzinfo=zone)
    return first, datetime.combine(month.ends_on + timedelta(days=1), time.min, tzinfo=zone)

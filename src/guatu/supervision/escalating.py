"""The clock's part: each morning leaders are told what was missed, as one job a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from guatu.jobs.works import Due, Run, Work
from guatu.supervision.actions.escalation import escalate
from guatu.supervision.queries.escalation import FROM_HOUR, to_tell

CODE = "supervision.escalate"


def does(run: Run) -> Mapping[str, Any]:
    """Tell the leaders of one day; a directive is one transaction, so a kill doubles nothing."""
    day = date.fromisoformat(str(run.arguments["day"]))
    ids = list(dict.fromkeys(one.row.pk for one in to_tell(day)))
    told = 0
    for done, directive_id in enumerate(ids, start=1):
        run.progress(done - 1, len(ids))
        told += escalate(directive_id, day)
    return {"told": told}


def due(now: datetime) -> Iterable[Due]:
    """Return the morning's job if something is to be told: what came later waits for the next one.

    A clock set back asks for a day that is done; a day that was slept through needs no job of its
    own, for each morning takes all that is still to be told.
    """
    here = timezone.localtime(now)
    if here.hour < FROM_HOUR:
        return []
    today = here.date()
    if next(to_tell(today), None) is None:
        return []
    at = timezone.make_aware(datetime.combine(today, time(FROM_HOUR)))
    return [Due(work=CODE, key=today.isoformat(), due_at=at, arguments={"day": today.isoformat()})]


WORK = Work(code=CODE, label=gettext_lazy("Put missed directives before leaders"), does=does)

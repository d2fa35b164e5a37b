"""The clock's part: each morning units are told what is near, leaders what was missed: a job a day each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from guatu.jobs.works import Due, Run, Work
from guatu.supervision.actions.escalation import escalate
from guatu.supervision.actions.reminding import near, remind, upcoming
from guatu.supervision.queries.escalation import FROM_HOUR, to_tell

CODE = "supervision.escalate"
REMIND = "supervision.remind"


def does(run: Run) -> Mapping[str, Any]:
    """Tell the leaders of one day; a directive is one transaction, so a kill doubles nothing."""
    day = date.fromisoformat(str(run.arguments["day"]))
    ids = list(dict.fromkeys(one.row.pk for one in to_tell(day)))
    told = 0
    for done, directive_id in enumerate(ids, start=1):
        run.progress(done - 1, len(ids))
        told += escalate(directive_id, day)
    return {"told": told}


def reminds(run: Run) -> Mapping[str, Any]:
    """Tell the units whose limits are near; each is told once for a limit, however often this runs."""
    rows = near(date.fromisoformat(str(run.arguments["day"])))
    told = 0
    for done, row in enumerate(rows):
        run.progress(done, len(rows))
        told += remind(row)
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
    at = timezone.make_aware(datetime.combine(today, time(FROM_HOUR)))
    codes = [CODE] if next(to_tell(today), None) is not None else []
    codes += [REMIND] if upcoming(today).exists() else []
    day = today.isoformat()
    return [Due(work=code, key=day, due_at=at, arguments={"day": day}) for code in codes]


WORKS = (
    Work(code=CODE, label=gettext_lazy("Put missed directives before leaders"), does=does),
    Work(
        code=REMIND, label=gettext_lazy("Remind units of directives near their limit"), does=reminds
    ),
)

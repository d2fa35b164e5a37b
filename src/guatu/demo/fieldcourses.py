"""The course of one entry of a field ledger: through which stages, on which days. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from guatu.core.kinds import KindDefinition, Stage

LATE = 0.16  # of the entries that are open stand beyond a limit
USUAL_DAYS = 20  # in a stage without a limit
CALENDAR = 1.5  # calendar days for a working day, roughly


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCourse:
    """`passages` are (from, to, day) in order; `since` is when it came to where it stands."""

    starts_on: date
    stage: str
    since: date
    passages: tuple[tuple[str, str, date], ...]
    closed_on: date | None


def allowed_days(stage: Stage) -> int:
    """Return about how many calendar days the stage gives."""
    if stage.limit_hours:
        return 1
    if stage.limit_working_days:
        return max(int(stage.limit_working_days * CALENDAR), 1)
    return stage.limit_days or USUAL_DAYS


def course_to(
    draw: random.Random, kind: KindDefinition, place: int, *, today: date, earliest: date
) -> FieldCourse:
    """Return a course that ends today in the stage at `place`, and began on `earliest` or later."""
    stages = kind.stages
    here = stages[place]
    given = allowed_days(here)
    is_late = not here.is_final and draw.random() < LATE
    stay = (
        draw.randint(given + 2, given + 9) if is_late else draw.randint(0, max(given * 2 // 3, 1))
    )
    if here.is_final:
        stay = draw.randint(3, 60)
    since = max(today - timedelta(days=stay), earliest)
    days = [since]
    for stage in reversed(stages[:place]):
        length = draw.randint(1, max(min(allowed_days(stage), 30), 1))
        days.append(max(days[-1] - timedelta(days=length), earliest))
    days.reverse()
    passages = tuple((stages[at].code, stages[at + 1].code, days[at + 1]) for at in range(place))
    return FieldCourse(
        starts_on=days[0],
        stage=here.code,
        since=since,
        passages=passages,
        closed_on=since if here.is_final else None,
    )

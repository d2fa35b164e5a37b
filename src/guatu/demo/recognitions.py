"""A late report of the demo whose ground is recognised: it stays late, and says so (模拟数据)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from guatu.demo.directives import speaker
from guatu.dispatch.models import CheckIn
from guatu.supervision.actions.excuses import NewExcuse, Verdict, ask_excuse, decide_excuse
from guatu.supervision.models import Excuse

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

LOOKED_AT = 20


def lay_recognitions(stage: Stage) -> None:
    """Have one late report recognised: the newest whose unit has somebody to apply."""
    late = (
        CheckIn.objects.filter(
            round__campaign=stage.general, is_late=True, unit=F("entry__unit"),
            received_at__isnull=False,
        )
        .select_related("round__campaign__unit", "entry", "unit")
        .order_by("-round__ends_on", "pk")
    )  # fmt: skip
    for row in late[:LOOKED_AT]:
        if (actor := speaker(row.unit, stage.today)) is None or row.received_at is None:
            continue
        new = NewExcuse(
            about=row,
            unit=row.unit,
            sort=Excuse.Sort.OBJECTIVE,
            covers_from=row.round.starts_on,
            covers_to=max(row.round.last_day, timezone.localdate(row.received_at)),
            ground="截止当日光缆被挖断，至次日方恢复（模拟数据）",
        )
        asked = ask_excuse(actor, stage.general, new)
        verdict = Verdict(is_recognised=True, note="情况属实，迟报记录保留。")
        decide_excuse(stage.office, asked, asked.version, verdict=verdict, today=stage.today)
        return

"""What to do next about a matter, by the rule that lit its lamp."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEXT: Mapping[str, Promise] = {
    "overdue": _("hand in the proof and apply for closure, or apply for another date"),
    "missed_milestones": _("say what is in the way, who clears it, and by when"),
    "behind_pace": _("say month by month how the gap is made up"),
    "stalled": _("report what moves, or name who must clear the way"),
    "due_soon": _("get the proof of completion ready"),
    "unreported": _("hand in the report that is missing"),
    "start_missed": _("start, or say what stands in the way and ask for another start"),
    "payment_behind": _("pay what the plan asks, or say why money waits"),
    "late_in_statistics": _("hand in what the statistics need, or say which condition is missing"),
    "month_missing": _("hand in the report of last month"),
    "month_late": _("hand in this month's report in time"),
    "low_progress": _("say by when and how the work gets under way"),
    "poor_quality": _("mend the report that was sent back"),
    "stage_limit": _("end this stage, or say what it waits for"),
    "limit_soon": _("get the proof of this stage ready"),
}


def next_act(rule: str) -> str:
    """Return the act that the lead unit owes next; a rule without one asks for a report."""
    return str(NEXT.get(rule, NEXT["unreported"]))

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
}


def next_act(rule: str) -> str:
    """Return the act that the lead unit owes next; a rule without one asks for a report."""
    return str(NEXT.get(rule, NEXT["unreported"]))

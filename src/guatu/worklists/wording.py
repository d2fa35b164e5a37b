"""The words of codes that worklists show."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guatu.worklists.models import ItemStep, KeyWork, KeyWorkStep, WeekItem

SOURCES = {
    WeekItem.Source.DUE: _("Date of the line"),
    WeekItem.Source.NODE: _("Node"),
    WeekItem.Source.GOAL: _("Monthly goal"),
    WeekItem.Source.LIMIT: _("Limit of a stage"),
    WeekItem.Source.DIRECTIVE: _("Supervision order"),
    WeekItem.Source.MEETING: _("Meeting held"),
    WeekItem.Source.ROUND: _("Check-ins to approve"),
    WeekItem.Source.INSPECTION: _("Inspection on site"),
    WeekItem.Source.OWN: _("Own line"),
}
STATES = {
    WeekItem.State.OPEN: ("○", _("to be struck off")),
    WeekItem.State.DONE: ("◐", _("done, waits for the leader")),
    WeekItem.State.MISSED: ("✕", _("not done")),
    WeekItem.State.CONFIRMED: ("✓", _("struck off")),
    WeekItem.State.CARRIED: ("→", _("carried on")),
    WeekItem.State.REOPENED: ("↺", _("opened again")),
    WeekItem.State.DROPPED: ("－", _("taken out")),
}
STEPS = {
    ItemStep.Act.CHANGED: _("Changed"),
    ItemStep.Act.MOVED: _("Moved to another day"),
    ItemStep.Act.DONE: _("Said to be done"),
    ItemStep.Act.MISSED: _("Said not to be done"),
    ItemStep.Act.CONFIRMED: _("Struck off"),
    ItemStep.Act.RETURNED: _("Given back"),
    ItemStep.Act.CARRIED: _("Carried on"),
    ItemStep.Act.REOPENED: _("Opened again"),
    ItemStep.Act.DROPPED: _("Taken out"),
}
OUTCOMES = {
    KeyWork.Outcome.OPEN: ("○", _("not checked yet")),
    KeyWork.Outcome.MET: ("✓", _("reached")),
    KeyWork.Outcome.PARTLY: ("◐", _("partly reached")),
    KeyWork.Outcome.MISSED: ("✕", _("not reached")),
}
MONTH_STEPS = {
    KeyWorkStep.Act.SET: _("Put on the list"),
    KeyWorkStep.Act.CHANGED: _("Goal changed"),
    KeyWorkStep.Act.STRUCK: _("Taken off the list"),
    KeyWorkStep.Act.CHECKED: _("Checked"),
    KeyWorkStep.Act.DISPUTED: _("Disputed by the unit"),
    KeyWorkStep.Act.ANSWERED: _("Answered"),
}


def words() -> dict[str, dict[str, object]]:
    """Return the words as a page shows them."""
    return {
        "sources": {code: str(word) for code, word in SOURCES.items()},
        "states": {code: (sign, str(word)) for code, (sign, word) in STATES.items()},
        "step_words": {code: str(word) for code, word in STEPS.items()},
        "outcomes": {code: (sign, str(word)) for code, (sign, word) in OUTCOMES.items()},
        "month_steps": {code: str(word) for code, word in MONTH_STEPS.items()},
    }

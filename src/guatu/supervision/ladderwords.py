"""Words of the ladder, of recognised grounds, of problems, inspections and the two kinds of 立项."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guatu.core.ladder import LadderRule, Rung
from guatu.supervision.models import (
    Excuse,
    Finding,
    Inspection,
    InspectionPlan,
    LadderAnswer,
    LadderStep,
    LadderSuggestion,
    Problem,
    ProblemStep,
)

RUNG_WORDS: Mapping[str, Promise] = {
    Rung.REMIND: pgettext_lazy("ladder", "Reminder"),
    Rung.DIRECT: pgettext_lazy("ladder", "Directive"),
    Rung.CIRCULATE: pgettext_lazy("ladder", "Circular"),
    Rung.TALK: pgettext_lazy("ladder", "Talk"),
    Rung.REFER: pgettext_lazy("ladder", "Clue handed over"),
}
STEP_STATES: Mapping[str, Promise] = {
    LadderStep.State.IN_FORCE: pgettext_lazy("ladder", "Stands"),
    LadderStep.State.REVOKED: pgettext_lazy("ladder", "Revoked"),
}
ANSWER_STATES: Mapping[str, Promise] = {
    LadderAnswer.State.WAITING: pgettext_lazy("ladder", "Waits for a ruling"),
    LadderAnswer.State.KEPT: pgettext_lazy("ladder", "The step stands"),
    LadderAnswer.State.UPHELD: pgettext_lazy("ladder", "Upheld: the step is revoked"),
}
SUGGESTION_STATES: Mapping[str, Promise] = {
    LadderSuggestion.State.OPEN: pgettext_lazy("suggestion", "Suggested"),
    LadderSuggestion.State.TAKEN: pgettext_lazy("suggestion", "Taken"),
    LadderSuggestion.State.PUT_ASIDE: pgettext_lazy("suggestion", "Put aside"),
    LadderSuggestion.State.LAPSED: pgettext_lazy("suggestion", "Ground gone"),
}
EXCUSE_SORTS: Mapping[str, Promise] = {
    Excuse.Sort.OBJECTIVE: pgettext_lazy("excuse", "Objective factor"),
    Excuse.Sort.FORCE: pgettext_lazy("excuse", "Force majeure"),
    Excuse.Sort.ABOVE: pgettext_lazy("excuse", "Policy changed above"),
    Excuse.Sort.TRIAL: pgettext_lazy("excuse", "Fault in a reform, tolerated"),
}
EXCUSE_STATES: Mapping[str, Promise] = {
    Excuse.State.ASKED: pgettext_lazy("excuse", "Applied for"),
    Excuse.State.OPINED: pgettext_lazy("excuse", "Waits for the decision"),
    Excuse.State.RECOGNISED: pgettext_lazy("excuse", "Recognised"),
    Excuse.State.REFUSED: pgettext_lazy("excuse", "Not recognised"),
    Excuse.State.WITHDRAWN: pgettext_lazy("excuse", "Taken back"),
}
OPINIONS: Mapping[str, Promise] = {
    Excuse.Opinion.AGREE: pgettext_lazy("excuse", "Should be recognised"),
    Excuse.Opinion.DISAGREE: pgettext_lazy("excuse", "Should not be recognised"),
}
LEVELS: Mapping[str, Promise] = {
    Problem.Level.LEAD: pgettext_lazy("problem", "Lead or superior unit"),
    Problem.Level.OFFICE: pgettext_lazy("problem", "Campaign office"),
    Problem.Level.LEADER: pgettext_lazy("problem", "Leader in charge"),
}
PROBLEM_STATES: Mapping[str, Promise] = {
    Problem.State.OPEN: pgettext_lazy("problem", "Waits for an answer"),
    Problem.State.ANSWERED: pgettext_lazy("problem", "Answered, to be confirmed"),
    Problem.State.CLOSED: pgettext_lazy("problem", "Cleared"),
    Problem.State.WITHDRAWN: pgettext_lazy("problem", "Taken back"),
}
PROBLEM_ACTS: Mapping[str, Promise] = {
    ProblemStep.Act.ASK: pgettext_lazy("problem", "Asked"),
    ProblemStep.Act.HAND: pgettext_lazy("problem", "Handed over"),
    ProblemStep.Act.ESCALATE: pgettext_lazy("problem", "Sent up"),
    ProblemStep.Act.ANSWER: pgettext_lazy("problem", "Answered"),
    ProblemStep.Act.CONFIRM: pgettext_lazy("problem", "Confirmed as cleared"),
    ProblemStep.Act.REOPEN: pgettext_lazy("problem", "Opened again"),
    ProblemStep.Act.WITHDRAW: pgettext_lazy("problem", "Withdrawn by who asked"),
    ProblemStep.Act.NEED: pgettext_lazy("problem", "Became a need"),
}
METHODS: Mapping[str, Promise] = {
    Inspection.Method.ON_SITE: pgettext_lazy("inspection", "On site"),
    Inspection.Method.SAMPLE: pgettext_lazy("inspection", "Spot check"),
    Inspection.Method.DOCUMENTS: pgettext_lazy("inspection", "By papers"),
}
FINDING_STATES: Mapping[str, Promise] = {
    Finding.State.OPEN: pgettext_lazy("finding", "To be put right"),
    Finding.State.RECTIFIED: pgettext_lazy("finding", "Put right, to be checked"),
    Finding.State.CLOSED: pgettext_lazy("finding", "Checked and settled"),
    Finding.State.DIRECTED: pgettext_lazy("finding", "Became a directive"),
    Finding.State.RAISED: pgettext_lazy("finding", "Became a problem"),
}
PLAN_SORTS: Mapping[str, Promise] = {
    InspectionPlan.Sort.SPECIAL: pgettext_lazy("inspection", "Special"),
    InspectionPlan.Sort.COMPREHENSIVE: pgettext_lazy("inspection", "Comprehensive"),
}
PLAN_STATES: Mapping[str, Promise] = {
    InspectionPlan.State.PLANNED: pgettext_lazy("inspection", "Planned"),
    InspectionPlan.State.DONE: pgettext_lazy("inspection", "Held"),
    InspectionPlan.State.CANCELLED: pgettext_lazy("inspection", "Called off"),
}
RULES: Mapping[str, Promise] = {
    LadderRule.RED: gettext_lazy("The lamp is red"),
    LadderRule.RED_AGAIN: gettext_lazy("Red for the %(count)s. time since the start"),
    LadderRule.OVERDUE: gettext_lazy("The directive is %(count)s days overdue"),
    LadderRule.LONG_OVERDUE: gettext_lazy(
        "The directive is %(count)s days overdue, and a circular stands"
    ),
}


def ground_of(rule: str, facts: Mapping[str, Any]) -> str:
    """Return in words why a rule suggests a step, with what was on the day."""
    if rule not in RULES:
        return ""
    said = str(RULES[rule]) % {"count": facts.get("count", "")}
    since = facts.get("since")
    return _("%(ground)s (since %(day)s)") % {"ground": said, "day": since} if since else said

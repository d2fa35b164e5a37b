"""Words of the ladder, of recognised grounds, of problems, inspections and the two kinds of 立项."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.ladder import LadderRule, Rung
from guatu.supervision.models import (
    Excuse,
    Finding,
    Inspection,
    InspectionPlan,
    LadderAnswer,
    LadderStep,
    Problem,
    ProblemStep,
)

RUNG_WORDS: Mapping[str, Promise] = {
    Rung.REMIND: gettext_lazy("Reminder"),
    Rung.DIRECT: gettext_lazy("Directive"),
    Rung.CIRCULATE: gettext_lazy("Circular"),
    Rung.TALK: gettext_lazy("Talk"),
    Rung.REFER: gettext_lazy("Clue handed over"),
}
STEP_STATES: Mapping[str, Promise] = {
    LadderStep.State.IN_FORCE: gettext_lazy("Stands"),
    LadderStep.State.REVOKED: gettext_lazy("Revoked"),
}
ANSWER_STATES: Mapping[str, Promise] = {
    LadderAnswer.State.WAITING: gettext_lazy("Waits for a ruling"),
    LadderAnswer.State.KEPT: gettext_lazy("The step stands"),
    LadderAnswer.State.UPHELD: gettext_lazy("Upheld: the step is revoked"),
}
EXCUSE_SORTS: Mapping[str, Promise] = {
    Excuse.Sort.OBJECTIVE: gettext_lazy("Objective factor"),
    Excuse.Sort.FORCE: gettext_lazy("Force majeure"),
    Excuse.Sort.ABOVE: gettext_lazy("Policy changed above"),
    Excuse.Sort.TRIAL: gettext_lazy("Fault in a reform, tolerated"),
}
EXCUSE_STATES: Mapping[str, Promise] = {
    Excuse.State.ASKED: gettext_lazy("Applied for"),
    Excuse.State.OPINED: gettext_lazy("Waits for the decision"),
    Excuse.State.RECOGNISED: gettext_lazy("Recognised"),
    Excuse.State.REFUSED: gettext_lazy("Not recognised"),
    Excuse.State.WITHDRAWN: gettext_lazy("Taken back"),
}
OPINIONS: Mapping[str, Promise] = {
    Excuse.Opinion.AGREE: gettext_lazy("Should be recognised"),
    Excuse.Opinion.DISAGREE: gettext_lazy("Should not be recognised"),
}
LEVELS: Mapping[str, Promise] = {
    Problem.Level.LEAD: gettext_lazy("Lead or superior unit"),
    Problem.Level.OFFICE: gettext_lazy("Campaign office"),
    Problem.Level.LEADER: gettext_lazy("Leader in charge of the campaign"),
}
PROBLEM_STATES: Mapping[str, Promise] = {
    Problem.State.OPEN: gettext_lazy("Waits for an answer"),
    Problem.State.ANSWERED: gettext_lazy("Answered, to be confirmed"),
    Problem.State.CLOSED: gettext_lazy("Cleared"),
    Problem.State.WITHDRAWN: gettext_lazy("Taken back by who asked"),
}
PROBLEM_ACTS: Mapping[str, Promise] = {
    ProblemStep.Act.ASK: gettext_lazy("Coordination asked for"),
    ProblemStep.Act.HAND: gettext_lazy("Passed on to another unit"),
    ProblemStep.Act.ESCALATE: gettext_lazy("Sent up"),
    ProblemStep.Act.ANSWER: gettext_lazy("Answered"),
    ProblemStep.Act.CONFIRM: gettext_lazy("Confirmed as cleared"),
    ProblemStep.Act.REOPEN: gettext_lazy("Asked again"),
    ProblemStep.Act.WITHDRAW: gettext_lazy("Taken back by who asked"),
    ProblemStep.Act.NEED: gettext_lazy("Became a need"),
}
METHODS: Mapping[str, Promise] = {
    Inspection.Method.ON_SITE: gettext_lazy("On site"),
    Inspection.Method.SAMPLE: gettext_lazy("Spot check"),
    Inspection.Method.DOCUMENTS: gettext_lazy("By papers"),
}
FINDING_STATES: Mapping[str, Promise] = {
    Finding.State.OPEN: gettext_lazy("To be put right"),
    Finding.State.RECTIFIED: gettext_lazy("Put right, to be checked"),
    Finding.State.CLOSED: gettext_lazy("Checked and settled"),
    Finding.State.DIRECTED: gettext_lazy("Became a directive"),
    Finding.State.RAISED: gettext_lazy("Became a problem"),
}
PLAN_SORTS: Mapping[str, Promise] = {
    InspectionPlan.Sort.SPECIAL: gettext_lazy("Special"),
    InspectionPlan.Sort.COMPREHENSIVE: gettext_lazy("Comprehensive"),
}
PLAN_STATES: Mapping[str, Promise] = {
    InspectionPlan.State.PLANNED: gettext_lazy("Still planned"),
    InspectionPlan.State.DONE: gettext_lazy("Was held"),
    InspectionPlan.State.CANCELLED: gettext_lazy("Called off"),
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

"""The words of issuing: its steps, answers, what units want otherwise, and how that was settled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guatu.planning.models import Consultation, Issuance, Objection, StepCode

ISSUE = {
    "stepwise": _("Step by step: consult, approve, issue, sign"),
    "at_once": _("At once: the steps were taken outside, or are skipped"),
}
STEPS = {
    StepCode.DRAFT.value: _("Draft breakdown"),
    StepCode.CONSULT.value: _("Consultation"),
    StepCode.COUNTERSIGN.value: _("Countersigning"),
    StepCode.SUBMIT.value: _("Before the leader"),
    StepCode.APPROVE.value: _("Leader's approval"),
    StepCode.ISSUE.value: _("Issued"),
    StepCode.SIGN.value: _("Signed for"),
    StepCode.IN_FORCE.value: _("Come into force"),
    StepCode.RETURN.value: _("Returned to be amended"),
}
KINDS = {
    Issuance.Kind.PLAN.value: _("All lines of the plan"),
    Issuance.Kind.ADDED.value: _("Lines added later"),
}
ANSWERS = {
    Consultation.Answer.NONE.value: _("no answer"),
    Consultation.Answer.AGREE.value: _("agrees"),
    Consultation.Answer.AMEND.value: _("wants changes"),
}
ASKS = {
    Objection.Asks.NOT_OURS.value: _("It is not our unit's duty"),
    Objection.Asks.SUPPORT.value: _("We should support, not lead"),
    Objection.Asks.DEADLINE.value: _("Another deadline"),
    Objection.Asks.OTHER.value: _("Anything else"),
}
OUTCOMES = {
    Objection.Outcome.OPEN.value: _("waits for an answer"),
    Objection.Outcome.UPHELD.value: _("upheld"),
    Objection.Outcome.AMENDED.value: _("settled otherwise"),
    Objection.Outcome.REJECTED.value: _("rejected"),
}

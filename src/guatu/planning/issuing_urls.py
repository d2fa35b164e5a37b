"""Addresses of issuing, a part of planning's."""

from __future__ import annotations

from guatu.planning import policies
from guatu.planning.views import issuing, receiving
from guatu.shell.routes import act, route

LOOK = policies.can_see_issuing
RUN = policies.can_issue
SPEAK = policies.can_speak_for_some

issuing_patterns = [
    route("issuing/", issuing.index, name="issuing", policy=LOOK),
    route("issuing/mine/", receiving.mine, name="issuing-mine", policy=SPEAK),
    route("issuing/objections/", receiving.objections, name="issuing-objections", policy=RUN),
    route(
        "issuing/objections/<int:objection_id>/", receiving.rule, name="issuing-rule", policy=RUN
    ),
    route(
        "issuing/consultations/<int:consultation_id>/",
        receiving.answer,
        name="issuing-answer",
        policy=SPEAK,
    ),
    route(
        "issuing/lines/<int:line_id>/object/",
        receiving.oppose,
        name="issuing-object",
        policy=SPEAK,
    ),
    route(
        "issuing/entries/<int:entry_id>/",
        receiving.of_entry,
        name="issuing-entry",
        policy=policies.can_see_adjustments,
    ),
    route("issuing/steps/<int:step_id>/scan/", issuing.scan, name="issuing-scan", policy=LOOK),
    route("issuing/<int:issuance_id>/", issuing.issuance, name="issuance", policy=LOOK),
    route("issuing/<int:issuance_id>/sheet/", issuing.sheet, name="issuing-sheet", policy=LOOK),
    act("issuing/<int:issuance_id>/consult/", issuing.send_out, name="issuing-consult", policy=RUN),
    act(
        "issuing/<int:issuance_id>/submit/",
        issuing.put_forward,
        name="issuing-submit",
        policy=RUN,
    ),
    act(
        "issuing/<int:issuance_id>/approve/",
        issuing.agree,
        name="issuing-approve",
        policy=policies.can_approve_some,
    ),
    act(
        "issuing/<int:issuance_id>/return/",
        issuing.give_back,
        name="issuing-return",
        policy=policies.can_return_some,
    ),
    act("issuing/<int:issuance_id>/paper/", issuing.on_paper, name="issuing-paper", policy=RUN),
    act("issuing/<int:issuance_id>/issue/", issuing.hand_over, name="issuing-issue", policy=RUN),
    act("issuing/<int:issuance_id>/skip/", issuing.go_past, name="issuing-skip", policy=RUN),
    act("issuing/<int:issuance_id>/force/", issuing.enforce, name="issuing-force", policy=RUN),
    act("issuing/<int:issuance_id>/sign/", receiving.receive, name="issuing-sign", policy=SPEAK),
]

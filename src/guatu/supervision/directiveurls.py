"""Addresses of directives: the board, one of them, its steps, its rules."""

from guatu.shell.routes import act, route
from guatu.supervision.policies.directives import can_issue_some, can_open_supervision
from guatu.supervision.views import board, directives, issuing

OPEN = can_open_supervision
ISSUE = can_issue_some
STEPS = tuple(directives.STEPS)

DIRECTIVE_URLS = [
    route("", board.board_page, name="board", policy=OPEN),
    route("mine/", board.mine, name="mine", policy=OPEN),
    route("new/", issuing.new, name="new", policy=ISSUE),
    route("rules/", issuing.rules, name="rules", policy=ISSUE),
    act("rules/<slug:slug>/drop", issuing.rules_drop, name="rules-drop", policy=ISSUE),
    route("entries/<int:entry_id>/", issuing.entry_part, name="entry", policy=OPEN),
    route("<int:directive_id>/", directives.directive, name="directive", policy=OPEN),
    route("<int:directive_id>/letter/", directives.letter, name="letter", policy=OPEN),
    route("<int:directive_id>/split/", issuing.split_page, name="split", policy=OPEN),
    route("<int:directive_id>/files/<int:evidence_id>", directives.file, name="file", policy=OPEN),
    *(
        act(f"<int:directive_id>/{name}", directives.step_view(name), name=name, policy=OPEN)
        for name in STEPS
    ),
]

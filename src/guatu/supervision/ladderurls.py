"""Addresses of the ladder, recognised grounds, problems, inspections, and the two kinds of 立项."""
# ruff: noqa: E501 one address a line: they are read as a table

from guatu.shell.routes import act, route
from guatu.supervision.policies.inspections import can_inspect_some
from guatu.supervision.policies.ladder import can_speak_some, can_step_some
from guatu.supervision.policies.problems import can_ask_some, can_handle_some
from guatu.supervision.policies.watches import can_list_items, can_open_lists, can_watch_some
from guatu.supervision.views import (
    excuses,
    inspectionplans,
    inspections,
    ladder,
    problems,
    steps,
    suggestions,
    taking,
    visitrecords,
    visits,
    watches,
)

OPEN = can_open_lists

LADDER_URLS = [
    route("ladder/", ladder.index, name="ladder", policy=OPEN),
    route("ladder/take/", taking.take, name="ladder-take", policy=can_step_some),
    route("ladder/limits/", ladder.rules, name="ladder-rules", policy=can_list_items),
    route("ladder/suggested/<int:suggestion_id>/", suggestions.suggestion, name="suggestion", policy=can_step_some),
    act("ladder/suggested/<int:suggestion_id>/aside/", suggestions.put_aside, name="suggestion-aside", policy=can_list_items),
    route("ladder/<int:step_id>/", steps.step, name="ladder-step", policy=OPEN),
    act("ladder/<int:step_id>/speak/", steps.speak, name="ladder-speak", policy=can_speak_some),
    route("ladder/<int:step_id>/files/<int:evidence_id>", steps.file, name="ladder-file", policy=OPEN),
    act("ladder/answers/<int:answer_id>/rule/", steps.rule, name="ladder-rule", policy=can_step_some),
    route("grounds/", excuses.index, name="excuses", policy=OPEN),
    route("grounds/ask/", excuses.ask, name="excuse-ask", policy=can_speak_some),
    route("grounds/<int:excuse_id>/", excuses.excuse, name="excuse", policy=OPEN),
    act("grounds/<int:excuse_id>/opine/", excuses.opine, name="excuse-opine", policy=can_speak_some),
    act("grounds/<int:excuse_id>/decide/", excuses.decide, name="excuse-decide", policy=can_step_some),
    act("grounds/<int:excuse_id>/withdraw/", excuses.withdraw, name="excuse-withdraw", policy=can_speak_some),
    route("grounds/<int:excuse_id>/files/<slug:which>", excuses.file, name="excuse-file", policy=OPEN),
    route("problems/", problems.index, name="problems", policy=OPEN),
    route("problems/ask/", problems.ask, name="problem-ask", policy=can_ask_some),
    route("problems/<int:problem_id>/", problems.problem, name="problem", policy=OPEN),
    route("problems/<int:problem_id>/need/", problems.need, name="problem-need", policy=can_handle_some),
    act("problems/<int:problem_id>/do/<slug:act>/", problems.act, name="problem-act", policy=can_handle_some),
    route("problems/<int:problem_id>/files/<int:evidence_id>", problems.file, name="problem-file", policy=OPEN),
    route("inspections/", inspections.index, name="inspections", policy=OPEN),
    route("inspections/record/", visitrecords.record, name="inspection-record", policy=can_inspect_some),
    route("inspections/plan/", inspectionplans.plan_new, name="inspection-plan-new", policy=can_inspect_some),
    route("inspections/plans/<int:plan_id>/", inspectionplans.plan, name="inspection-plan", policy=OPEN),
    act("inspections/plans/<int:plan_id>/<slug:act>/", inspectionplans.plan_act, name="inspection-plan-act", policy=can_inspect_some),
    route("inspections/<int:inspection_id>/", visits.inspection, name="inspection", policy=OPEN),
    act("inspections/findings/<int:finding_id>/<slug:act>/", visits.finding_act, name="finding-act", policy=can_handle_some),
    route("inspections/<int:inspection_id>/files/<int:evidence_id>", visits.file, name="inspection-file", policy=OPEN),
    route("list/", watches.items, name="items", policy=OPEN),
    route("list/<int:item_id>/", watches.item, name="item", policy=OPEN),
    route("list/put/<int:entry_id>/", watches.put_on_list, name="item-put", policy=can_list_items),
    act("list/<int:item_id>/conclude/", watches.conclude, name="item-conclude", policy=can_list_items),
    route("watch/", watches.watches, name="watches", policy=can_watch_some),
    route("watch/put/<int:entry_id>/", watches.put_under_watch, name="watch-put", policy=can_watch_some),
    route("watch/<int:watch_id>/", watches.watch, name="watch", policy=can_watch_some),
    act("watch/<int:watch_id>/read/", watches.read, name="watch-read", policy=can_watch_some),
    act("watch/<int:watch_id>/end/", watches.end, name="watch-end", policy=can_watch_some),
]  # fmt: skip

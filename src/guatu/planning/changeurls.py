"""Addresses of adjustments and of what is handed down; `urls` includes them."""

from __future__ import annotations

from guatu.planning.policies import can_ask_some, can_plan, can_see_adjustments
from guatu.planning.views import adjusting, cascade, decomposing
from guatu.shell.routes import act, route

SEE = can_see_adjustments
ASK = can_ask_some

adjusting_patterns = [
    route("adjustments/", adjusting.index, name="adjustments", policy=SEE),
    route("adjustments/<int:adjustment_id>/", adjusting.adjustment, name="adjustment", policy=SEE),
    act(
        "adjustments/<int:adjustment_id>/decide/",
        adjusting.decide,
        name="adjustment-decide",
        policy=SEE,
    ),
    act(
        "adjustments/<int:adjustment_id>/sign/", adjusting.sign, name="adjustment-sign", policy=ASK
    ),
    act(
        "adjustments/<int:adjustment_id>/withdraw/",
        adjusting.withdraw,
        name="adjustment-withdraw",
        policy=ASK,
    ),
    route(
        "adjustments/<int:adjustment_id>/<slug:which>",
        adjusting.file,
        name="adjustment-file",
        policy=SEE,
    ),
    route(
        "entries/<int:entry_id>/adjustments/",
        adjusting.entry_history,
        name="entry-adjustments",
        policy=SEE,
    ),
    route(
        "targets/<int:target_id>/adjustments/",
        adjusting.target_history,
        name="target-adjustments",
        policy=SEE,
    ),
    route("entries/<int:entry_id>/adjust/", adjusting.ask_entry, name="ask-entry", policy=ASK),
    route("targets/<int:target_id>/adjust/", adjusting.ask_target, name="ask-target", policy=ASK),
]

cascade_patterns = [
    route("<slug:slug>/below/", cascade.below, name="cascade", policy=SEE),
    route("<slug:slug>/below/new/", cascade.order, name="hand-down", policy=can_plan),
    act(
        "entries/<int:entry_id>/settle/", cascade.settle_entry, name="settle-entry", policy=can_plan
    ),
    act(
        "targets/<int:target_id>/settle/",
        cascade.settle_target,
        name="settle-target",
        policy=can_plan,
    ),
    route("targets/<int:target_id>/parts/", decomposing.parts, name="target-parts", policy=SEE),
    route(
        "targets/<int:target_id>/decompose/", decomposing.edit, name="decompose", policy=can_plan
    ),
]

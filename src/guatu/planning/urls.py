"""Addresses of planning."""

from __future__ import annotations

from django.views.decorators.http import require_POST

from guatu.planning.changeurls import adjusting_patterns, cascade_patterns
from guatu.planning.issuing_urls import issuing_patterns
from guatu.planning.policies import can_plan, can_read_plans
from guatu.planning.versionurls import version_patterns
from guatu.planning.views import (
    adding,
    drafts,
    finishing,
    items,
    live,
    plans,
    prints,
    unitnames,
)
from guatu.shell.routes import act, route

app_name = "planning"
urlpatterns = [
    route("", plans.index, name="index", policy=can_plan),
    route("upload/", plans.upload, name="upload", policy=can_plan),
    route("<slug:slug>/breakdown/", prints.breakdown, name="breakdown", policy=can_read_plans),
    route(
        "<slug:slug>/breakdown.<str:form>",
        prints.breakdown_file,
        name="breakdown-file",
        policy=can_read_plans,
    ),
    route("plans/<int:plan_id>/", plans.plan, name="plan", policy=can_read_plans),
    route("drafts/<int:draft_id>/", drafts.confirm, name="confirm", policy=can_plan),
    act("drafts/<int:draft_id>/accept/", drafts.accept, name="accept", policy=can_plan),
    act("drafts/<int:draft_id>/units/", drafts.take_units, name="take-units", policy=can_plan),
    act("drafts/<int:draft_id>/undo/", live.undo, name="undo", policy=can_plan),
    route(
        "drafts/<int:draft_id>/pulse/",
        require_POST(live.pulse),
        name="pulse",
        policy=can_plan,
        repeatable=True,
    ),
    act("drafts/<int:draft_id>/discard/", drafts.discard, name="discard", policy=can_plan),
    route("drafts/<int:draft_id>/new/", adding.new, name="new", policy=can_plan),
    route("drafts/<int:draft_id>/finish/", finishing.finish, name="finish", policy=can_plan),
    route("items/<int:item_id>/", items.item, name="item", policy=can_plan),
    route("items/<int:item_id>/edit/", items.edit, name="edit", policy=can_plan),
    act("items/<int:item_id>/turn/", items.turn, name="turn", policy=can_plan),
    act("items/<int:item_id>/keep/", items.keep, name="keep", policy=can_plan),
    route("units/<int:row_id>/", unitnames.unit, name="unit", policy=can_plan),
    act("units/<int:row_id>/split/", unitnames.split, name="split", policy=can_plan),
    *adjusting_patterns,
    *cascade_patterns,
    *issuing_patterns,
    *version_patterns,
]

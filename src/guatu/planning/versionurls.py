"""Addresses of versions: what a plan is to another, how both differ, merging; `urls` includes them."""

from __future__ import annotations

from guatu.planning.policies import can_plan, can_read_plans, can_see_adjustments
from guatu.planning.views import kinship, versions
from guatu.shell.routes import act, route

version_patterns = [
    route("drafts/<int:draft_id>/kin/", kinship.kin, name="kin", policy=can_plan),
    route("drafts/<int:draft_id>/lines/", versions.lines, name="lines", policy=can_plan),
    act("drafts/<int:draft_id>/lines/all/", versions.take_all, name="lines-all", policy=can_plan),
    route("drafts/<int:draft_id>/merge/", versions.merge, name="merge", policy=can_plan),
    act("matches/<int:match_id>/", versions.match, name="match", policy=can_plan),
    route("plans/<int:plan_id>/versions/", kinship.clauses, name="clauses", policy=can_read_plans),
    route("plans/<int:plan_id>/file/", kinship.file, name="file", policy=can_read_plans),
    route(
        "entries/<int:entry_id>/sources/",
        kinship.entry_sources,
        name="entry-sources",
        policy=can_see_adjustments,
    ),
    route(
        "targets/<int:target_id>/sources/",
        kinship.target_sources,
        name="target-sources",
        policy=can_see_adjustments,
    ),
]

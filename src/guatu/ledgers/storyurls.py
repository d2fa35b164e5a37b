"""Addresses of what an entry goes through beside its stages: tracks, nodes, needs."""

from guatu.ledgers.policies import (
    can_answer_some,
    can_manage_ledgers,
    can_open_ledgers,
)
from guatu.ledgers.views import needs, tracks
from guatu.shell.routes import act, route

STEP = "entries/<int:entry_id>/tracks/<slug:track>/"

urlpatterns = [
    route("tracks/", tracks.tracks, name="tracks", policy=can_answer_some),
    route(STEP, tracks.step, name="track", policy=can_answer_some),
    route(
        STEP + "<int:passage_id>/proof/",
        tracks.track_proof,
        name="track-proof",
        policy=can_open_ledgers,
    ),
    route(
        "keepers/<slug:slug>/<slug:code>/<slug:track>/",
        tracks.keeper,
        name="keeper",
        policy=can_manage_ledgers,
    ),
    route("entries/<int:entry_id>/nodes/", tracks.nodes, name="nodes", policy=can_manage_ledgers),
    route("needs/", needs.needs, name="needs", policy=can_open_ledgers),
    route("needs/<int:need_id>/", needs.need, name="need", policy=can_open_ledgers),
    act("needs/<int:need_id>/settle/", needs.settle, name="need-settle", policy=can_answer_some),
    act(
        "needs/<int:need_id>/withdraw/",
        needs.withdraw,
        name="need-withdraw",
        policy=can_answer_some,
    ),
    route(
        "entries/<int:entry_id>/needs/new/",
        needs.ask_need,
        name="need-ask",
        policy=can_answer_some,
    ),
]

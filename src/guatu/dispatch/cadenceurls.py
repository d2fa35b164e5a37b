"""Addresses of cadences."""

from guatu.dispatch import policies
from guatu.dispatch.views import cadences
from guatu.shell.routes import act, route

RUN = policies.can_run_some_rounds

CADENCE_URLS = [
    route(
        "cadences/<slug:slug>/", cadences.cadences, name="cadences", policy=policies.can_see_rounds
    ),
    route("cadences/<slug:slug>/new/", cadences.make, name="cadence-new", policy=RUN),
    route("cadences/<int:cadence_id>/edit/", cadences.change, name="cadence", policy=RUN),
    act("cadences/<int:cadence_id>/open", cadences.open_now, name="cadence-open", policy=RUN),
    act("cadences/<int:cadence_id>/pause", cadences.pause, name="cadence-pause", policy=RUN),
    act("cadences/<int:cadence_id>/end", cadences.end, name="cadence-end", policy=RUN),
]

"""Addresses of what a kind declares beside its stages: logs, private fields; and of the kinds."""

from guatu.ledgers.policies import (
    can_add_entries,
    can_manage_kinds,
    can_manage_ledgers,
    can_open_ledgers,
)
from guatu.ledgers.views import kinds, logs, looks
from guatu.shell.routes import act, route

urlpatterns = [
    route("kinds/", kinds.kinds, name="kinds", policy=can_manage_kinds),
    route("kinds/new/", kinds.kind_new, name="kind-new", policy=can_manage_kinds),
    route("kinds/<slug:kind>/", kinds.kind, name="kind", policy=can_manage_kinds),
    route("kinds/<slug:kind>/edit/", kinds.kind_edit, name="kind-edit", policy=can_manage_kinds),
    act("kinds/<slug:kind>/open/", kinds.kind_open, name="kind-open", policy=can_manage_ledgers),
    route("entries/<int:entry_id>/logs/", logs.logs, name="logs", policy=can_open_ledgers),
    route(
        "entries/<int:entry_id>/logs/<slug:log>/add/",
        logs.log,
        name="log",
        policy=can_add_entries,
    ),
    route(
        "entries/<int:entry_id>/logs/<int:row_id>/strike/",
        logs.strike_log,
        name="strike-log",
        policy=can_add_entries,
    ),
    route(
        "entries/<int:entry_id>/logs/<int:row_id>/proof/",
        logs.log_proof,
        name="log-proof",
        policy=can_open_ledgers,
    ),
    act("entries/<int:entry_id>/private/", looks.look, name="look", policy=can_open_ledgers),
]

"""Addresses of the three levels of responsibility, and of the entries of a task force."""

from guatu.ledgers.policies import can_manage_ledgers, can_open_ledgers
from guatu.ledgers.views import responsibility as views
from guatu.shell.routes import route

urlpatterns = [
    route("responsibility/", views.index, name="responsibility-index", policy=can_open_ledgers),
    route(
        "responsibility/of/<slug:slug>/",
        views.campaign,
        name="responsibility",
        policy=can_open_ledgers,
    ),
    route(
        "responsibility/of/<slug:slug>/set/",
        views.of_scope,
        name="responsibility-set",
        policy=can_manage_ledgers,
    ),
    route(
        "entries/<int:entry_id>/responsibility/",
        views.of_entry,
        name="responsibility-entry",
        policy=can_open_ledgers,
    ),
    route(
        "units/<int:unit_id>/responsibility/",
        views.of_unit,
        name="responsibility-unit",
        policy=can_open_ledgers,
    ),
    route(
        "task-forces/<int:unit_id>/entries/",
        views.of_force,
        name="force-entries",
        policy=can_open_ledgers,
    ),
]

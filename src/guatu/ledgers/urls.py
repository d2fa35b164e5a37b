"""Addresses of ledgers and entries."""

from guatu.ledgers import views
from guatu.ledgers.closingurls import urlpatterns as closings
from guatu.ledgers.fieldurls import urlpatterns as fields
from guatu.ledgers.goalurls import urlpatterns as goals
from guatu.ledgers.policies import (
    can_add_entries,
    can_manage_ledgers,
    can_open_ledgers,
    can_set_some_lamp,
    can_work_ledgers,
)
from guatu.ledgers.responsibilityurls import urlpatterns as responsibility
from guatu.ledgers.storyurls import urlpatterns as story
from guatu.shell.routes import act, route

app_name = "ledgers"

urlpatterns = [
    *closings,
    *fields,
    *goals,
    *story,
    *responsibility,
    route("", views.index, name="index", policy=can_open_ledgers),
    route("entries/<int:entry_id>/", views.entry, name="entry", policy=can_open_ledgers),
    route("entries/<int:entry_id>/edit/", views.edit, name="edit", policy=can_work_ledgers),
    route("entries/<int:entry_id>/duties/", views.duties, name="duties", policy=can_manage_ledgers),
    route(
        "entries/<int:entry_id>/milestones/",
        views.milestones,
        name="milestones",
        policy=can_manage_ledgers,
    ),
    route("entries/<int:entry_id>/lamps/", views.lamps, name="lamps", policy=can_open_ledgers),
    route(
        "entries/<int:entry_id>/lamps/set/",
        views.set_by_hand,
        name="lamp-set",
        policy=can_set_some_lamp,
    ),
    route(
        "entries/<int:entry_id>/lamps/<int:override_id>/end/",
        views.end_by_hand,
        name="lamp-end",
        policy=can_set_some_lamp,
    ),
    route(
        "entries/<int:entry_id>/lamps/<int:override_id>/proof/",
        views.override_proof,
        name="lamp-proof",
        policy=can_open_ledgers,
    ),
    act("entries/<int:entry_id>/adopt/", views.adopt, name="adopt", policy=can_manage_ledgers),
    route("entries/<int:entry_id>/stage/", views.stage, name="stage", policy=can_work_ledgers),
    route("entries/<int:entry_id>/source/", views.source, name="source", policy=can_open_ledgers),
    route(
        "entries/<int:entry_id>/passages/<int:passage_id>/proof/",
        views.proof,
        name="proof",
        policy=can_open_ledgers,
    ),
    route("<slug:slug>/<slug:code>/", views.sheet, name="sheet", policy=can_open_ledgers),
    route("<slug:slug>/<slug:code>/new/", views.create, name="create", policy=can_add_entries),
]

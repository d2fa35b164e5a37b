"""Addresses of what is printed for people: pages for leaders, sheets of units, materials, volumes."""

from guatu.paper import policies
from guatu.paper.views import checks, leaderpages, materials, unitsheets, volumes
from guatu.shell.routes import act, route, signed_in

PRINT = policies.can_print
BIND = policies.can_bind

urlpatterns = [
    route("leaders/", leaderpages.index, name="leaders", policy=PRINT),
    route("leaders/<slug:slug>.pdf", leaderpages.sheets, name="leader-sheets", policy=PRINT),
    route("leaders/<int:post_id>/<slug:slug>/", leaderpages.page, name="leader", policy=PRINT),
    route(
        "leaders/<int:post_id>/<slug:slug>.pdf",
        leaderpages.sheet,
        name="leader-sheet",
        policy=PRINT,
    ),
    route("units/", unitsheets.index, name="unit-sheets", policy=PRINT),
    route("units/<slug:slug>.pdf", unitsheets.sheets, name="unit-sheets-all", policy=PRINT),
    act("units/<slug:slug>/make", unitsheets.make, name="unit-sheets-make", policy=PRINT),
    route("units/made/<slug:token>/", unitsheets.made, name="unit-sheets-made", policy=PRINT),
    route(
        "units/<slug:slug>/<int:unit_id>.<slug:form>",
        unitsheets.sheet,
        name="unit-sheet",
        policy=PRINT,
    ),
    route("materials/", materials.index, name="materials", policy=PRINT),
    route(
        "materials/<slug:slug>/<int:unit_id>/<slug:sort>/<slug:key>/",
        materials.page,
        name="material",
        policy=PRINT,
    ),
    route(
        "materials/<slug:slug>/<int:unit_id>/<slug:sort>/<slug:key>.docx",
        materials.document,
        name="material-file",
        policy=PRINT,
    ),
    route("volumes/", volumes.index, name="volumes", policy=PRINT),
    route("volumes/entry/<int:entry_id>/", volumes.of_entry, name="volumes-entry", policy=PRINT),
    route(
        "volumes/target/<int:target_id>/", volumes.of_target, name="volumes-target", policy=PRINT
    ),
    act("volumes/<slug:slug>/form", volumes.form, name="volume-form", policy=BIND),
    route("volumes/<int:volume_id>/", volumes.volume, name="volume", policy=PRINT),
    route("volumes/<int:volume_id>.pdf", volumes.bound, name="volume-bound", policy=PRINT),
    route("volumes/<int:volume_id>.zip", volumes.folder, name="volume-folder", policy=PRINT),
    route(
        "volumes/<int:volume_id>/papers/<int:evidence_id>",
        volumes.paper,
        name="volume-paper",
        policy=PRINT,
    ),
    route("check/<str:number>/<str:written>/", checks.check, name="check", policy=signed_in),
]

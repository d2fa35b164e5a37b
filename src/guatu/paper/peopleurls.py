"""Addresses of what is printed for people: pages for leaders, sheets of units, checks of paper."""

from guatu.paper import policies
from guatu.paper.views import checks, leaderpages, unitsheets
from guatu.shell.routes import route, signed_in

PRINT = policies.can_print

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
    route(
        "units/<slug:slug>/<int:unit_id>.<slug:form>",
        unitsheets.sheet,
        name="unit-sheet",
        policy=PRINT,
    ),
    route("check/<str:number>/<str:written>/", checks.check, name="check", policy=signed_in),
]

"""Addresses of bulletins."""

from guatu.paper import policies
from guatu.paper.views import bulletins, bulletintemplates, layoutchecks
from guatu.shell.routes import act, route

PRINT = policies.can_print
SEE = policies.can_see_bulletins
WRITE = policies.can_write_bulletins

urlpatterns = [
    route("", bulletins.index, name="index", policy=PRINT),
    route("bulletins/new/<slug:slug>/", bulletins.new, name="bulletin-new", policy=WRITE),
    route("bulletins/<int:bulletin_id>/", bulletins.bulletin, name="bulletin", policy=SEE),
    route("bulletins/<int:bulletin_id>.<slug:form>", bulletins.file, name="bulletin-file", policy=SEE),
    act("bulletins/<int:bulletin_id>/edit", bulletins.edit, name="bulletin-edit", policy=WRITE),
    act("bulletins/<int:bulletin_id>/refill", bulletins.refill, name="bulletin-refill", policy=WRITE),
    act("bulletins/<int:bulletin_id>/submit", bulletins.submit, name="bulletin-submit", policy=WRITE),
    act("bulletins/<int:bulletin_id>/reopen", bulletins.reopen, name="bulletin-reopen", policy=WRITE),
    act("bulletins/<int:bulletin_id>/drop", bulletins.drop, name="bulletin-drop", policy=WRITE),
    route("layout/", layoutchecks.layout, name="layout", policy=PRINT),
    route("templates/<slug:slug>/", bulletintemplates.templates, name="templates", policy=WRITE),
    route(
        "templates/<slug:slug>/<int:template_id>/", bulletintemplates.template, name="template",
        policy=WRITE,
    ),
    act(
        "templates/<slug:slug>/<int:template_id>/drop", bulletintemplates.drop,
        name="template-drop", policy=WRITE,
    ),
]  # fmt: skip

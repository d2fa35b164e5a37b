"""The URL map: each app's own `urls`."""

from django.urls import include, path
from django.views.i18n import set_language

from guatu.shell.routes import anyone, route

handler400 = "guatu.config.errors.bad_request"
handler403 = "guatu.config.errors.forbidden"
handler404 = "guatu.config.errors.not_found"
handler500 = "guatu.config.errors.server_error"

urlpatterns = [
    route("language/", set_language, name="set_language", policy=anyone, repeatable=True),
    path("", include("guatu.overview.urls")),
    path("audit/", include("guatu.audit.urls")),
    path("accounts/", include("guatu.accounts.urls")),
    path("targets/", include("guatu.campaigns.urls")),
    path("ledgers/", include("guatu.ledgers.urls")),
    path("planning/", include("guatu.planning.urls")),
    path("dispatch/", include("guatu.dispatch.urls")),
    path("jobs/", include("guatu.jobs.urls")),
    path("notices/", include("guatu.notices.urls")),
    path("supervision/", include("guatu.supervision.urls")),
    path("meetings/", include("guatu.meetings.urls")),
    path("worklists/", include("guatu.worklists.urls")),
    path("burden/", include("guatu.burden.urls")),
    path("sheets/", include("guatu.sheets.urls")),
    path("paper/", include("guatu.paper.urls")),
]

"""Addresses of the audit pages."""

from guatu.audit import policies, views
from guatu.shell.routes import route

app_name = "audit"
urlpatterns = [
    route("", views.index, name="index", policy=policies.can_read),
    route("verify/", views.verify, name="verify", policy=policies.can_read),
    route("head.json", views.head, name="head", policy=policies.can_read),
    route("<int:number>/", views.event, name="event", policy=policies.can_read),
]

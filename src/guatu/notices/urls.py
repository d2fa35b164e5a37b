"""Addresses of notices, each with its policy."""

from guatu.notices.views import mine
from guatu.shell.routes import act, route, signed_in

app_name = "notices"

urlpatterns = [
    route("", mine.index, name="index", policy=signed_in),
    act("read/", mine.all_read, name="read-all", policy=signed_in),
    act("<int:notice_id>/open/", mine.open_one, name="open", policy=signed_in),
]
